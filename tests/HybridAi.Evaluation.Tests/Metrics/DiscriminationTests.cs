namespace HybridAi.Evaluation.Metrics;

public class DiscriminationTests
{
    [Fact]
    public void Auroc_SmallExampleWithTies_EqualsPairCounting()
    {
        double[] scores = [0.1, 0.4, 0.4, 0.8, 0.4, 0.9];
        bool[] positives = [false, true, false, true, false, false];
        double wins = 0;
        int pairs = 0;
        for (int p = 0; p < scores.Length; p++)
        for (int n = 0; n < scores.Length; n++)
        {
            if (!positives[p] || positives[n]) continue;
            pairs++;
            wins += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
        }

        Discrimination.Auroc(scores, positives).ShouldBe(wins / pairs, 1e-12);
    }

    [Fact]
    public void Auroc_OnlyOneClass_IsNaN() => Discrimination.Auroc([1, 2], [true, true]).ShouldBe(double.NaN);

    [Fact]
    public void Reliability_TwoBins_HaveMeansOfTheirRows()
    {
        var bins = Discrimination.Reliability([0.9, 0.1, 0.2, 0.7], [1, 0, 1, 1], bins: 2);

        bins.ShouldBe([new ReliabilityBin(2, 0.15000000000000002, 0.5), new ReliabilityBin(2, 0.8, 1)]);
        Discrimination.CalibrationError(bins).ShouldBe((0.35 + 0.2) / 2, 1e-12);
    }

    [Fact]
    public void Brier_PerfectAndHalfSure_AreZeroAndAQuarter()
    {
        Discrimination.Brier([1, 0], [1, 0]).ShouldBe(0);
        Discrimination.Brier([0.5, 0.5], [1, 0]).ShouldBe(0.25);
    }

    [Theory]
    [InlineData(8, 10, 0.4901625, 0.9433178)] // known values of Wilson's interval
    [InlineData(0, 10, 0, 0.2775328)]
    public void OfShare_KnownExample_IsWilsonsInterval(double hits, int count, double low, double high)
    {
        var interval = Interval.OfShare(hits, count);

        interval.Low.ShouldBe(low, 1e-5);
        interval.High.ShouldBe(high, 1e-5);
    }
}
