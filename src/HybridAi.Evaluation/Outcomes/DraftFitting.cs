namespace HybridAi.Evaluation;

/// <summary>Fits tier 2 to graded answers: how likely a draft is wrong, from what the model says of it.</summary>
public static class DraftFitting
{
    /// <summary>Fewest outcomes with confidence.</summary>
    internal const int MinOutcomes = 50;

    private const double Ridge = 300;
    private const double Clip = 4;

    /// <summary>Fits one head.</summary>
    /// <param name="rows">Outcomes with confidence; others are left out.</param>
    /// <param name="early">Whether it judges after 8 tokens; else at the end.</param>
    /// <returns>The head.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than 50 such outcomes.</exception>
    public static DraftHead Fit(IReadOnlyList<SuiteOutcome> rows, bool early)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SuiteOutcome[] known = [.. rows.Where(r => ConfidenceOf(r, early) is not null)];
        if (known.Length < MinOutcomes) throw new InvalidOperationException("At least 50 outcomes with confidence are needed: run the suite with a client that tells it.");
        double[][] features = [.. known.Select(r => Features(ConfidenceOf(r, early)!, early))];
        var (means, scales, weights, bias) = OutcomeFolds.FitDense(features, [.. known.Select(r => 1 - r.Mark)], Ridge, Clip);
        return new DraftHead(means, scales, weights, bias);
    }

    internal static DraftConfidence? ConfidenceOf(SuiteOutcome row, bool early) => early ? row.EarlyConfidence : row.Confidence;

    internal static double[] Features(DraftConfidence confidence, bool early)
    {
        var features = new double[early ? DraftFeatures.EarlyCount : DraftFeatures.EndCount];
        if (early) DraftFeatures.Early(confidence, features);
        else DraftFeatures.End(confidence, features);
        return features;
    }

    internal static double[] OutOfFold(IReadOnlyList<SuiteOutcome> rows, int[] folds, bool early) =>
        OutcomeFolds.OutOfFold(rows, folds, training =>
        {
            var head = Fit(training, early);
            return row => ProbeHeads.LogOdds(head.Score(ConfidenceOf(row, early)!));
        });
}
