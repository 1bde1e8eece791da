namespace HybridAi.Evaluation.HiddenState;

public class HeadTrainingTests
{
    private const int Dimensions = 12;

    [Fact]
    public void Train_StatesThatTellTheGain_AreLearned()
    {
        var (train, dev) = (Rows(400, 1), Rows(200, 2));

        var trained = Train(train, dev);

        var figures = HeadFigures.Measure(trained.Heads, dev, StateOf, PromptClassifier.Default);
        figures.Need.MeanApgr.ShouldBeGreaterThan(figures.TierZero.MeanApgr + 0.1);
        figures.Both.MeanApgr.ShouldBeGreaterThan(figures.TierZero.MeanApgr + 0.1);
        trained.Heads.ModelFingerprint.ShouldBe("m-exact");
        trained.Sources.ShouldBe([new(ProbeHeads.Need, "s", "permissive", 400)]);
        trained.Strength.ShouldBe(trained.Tried.First(t => t.Area >= trained.Tried.Max(o => o.Area) - 0.002).Strength);
    }

    [Fact]
    public void Train_TheSameRowsTwice_GivesTheSameBytes() =>
        Train(Rows(200, 1), Rows(100, 2)).Data.ToArray().ShouldBe(Train(Rows(200, 1), Rows(100, 2)).Data.ToArray());

    [Fact]
    public void Train_ProbabilityOfTheHead_IsNearTheMeanGain()
    {
        var (train, dev) = (Rows(600, 1), Rows(300, 2));
        var heads = Train(train, dev).Heads;

        dev.Average(r => heads.Score(ProbeHeads.Need, StateOf(r).Span)).ShouldBe(dev.Average(r => r.Gain!.Value), 0.06);
        dev.Average(r => heads.Score(StateOf(r).Span, PromptClassifier.Default.Score(r.Prompt))).ShouldBe(dev.Average(r => r.Gain!.Value), 0.06);
    }

    [Theory]
    [InlineData("non-commercial")]
    [InlineData("")]
    public void Train_RowsThatMayNotShip_AreNotLearnedFrom(string licence)
    {
        var foul = Rows(200, 3).Select(r => r with { LicenseClass = licence }).ToList();

        Should.Throw<InvalidDataException>(() => Train(foul, Rows(100, 2)));
        Train([.. Rows(200, 1), .. foul], Rows(100, 2)).Data.ToArray().ShouldBe(Train(Rows(200, 1), Rows(100, 2)).Data.ToArray());
    }

    [Fact]
    public void Write_Card_NamesRowsFiguresAndLimits()
    {
        var dev = Rows(100, 2);
        var trained = Train(Rows(200, 1), dev);
        using var card = new StringWriter();

        HeadCard.Write(trained, HeadFigures.Measure(trained.Heads, dev, StateOf, PromptClassifier.Default), new(40, 80), card);

        card.ToString().ShouldContain("| need | s | permissive | 200 |");
        card.ToString().ShouldContain("word count");
        card.ToString().ShouldContain(trained.Heads.Revision);
        card.ToString().ShouldContain("| 85 % |");
        card.ToString().ShouldContain("| 34 |");
        card.ToString().ShouldContain("80 ms for 128 tokens");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AskedShare_NobodyOrEverybody_IsTheCurveOfThatTier(double share)
    {
        var rows = Rows(150, 4);
        var random = new Random(5);
        double[] zero = [.. rows.Select(_ => random.NextDouble())], one = [.. rows.Select(_ => random.NextDouble())];
        double[] weak = [.. rows.Select(r => r.WeakScore!.Value)], strong = [.. rows.Select(r => r.StrongScore!.Value)];

        AskedShare.Area(zero, one, weak, strong, share).ShouldBe(ExactCurve.Compute(share == 0 ? zero : one, weak, strong).Area, 1e-9);
    }

    [Fact]
    public void AskedShare_PerfectTierOne_GainsWithEveryShare()
    {
        var rows = Rows(200, 6);
        var random = new Random(7);
        double[] zero = [.. rows.Select(_ => random.NextDouble())], one = [.. rows.Select(r => r.Gain!.Value)];
        double[] weak = [.. rows.Select(r => r.WeakScore!.Value)], strong = [.. rows.Select(r => r.StrongScore!.Value)];

        var areas = HeadFigures.Shares.Select(share => AskedShare.Area(zero, one, weak, strong, share)).ToList();

        areas.ShouldBe(areas.Order());
    }

    private static TrainedHeads Train(IReadOnlyList<RoutingRow> train, IReadOnlyList<RoutingRow> dev) =>
        HeadTraining.Train(train, dev, "m-exact", StateOf, PromptClassifier.Default, new() { Strengths = [10, 100], Folds = 2 });

    // The state says what the prompt does not: whether its number is one of the hard ones.
    private static ReadOnlyMemory<float> StateOf(RoutingRow row)
    {
        var random = new Random(int.Parse(row.Id, System.Globalization.CultureInfo.InvariantCulture));
        float[] state = [.. Enumerable.Range(0, Dimensions).Select(_ => (float)random.NextDouble() * 10)];
        state[3] += row.WeakScore == 0 ? 8 : 0;
        return state;
    }

    private static List<RoutingRow> Rows(int count, int seed) =>
    [
        .. Enumerable.Range(0, count).Select(i => new RoutingRow
        {
            Id = FormattableString.Invariant($"{(seed * 10_000) + i}"),
            Prompt = FormattableString.Invariant($"Question number {i} of {seed}"),
            Source = "s",
            Benchmark = "b",
            LicenseClass = "permissive",
            LabelKind = "pair",
            WeakScore = new Random((seed * 77) + i).Next(3) == 0 ? 0 : 1,
            StrongScore = 1,
        }),
    ];
}
