namespace HybridAi.Evaluation.Calibration;

public class ThresholdCalibrationTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.85)]
    public void ForShare_FreshTrafficOfTheSameKind_MeetsTheShareWithinTwoPoints(double share)
    {
        var random = new Random(5);
        double threshold = ThresholdCalibration.ForShare([.. Enumerable.Range(0, 8000).Select(_ => Score(random))], share);

        double met = Enumerable.Range(0, 20_000).Count(_ => Score(random) >= threshold) / 20_000.0;

        met.ShouldBe(share, 0.02);
    }

    [Fact]
    public void ForShare_FewScores_MeetsTheShareOnAverage()
    {
        // 200 draws of 101 uniform scores: fresh traffic above the threshold is 1 - threshold.
        var random = new Random(2);
        var shares = Enumerable.Range(0, 200)
            .Select(_ => 1 - ThresholdCalibration.ForShare([.. Enumerable.Range(0, 101).Select(_ => random.NextDouble())], 0.1)).ToList();

        shares.Average().ShouldBe(0.1, 0.006); // 3 standard errors
        shares.Count(s => Math.Abs(s - 0.1) <= ThresholdCalibration.ShareError(0.1, 101)).ShouldBeInRange(180, 200);
    }

    [Fact]
    public void ScoresNeeded_TwoPoints_IsWhatTheErrorAsksFor()
    {
        ThresholdCalibration.ScoresNeeded(0.4, 0.02).ShouldBe(2305);
        ThresholdCalibration.ShareError(0.4, 2305).ShouldBe(0.02, 1e-5);
    }

    [Fact]
    public void ForShare_Extremes_SendNothingOrEverything()
    {
        ThresholdCalibration.ForShare([0.1, 0.9], 0).ShouldBe(double.PositiveInfinity);
        ThresholdCalibration.ForShare([0.1, 0.9], 1).ShouldBe(double.NegativeInfinity);
    }

    [Theory]
    [InlineData(0.03, 0.9, 600)]
    [InlineData(0.10, 0.9, 300)]
    [InlineData(0.05, 0.8, 400)]
    public void ForLoss_ManyResamples_BreaksTheBoundNoMoreOftenThanStated(double maxLoss, double confidence, int rows)
    {
        // Truth: the gain is 1 with probability score², else 0 (or -1 now and then). The true loss of a threshold is computed on a large draw.
        var random = new Random(99);
        var population = Enumerable.Range(0, 100_000).Select(_ => Row(random)).OrderBy(r => r.Score).ToArray();
        var cumulated = new double[population.Length + 1];
        for (int i = 0; i < population.Length; i++) cumulated[i + 1] = cumulated[i] + population[i].Gain;
        const int Resamples = 300;
        int violations = 0;
        double local = 0;
        for (int s = 0; s < Resamples; s++)
        {
            var sample = Enumerable.Range(0, rows).Select(_ => Row(random)).ToList();
            var found = ThresholdCalibration.ForLoss(
                [.. sample.Select(r => r.Score)], [.. sample.Select(r => r.Gain)], maxLoss, confidence);
            int below = Array.BinarySearch(population, (found.Threshold, 0.0), Comparer<(double Score, double Gain)>.Create(
                (a, b) => a.Score.CompareTo(b.Score)));
            below = below < 0 ? ~below : below;
            if (cumulated[below] / population.Length > maxLoss) violations++;
            local += found.LocalShare / Resamples;
        }

        ((double)violations / Resamples).ShouldBeLessThanOrEqualTo(1 - confidence);
        local.ShouldBeGreaterThan(0.1, "a bound that keeps nothing local would be of no use");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ForLoss_RowsSortedByGain_KeepTheBoundAsInAnyOtherOrder(bool falling)
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 600).Select(_ => (Score: random.NextDouble(), Gain: random.NextDouble() < 0.5 ? 1.0 : 0)).ToList();
        var sorted = falling ? rows.OrderByDescending(r => r.Gain).ToList() : rows.OrderBy(r => r.Gain).ToList();

        var found = ThresholdCalibration.ForLoss([.. sorted.Select(r => r.Score)], [.. sorted.Select(r => r.Gain)], 0.05);

        found.ObservedLoss.ShouldBeLessThan(0.05);
        found.LocalShare.ShouldBeInRange(0.01, 0.12, "half of the rows need the strong model, whatever they score");
    }

    [Fact]
    public void ForLoss_StrongNeverBetter_KeepsEverythingLocal() =>
        ThresholdCalibration.ForLoss([.. Enumerable.Range(0, 300).Select(i => i / 300.0)], new double[300], 0.05)
            .Threshold.ShouldBe(double.PositiveInfinity);

    [Fact]
    public void ForLoss_StrongAlwaysBetter_SendsEverything()
    {
        var found = ThresholdCalibration.ForLoss(
            [.. Enumerable.Range(0, 300).Select(i => i / 300.0)], [.. Enumerable.Repeat(1.0, 300)], 0.001);

        found.Threshold.ShouldBe(double.NegativeInfinity);
        found.LocalShare.ShouldBe(0);
    }

    private static double Score(Random random) => Math.Pow(random.NextDouble(), 2);

    private static (double Score, double Gain) Row(Random random)
    {
        double score = random.NextDouble();
        double gain = random.NextDouble() < score * score ? 1 : random.NextDouble() < 0.03 ? -1 : 0;
        return (score, gain);
    }
}
