namespace HybridAi.Evaluation;

/// <summary>
/// Chooses the threshold at and above which a request goes to the strong model: from a wanted share, or from a bound on the loss that
/// holds with a stated confidence.
/// </summary>
public static class ThresholdCalibration
{
    private const int Candidates = 100;
    private const int ShuffleSeed = 6;

    /// <summary>The threshold that sends a share of the traffic to the strong model.</summary>
    /// <param name="scores">Scores of representative traffic. Chance alone moves the share of fresh traffic by <see cref="ShareError"/>.</param>
    /// <param name="share">Wanted share, 0 to 1.</param>
    /// <returns>
    /// The threshold: scores at or above it go to the strong model; infinity for a share of 0, minus infinity for 1. Between two scores, so that the expected
    /// share of fresh traffic is the wanted one (of n scores, the k-th largest is passed by k of n + 1).
    /// </returns>
    public static double ForShare(IReadOnlyList<double> scores, double share)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0) throw new ArgumentException("At least one score is needed.", nameof(scores));
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (share is 0 or 1) return share == 0 ? double.PositiveInfinity : double.NegativeInfinity;
        double[] falling = [.. scores.OrderDescending()];
        double place = Math.Clamp((share * (falling.Length + 1)) - 1, 0, falling.Length - 1);
        int at = (int)place;
        return at + 1 == falling.Length ? falling[at] : falling[at] + ((place - at) * (falling[at + 1] - falling[at]));
    }

    /// <summary>How far the share of fresh traffic is from the wanted one in 95 of 100 cases: 1.96 √(share (1 - share) / n).</summary>
    /// <param name="share">Wanted share, 0 to 1.</param>
    /// <param name="scores">How many scores the threshold was chosen on; at least 1.</param>
    /// <returns>A share: 0.02 is two points.</returns>
    public static double ShareError(double share, int scores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scores, 1);
        return 1.96 * Math.Sqrt(share * (1 - share) / scores);
    }

    /// <summary>How many scores it takes for <see cref="ShareError"/> to be at most so much.</summary>
    /// <param name="share">Wanted share, 0 to 1.</param>
    /// <param name="error">The distance, above 0: 0.02 is two points.</param>
    /// <returns>The number.</returns>
    public static int ScoresNeeded(double share, double error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(error, 0);
        return (int)Math.Ceiling(1.96 * 1.96 * share * (1 - share) / (error * error));
    }

    /// <summary>
    /// The highest threshold (most requests stay local) at which the quality lost against always using the strong model is at most
    /// <paramref name="maxLoss"/> with the given confidence. Learn-then-Test (Angelopoulos et al., 2021) with fixed-sequence testing from
    /// "everything to the strong model" upwards; each step is tested by betting (Waudby-Smith and Ramdas, 2024), exact for bounded losses
    /// of any distribution. Holds for traffic like the sample. Rows are tested in an order of their own, always the same: a file sorted by need
    /// would win every bet on its first half.
    /// </summary>
    /// <param name="scores">Scores of labelled traffic.</param>
    /// <param name="gains">Strong quality minus weak quality per row, -1 to 1.</param>
    /// <param name="maxLoss">Largest mean loss, 0 to 1: 0.02 is two points of quality.</param>
    /// <param name="confidence">Chance that the bound holds, above 0 and below 1.</param>
    /// <returns>The threshold and its evidence.</returns>
    public static BoundedThreshold ForLoss(
        IReadOnlyList<double> scores, IReadOnlyList<double> gains, double maxLoss, double confidence = 0.9)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(gains);
        if (scores.Count == 0 || scores.Count != gains.Count)
            throw new ArgumentException("Scores and gains must be of the same, positive number.", nameof(gains));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLoss, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLoss, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        double[] sorted = [.. scores.Order()];
        int[] order = [.. Enumerable.Range(0, scores.Count)];
        new Random(ShuffleSeed).Shuffle(order);
        double[] tested = Array.ConvertAll(order, i => scores[i]), testedGains = Array.ConvertAll(order, i => gains[i]);
        double threshold = double.NegativeInfinity;
        for (int step = 1; step <= Candidates; step++)
        {
            double next = step == Candidates ? double.PositiveInfinity : sorted[(int)((long)sorted.Length * step / Candidates)];
            if (!IsBelow(tested, testedGains, next, maxLoss, 1 - confidence)) break;
            threshold = next;
        }

        int local = scores.Count(s => s < threshold);
        double loss = 0;
        for (int i = 0; i < scores.Count; i++)
            if (scores[i] < threshold) loss += gains[i];
        return new BoundedThreshold(threshold, maxLoss, confidence, scores.Count, (double)local / scores.Count, loss / scores.Count);
    }

    /// <summary>
    /// Tests "the mean loss is at least <paramref name="maxLoss"/>" by betting against it; true when the capital reaches 1/α, which has
    /// probability at most α when the hypothesis is true (Ville's inequality).
    /// </summary>
    private static bool IsBelow(double[] scores, double[] gains, double threshold, double maxLoss, double alpha)
    {
        // Losses lie in [-1, 1]; moved to [0, 1], where the bet is on falling short of m.
        double m = (maxLoss + 1) / 2, logCapital = 0, sum = 0.5, squares = 0.25, needed = Math.Log(1 / alpha);
        int n = scores.Length;
        for (int i = 0; i < n; i++)
        {
            double loss = scores[i] < threshold ? Math.Clamp(gains[i], -1, 1) : 0, x = (loss + 1) / 2;
            double variance = squares / (i + 1);
            double bet = Math.Min(Math.Sqrt(2 * needed / (n * variance)), 0.75 / (1 - m + 1e-9));
            logCapital += Math.Log(1 + (bet * (m - x)));
            if (logCapital >= needed) return true;
            sum += x;
            double mean = sum / (i + 2);
            squares += (x - mean) * (x - mean);
        }

        return false;
    }
}

/// <summary>A threshold with its evidence.</summary>
/// <param name="Threshold">Scores at or above it go to the strong model; minus infinity sends everything there, infinity nothing.</param>
/// <param name="MaxLoss">The bound on the mean loss.</param>
/// <param name="Confidence">The chance that the bound holds.</param>
/// <param name="Rows">Labelled rows it was learned from.</param>
/// <param name="LocalShare">Share of the rows that stay local.</param>
/// <param name="ObservedLoss">Mean loss on the rows themselves; below the bound, by as much as the rows are few.</param>
public sealed record BoundedThreshold(
    double Threshold, double MaxLoss, double Confidence, int Rows, double LocalShare, double ObservedLoss);
