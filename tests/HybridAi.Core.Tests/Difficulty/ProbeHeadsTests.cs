namespace HybridAi.Difficulty;

public class ProbeHeadsTests
{
    private const int Dimensions = 700; // more than one chunk, and no multiple of a vector

    private static readonly float[] State = Numbers(7, Dimensions, 3);
    private static readonly ProbeHeads Heads = Make();

    [Fact]
    public void RawScore_AnyState_IsTheClippedDotProduct()
    {
        double expected = 0.25;
        var head = Heads.Find(ProbeHeads.Need)!;
        for (int i = 0; i < Dimensions; i++)
            expected += Math.Clamp((double)(State[i] - Heads.Means[i]) * Heads.Scales[i], -Heads.Clip, Heads.Clip) * head.Weights[i];

        Heads.RawScore(ProbeHeads.Need, State).ShouldBe(expected, 1e-3);
    }

    [Fact]
    public void Score_HugeValue_CountsNoMoreThanTheClip()
    {
        float[] large = (float[])State.Clone(), huge = (float[])State.Clone();
        (large[3], huge[3]) = (1e6f, float.PositiveInfinity);

        Heads.RawScore(ProbeHeads.Need, huge).ShouldBe(Heads.RawScore(ProbeHeads.Need, large));
    }

    [Fact]
    public void Score_OneHead_IsItsCalibratedProbability()
    {
        double raw = Heads.RawScore(ProbeHeads.Competence, State);

        Heads.Score(ProbeHeads.Competence, State).ShouldBe(1 / (1 + Math.Exp(-((0.5 * raw) - 0.1))), 1e-12);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.9)]
    [InlineData(0)]
    [InlineData(1)]
    public void Score_WithTierZero_AddsLogOdds(double tierZero)
    {
        double expected = -0.3 + (0.4 * ProbeHeads.LogOdds(tierZero))
            + (0.8 * ProbeHeads.LogOdds(Heads.Score(ProbeHeads.Need, State)))
            + (0.6 * ProbeHeads.LogOdds(Heads.Score(ProbeHeads.Competence, State)));

        ProbeHeads.LogOdds(Heads.Score(State, tierZero)).ShouldBe(expected, 1e-6);
    }

    [Fact]
    public void Score_StateWithNaN_IsNaN()
    {
        float[] broken = (float[])State.Clone();
        broken[^1] = float.NaN;

        Heads.Score(broken, 0.5).ShouldBe(double.NaN);
    }

    [Fact]
    public void Score_Warm_AllocatesNothing()
    {
        double sum = Heads.Score(State, 0.4);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++) sum += Heads.Score(State, 0.4) + Heads.Score(ProbeHeads.Need, State);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Score_StateOfAnotherModel_IsRefused() =>
        Should.Throw<ArgumentException>(() => Heads.Score(State.AsSpan(1), 0.5));

    [Fact]
    public void RawScore_NoSuchHead_SaysWhichThereAre() =>
        Should.Throw<ArgumentException>(() => Heads.RawScore("taste", State)).Message.ShouldContain("need, competence");

    [Fact]
    public void With_AnotherHead_ReplacesItAndHasItsOwnRevision()
    {
        var other = Heads.With(new(ProbeHeads.Competence, Numbers(9, Dimensions, 1), 0), new(0, 1, 0, 1));

        other.Heads.Select(h => h.Name).ShouldBe([ProbeHeads.Need, ProbeHeads.Competence]);
        other.RawScore(ProbeHeads.Need, State).ShouldBe(Heads.RawScore(ProbeHeads.Need, State));
        other.Revision.ShouldNotBe(Heads.Revision);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var read = ProbeHeads.Read(Heads.Write());

        read.Revision.ShouldBe(Heads.Revision);
        read.ModelFingerprint.ShouldBe(Heads.ModelFingerprint);
        read.Blend.ShouldBe(Heads.Blend);
        read.Score(State, 0.3).ShouldBe(Heads.Score(State, 0.3));
        read.Write().ShouldBe(Heads.Write());
    }

    [Fact]
    public void Read_AnyByteChanged_IsRefused()
    {
        byte[] file = Heads.Write();
        for (int i = 0; i < file.Length; i += i < 100 ? 1 : 97)
        {
            byte[] damaged = (byte[])file.Clone();
            damaged[i] ^= 0x40;
            Should.Throw<InvalidDataException>(() => ProbeHeads.Read(damaged));
        }
    }

    [Fact]
    public void Read_CutShort_IsRefused()
    {
        byte[] file = Heads.Write();
        for (int length = 0; length < file.Length; length += 61)
            Should.Throw<InvalidDataException>(() => ProbeHeads.Read(file.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(float.NaN, 1, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(0, float.PositiveInfinity, 1)]
    [InlineData(0, 1, 0)]
    public void Create_NumbersOutOfBounds_IsRefused(float mean, float scale, float clip) =>
        Should.Throw<ArgumentException>(() => new ProbeHeads("m", [mean], [scale], [new("need", [1], 0)], new(0, 0, 1), clip));

    [Theory]
    [InlineData("")]
    [InlineData("Need")]
    [InlineData("a/b")]
    public void Create_OddHeadName_IsRefused(string name) => Should.Throw<ArgumentException>(() => new ProbeHead(name, [1], 0));

    private static ProbeHeads Make() => new(
        "0123456789abcdef-exact", Numbers(1, Dimensions, 1), Array.ConvertAll(Numbers(2, Dimensions, 1), v => 0.1f + Math.Abs(v)),
        [
            new(ProbeHeads.Need, Numbers(3, Dimensions, 0.05f), 0.25, 2, 0.5),
            new(ProbeHeads.Competence, Numbers(4, Dimensions, 0.05f), -0.25, 0.5, -0.1),
        ],
        new(-0.3, 0.4, 0.8, 0.6));

    private static float[] Numbers(int seed, int count, float size)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => ((float)random.NextDouble() - 0.5f) * 2 * size)];
    }
}
