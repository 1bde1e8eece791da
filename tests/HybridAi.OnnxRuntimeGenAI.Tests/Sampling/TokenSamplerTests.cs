using FsCheck;
using FsCheck.Fluent;
using HybridAi.OnnxRuntimeGenAI.Sampling;
using HybridAi.OnnxRuntimeGenAI.Tests.Tokenization;

namespace HybridAi.OnnxRuntimeGenAI.Tests.Sampling;

public sealed class TokenSamplerTests
{
    private const int Vocabulary = 1000;

    private static readonly Arbitrary<float[]> Logits = Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => RandomLogits(seed)));

    [Fact]
    public void Sample_Defaults_TakesTheFirstMaximum() => OddText.Check(Logits, logits =>
    {
        using var sampler = new TokenSampler(new SamplingOptions(), Vocabulary, 1);
        sampler.Sample(logits).Id.ShouldBe(Array.IndexOf(logits, logits.Max()));
    }, 50);

    [Fact]
    public void Sample_SameSeed_GivesTheSameTokens()
    {
        var options = new SamplingOptions { Temperature = 0.8f, TopK = 40, TopP = 0.95f, MinP = 0.01f };
        int[] first = Draw(options, 5), second = Draw(options, 5), other = Draw(options, 6);
        second.ShouldBe(first);
        other.ShouldNotBe(first);

        static int[] Draw(SamplingOptions options, ulong seed)
        {
            using var sampler = new TokenSampler(options, Vocabulary, seed);
            return [.. Enumerable.Range(0, 50).Select(step => sampler.Sample(RandomLogits(step)).Id)];
        }
    }

    [Theory]
    [InlineData(1f, 0, 1f, 0f)]
    [InlineData(0.7f, 0, 1f, 0f)]
    [InlineData(1f, 3, 1f, 0f)]
    [InlineData(1f, 0, 0.8f, 0f)]
    [InlineData(1.5f, 0, 0.9f, 0f)]
    [InlineData(1f, 0, 1f, 0.2f)]
    [InlineData(1.3f, 6, 0.9f, 0.1f)]
    [InlineData(1f, 0, 0f, 0f)]
    [InlineData(1f, 5000, 1f, 0f)]
    public void Sample_ManyDraws_FollowThePlainDefinition(float temperature, int topK, float topP, float minP)
    {
        const int Draws = 40_000;
        float[] logits = [2, 1.5f, -1, 0.3f, 0, 2.2f, -4, 1, 0.9f, float.NegativeInfinity];
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };
        var expected = PlainProbabilities(logits, options);
        using var sampler = new TokenSampler(options, logits.Length, 11);
        var counts = new int[logits.Length];
        for (var i = 0; i < Draws; i++)
            counts[sampler.Sample(logits).Id]++;
        for (var id = 0; id < logits.Length; id++)
        {
            if (expected[id] == 0)
                counts[id].ShouldBe(0);
            // Five standard deviations of a binomial count; the seed is fixed.
            var deviation = Math.Sqrt(Draws * expected[id] * (1 - expected[id]));
            ((double)counts[id]).ShouldBe(Draws * expected[id], (5 * deviation) + 1);
        }
    }

    [Fact]
    public void Sample_Filters_OnlyGiveTokensOfThePlainNucleus()
    {
        var cases = Gen.Choose(0, int.MaxValue).SelectMany(seed => Gen.Choose(0, 100).SelectMany(topP =>
            Gen.Elements(0, 1, 2, 10, 50, 999, 1000).SelectMany(topK => Gen.Choose(0, 30).Select(minP => (seed, topP, topK, minP)))));
        OddText.Check(Arb.From(cases), sample =>
        {
            var logits = RandomLogits(sample.seed);
            var options = new SamplingOptions
            {
                Temperature = 1.1f, TopP = sample.topP / 100f, TopK = sample.topK, MinP = sample.minP / 100f,
            };
            var probabilities = PlainProbabilities(logits, options);
            using var sampler = new TokenSampler(options, Vocabulary, (ulong)sample.seed);
            for (var i = 0; i < 20; i++)
                probabilities[sampler.Sample(logits).Id].ShouldBeGreaterThan(0);
        }, 150);
    }

    [Fact]
    public void Sample_FlatDistributionOverAWholeVocabulary_ReachesAllOfTheNucleus()
    {
        var logits = new float[50_000];
        using var sampler = new TokenSampler(new SamplingOptions { Temperature = 1, TopP = 0.5f }, logits.Length, 3);
        int[] ids = [.. Enumerable.Range(0, 200).Select(_ => sampler.Sample(logits).Id)];
        ids.Max().ShouldBeInRange(20_000, 25_001); // of equal tokens the lower ids are in the nucleus
        ids.Min().ShouldBeLessThan(2_500);
    }

    [Fact]
    public void Sample_Measured_GivesTheFiguresOfTheRawDistribution() => OddText.Check(Logits, logits =>
    {
        var options = new SamplingOptions
        {
            Temperature = 0.5f, TopK = 5, PresencePenalty = 1, Measures = true, TopLogProbabilities = 20,
        };
        using var sampler = new TokenSampler(options, Vocabulary, 1);
        sampler.Sample(RandomLogits(1));
        var token = sampler.Sample(logits);
        var logSum = Math.Log(logits.Sum(logit => Math.Exp(logit - logits.Max()))) + logits.Max();
        var all = logits.Select(logit => logit - logSum).ToArray();
        var sorted = all.OrderDescending().ToArray();
        token.LogProbability.ShouldBe((float)all[token.Id], 1e-4f);
        token.Entropy.ShouldBe((float)-all.Sum(value => Math.Exp(value) * value), 1e-3f);
        token.Margin.ShouldBe((float)(sorted[0] - sorted[1]), 1e-4f);
        sampler.Top.Length.ShouldBe(20);
        for (var i = 0; i < 20; i++)
        {
            sampler.Top[i].LogProbability.ShouldBe((float)sorted[i], 1e-4f);
            sampler.Top[i].LogProbability.ShouldBe((float)all[sampler.Top[i].Id], 1e-4f);
        }
        all.Sum(Math.Exp).ShouldBe(1, 1e-6);
    }, 50);

    [Fact]
    public void Sample_NotMeasured_GivesNoFigures()
    {
        using var sampler = new TokenSampler(new SamplingOptions(), 3, 1);
        var token = sampler.Sample([1, 2, 3]);
        (float.IsNaN(token.LogProbability), float.IsNaN(token.Entropy), float.IsNaN(token.Margin)).ShouldBe((true, true, true));
        sampler.Top.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Sample_ExcludedTokens_AreNeverMeasuredOrListed()
    {
        using var sampler = new TokenSampler(new SamplingOptions { Measures = true, TopLogProbabilities = 5 }, 3, 1);
        var token = sampler.Sample([float.NegativeInfinity, 1, float.NegativeInfinity]);
        token.Id.ShouldBe(1);
        token.LogProbability.ShouldBe(0, 1e-6f);
        token.Entropy.ShouldBe(0, 1e-6f);
        token.Margin.ShouldBe(float.PositiveInfinity);
        sampler.Top.ToArray().ShouldBe([new TokenLogProbability(1, 0)]);
    }

    [Fact]
    public void Sample_RepetitionPenalty_DividesPositiveAndMultipliesNegativeLogits()
    {
        using var sampler = new TokenSampler(new SamplingOptions { RepetitionPenalty = 2 }, 4, 1);
        sampler.AddPrompt([0, 0, 1]);
        sampler.Sample([4, 3, 2.5f, -1]).Id.ShouldBe(2); // 2, 1.5, 2.5, -1
        sampler.Sample([-1, -2, -3, -1.9f]).Id.ShouldBe(3); // -2, -4, -6, -1.9
    }

    [Fact]
    public void Sample_PresenceAndFrequency_CountTheAnswerOnly()
    {
        using var presence = new TokenSampler(new SamplingOptions { PresencePenalty = 1 }, 3, 1);
        presence.AddPrompt([0, 0, 0]);
        Enumerable.Range(0, 4).Select(_ => presence.Sample([3, 2.5f, 1.2f]).Id).ShouldBe([0, 1, 0, 0]);
        using var frequency = new TokenSampler(new SamplingOptions { FrequencyPenalty = 1 }, 3, 1);
        Enumerable.Range(0, 5).Select(_ => frequency.Sample([3, 2.5f, 1.2f]).Id).ShouldBe([0, 1, 0, 1, 2]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Sample_NotANumber_IsATypedFailure(float value)
    {
        foreach (var temperature in new[] { 0f, 1f })
        {
            using var sampler = new TokenSampler(new SamplingOptions { Temperature = temperature, TopP = 0.9f }, 300, 1);
            var logits = new float[300];
            logits[150] = value;
            Should.Throw<LocalModelException>(() => sampler.Sample(logits)).Kind.ShouldBe(LocalModelErrorKind.Failed);
            logits.AsSpan().Fill(float.NegativeInfinity);
            Should.Throw<LocalModelException>(() => sampler.Sample(logits));
        }
    }

    public static TheoryData<string, object> OutOfRange { get; } = new()
    {
        { "Temperature", new SamplingOptions { Temperature = -0.1f } },
        { "Temperature", new SamplingOptions { Temperature = float.NaN } },
        { "Temperature", new SamplingOptions { Temperature = float.PositiveInfinity } },
        { "TopK", new SamplingOptions { TopK = -1 } },
        { "TopP", new SamplingOptions { TopP = 1.01f } },
        { "MinP", new SamplingOptions { MinP = -0.01f } },
        { "RepetitionPenalty", new SamplingOptions { RepetitionPenalty = 0 } },
        { "PresencePenalty", new SamplingOptions { PresencePenalty = 2.1f } },
        { "FrequencyPenalty", new SamplingOptions { FrequencyPenalty = float.NaN } },
        { "TopLogProbabilities", new SamplingOptions { TopLogProbabilities = 21 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void Create_OptionOutOfRange_IsNamed(string named, object options) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenSampler((SamplingOptions)options, 3, 1)).Message.ShouldContain(named);

    [Fact]
    public void Sample_WrongUse_IsRefused()
    {
        var sampler = new TokenSampler(new SamplingOptions(), 3, 1);
        Should.Throw<ArgumentException>(() => sampler.Sample([1, 2]));
        Should.Throw<ArgumentOutOfRangeException>(() => sampler.AddPrompt([3]));
        Should.Throw<ArgumentOutOfRangeException>(() => sampler.AddPrompt([-1]));
        sampler.Dispose();
        sampler.Dispose();
        Should.Throw<ObjectDisposedException>(() => sampler.Sample([1, 2, 3]));
    }

    [Theory]
    [InlineData(0f, 0, 1f)]
    [InlineData(1f, 0, 1f)]
    [InlineData(1f, 50, 0.95f)]
    [InlineData(1f, 0, 0.95f)]
    public void Sample_Warm_AllocatesNothing(float temperature, int topK, float topP)
    {
        var options = new SamplingOptions
        {
            Temperature = temperature, TopK = topK, TopP = topP, MinP = 0.001f, RepetitionPenalty = 1.1f, FrequencyPenalty = 0.1f,
            Measures = true, TopLogProbabilities = 5,
        };
        var logits = RandomLogits(9);
        using var sampler = new TokenSampler(options, Vocabulary, 1);
        sampler.Sample(logits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            sampler.Sample(logits);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    // Logits as models give them: a few tokens stand out. Spread by seed from nearly flat to nearly certain.
    private static float[] RandomLogits(int seed)
    {
        var random = new RandomSource((ulong)seed);
        var spread = 0.2 + (4 * random.NextDouble());
        var logits = new float[Vocabulary];
        for (var i = 0; i < logits.Length; i++)
            logits[i] = (float)(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
        return logits;
    }

    // By definition, with full sorts and in double precision. Tokens within rounding of a border may go either way, so the
    // borders are widened a little; the counts of the statistical test have no token near one.
    private static double[] PlainProbabilities(float[] logits, SamplingOptions options)
    {
        const double Slack = 1e-5;
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).ThenBy(id => id).ToList();
        var weights = logits.Select(logit => Math.Exp((logit - logits.Max()) / options.Temperature)).ToArray();
        if (options.TopK > 0)
            order = [.. order.Take(options.TopK)];
        var (total, taken) = (order.Sum(id => weights[id]), 0.0);
        if (options.TopP < 1)
        {
            var kept = new List<int>();
            foreach (var id in order)
            {
                if (kept.Count > 0 && taken >= (options.TopP + Slack) * total)
                    break;
                kept.Add(id);
                taken += weights[id];
            }
            order = kept;
        }
        order = [.. order.Where(id => weights[id] >= options.MinP - Slack)];
        var sum = order.Sum(id => weights[id]);
        var probabilities = new double[logits.Length];
        foreach (var id in order)
            probabilities[id] = weights[id] / sum;
        return probabilities;
    }
}
