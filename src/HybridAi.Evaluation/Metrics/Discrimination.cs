namespace HybridAi.Evaluation;

/// <summary>How well a score tells yes from no, and how honest it is as a probability.</summary>
public static class Discrimination
{
    /// <summary>Area under the ROC curve: the chance that a random positive scores higher than a random negative, ties counting half.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="positives">Which rows are positive.</param>
    /// <returns>0 to 1, or NaN without positives or negatives.</returns>
    public static double Auroc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        if (positives.Length != scores.Length) throw new ArgumentException("Scores and answers must have the same length.", nameof(positives));
        int[] order = ExactCurve.Order(scores);
        double positivesAbove = 0, pairs = 0;
        long positiveCount = 0;
        for (int i = 0; i < order.Length;)
        {
            int j = i, tiedPositives = 0;
            for (; j < order.Length && scores[order[j]] == scores[order[i]]; j++)
                if (positives[order[j]]) tiedPositives++;
            int tiedNegatives = j - i - tiedPositives;
            pairs += tiedNegatives * (positivesAbove + (tiedPositives / 2.0));
            positivesAbove += tiedPositives;
            positiveCount += tiedPositives;
            i = j;
        }

        long negativeCount = order.Length - positiveCount;
        return positiveCount == 0 || negativeCount == 0 ? double.NaN : pairs / positiveCount / negativeCount;
    }

    /// <summary>Brier score: mean squared distance between probability and outcome.</summary>
    /// <param name="probabilities">Predicted, 0 to 1.</param>
    /// <param name="outcomes">What was, 0 to 1 (may be a mean of several trials).</param>
    /// <returns>0 is best.</returns>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes)
    {
        if (outcomes.Length != probabilities.Length)
            throw new ArgumentException("Probabilities and outcomes must have the same length.", nameof(outcomes));
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
            sum += (probabilities[i] - outcomes[i]) * (probabilities[i] - outcomes[i]);
        return sum / probabilities.Length;
    }

    /// <summary>Reliability: rows in rising order of probability, cut into bins of the same size.</summary>
    /// <param name="probabilities">Predicted, 0 to 1.</param>
    /// <param name="outcomes">What was, 0 to 1.</param>
    /// <param name="bins">Bins; fewer when there are fewer rows.</param>
    /// <returns>The bins, in rising order.</returns>
    public static IReadOnlyList<ReliabilityBin> Reliability(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes, int bins = 10)
    {
        if (outcomes.Length != probabilities.Length)
            throw new ArgumentException("Probabilities and outcomes must have the same length.", nameof(outcomes));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int n = probabilities.Length;
        int[] order = ExactCurve.Order(probabilities);
        Array.Reverse(order);
        var result = new List<ReliabilityBin>();
        for (int b = 0; b < bins; b++)
        {
            int from = (int)((long)n * b / bins), to = (int)((long)n * (b + 1) / bins);
            if (from == to) continue;
            double predicted = 0, happened = 0;
            for (int i = from; i < to; i++)
            {
                predicted += probabilities[order[i]];
                happened += outcomes[order[i]];
            }

            result.Add(new ReliabilityBin(to - from, predicted / (to - from), happened / (to - from)));
        }

        return result;
    }

    /// <summary>Expected calibration error over bins of the same size.</summary>
    /// <param name="bins">From <see cref="Reliability"/>.</param>
    /// <returns>0 is best.</returns>
    public static double CalibrationError(IReadOnlyList<ReliabilityBin> bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        double rows = bins.Sum(b => b.Count);
        return bins.Sum(b => b.Count * Math.Abs(b.Predicted - b.Happened)) / rows;
    }
}

/// <summary>Rows of similar predicted probability.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Predicted">Their mean probability.</param>
/// <param name="Happened">Their mean outcome.</param>
public sealed record ReliabilityBin(int Count, double Predicted, double Happened);
