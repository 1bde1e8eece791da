namespace HybridAi.Evaluation;

/// <summary>
/// Chooses the threshold at and above which a request goes to the strong model: from a wanted share, or from a bound on the loss that
/// holds with a stated confidence.
/// </summary>
public static class ThresholdCalibration
{
    private const int Candidates = 100;

    /// <summary>The threshold that sends a share of the traffic to the strong model.</summary>
    /// <param name="scores">Scores of representative traffic; with n of them the share is met to about 1/√n.</param>
    /// <param name="share">Wanted share, 0 to 1.</param>
    /// <returns>The threshold: scores at or above it go to the strong model; infinity for a share of 0.</returns>
    public static double ForShare(IReadOnlyList<double> scores, double share)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0) throw new ArgumentException("At least one score is needed.", nameof(scores));
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        int calls = (int)Math.Round(share * scores.Count);
        return calls == 0 ? double.PositiveInfinity : scores.OrderDescending().ElementAt(calls - 1);
    }

    /// <summary>
    /// The highest threshold (most requests stay local) at which the quality lost against always using the strong model is at most
    /// <paramref name="maxLoss"/> with the given confidence. Learn-then-Test (Angelopoulos et al., 2021) with fixed-sequence testing from
    /// "everything to the strong model" upwards; each step is tested by betting (Waudby-Smith and Ramdas, 2024), exact for bounded losses
    /// of any distribution. Holds for traffic like the sample; the order of the rows must be arbitrary.
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
        double threshold = double.NegativeInfinity;
        for (int step = 1; step <= Candidates; step++)
        {
            double next = step == Candidates ? double.PositiveInfinity : sorted[(int)((long)sorted.Length * step / Candidates)];
            if (!IsBelow(scores, gains, next, maxLoss, 1 - confidence)) break;
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
    private static bool IsBelow(IReadOnlyList<double> scores, IReadOnlyList<double> gains, double threshold, double maxLoss, double alpha)
    {
        // Losses lie in [-1, 1]; moved to [0, 1], where the bet is on falling short of m.
        double m = (maxLoss + 1) / 2, logCapital = 0, sum = 0.5, squares = 0.25, needed = Math.Log(1 / alpha);
        int n = scores.Count;
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
