namespace HybridAi.Evaluation;

/// <summary>Fits tier 2 to graded answers: how likely a draft is wrong, from what the model says of it and its mean hidden state.</summary>
public static class DraftFitting
{
    /// <summary>Fewest outcomes with confidence.</summary>
    internal const int MinOutcomes = 50;

    // Chosen out of 100, 300, 1,000 and 3,000 with 2,392 outcomes; fewer bear a pull that is weaker in proportion.
    private const double RidgePerRow = 1000.0 / 2392;

    /// <summary>Fits one head.</summary>
    /// <param name="rows">Outcomes with confidence; others are left out.</param>
    /// <param name="early">Whether it judges after 8 tokens; else at the end.</param>
    /// <param name="modelFingerprint">Whose outcomes; <see langword="null"/> leaves the hidden states out, as do outcomes without.</param>
    /// <returns>The head.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than 50 such outcomes.</exception>
    public static DraftHead Fit(IReadOnlyList<SuiteOutcome> rows, bool early, string? modelFingerprint = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SuiteOutcome[] known = [.. rows.Where(r => ConfidenceOf(r, early) is not null)];
        if (known.Length < MinOutcomes) throw new InvalidOperationException("At least 50 outcomes with confidence are needed: run the suite with a client that tells it.");
        int dimensions = modelFingerprint is null ? 0 : ConfidenceOf(known[0], early)!.State.Length;
        if (Array.Exists(known, r => ConfidenceOf(r, early)!.State.Length != dimensions)) dimensions = 0;
        double[][] features = [.. known.Select(r => Features(ConfidenceOf(r, early)!, early, dimensions))];
        var (means, scales, weights, bias) = OutcomeFolds.FitDense(features, [.. known.Select(r => 1 - r.Mark)], RidgePerRow * known.Length, DraftHead.Clip);
        int numbers = means.Length - dimensions;
        return new DraftHead(means.AsSpan(0, numbers), scales.AsSpan(0, numbers), weights.AsSpan(0, numbers), bias, states: dimensions == 0 ? null : new ProbeHeads(
            modelFingerprint!, Singles(means), Singles(scales), [new ProbeHead(DraftHead.StateHead, Singles(weights), 0)], new(0, 0, 0), (float)DraftHead.Clip));

        float[] Singles(double[] values) => Array.ConvertAll(values[numbers..], v => (float)v);
    }

    internal static DraftConfidence? ConfidenceOf(SuiteOutcome row, bool early) => early ? row.EarlyConfidence : row.Confidence;

    // The numbers, then the state.
    private static double[] Features(DraftConfidence confidence, bool early, int dimensions)
    {
        int numbers = early ? DraftFeatures.EarlyCount : DraftFeatures.EndCount;
        var features = new double[numbers + dimensions];
        for (int d = 0; d < dimensions; d++) features[numbers + d] = confidence.State.Span[d];
        if (early) DraftFeatures.Early(confidence, features);
        else DraftFeatures.End(confidence, features);
        return features;
    }

    internal static double[] OutOfFold(IReadOnlyList<SuiteOutcome> rows, int[] folds, bool early, string? modelFingerprint = null) =>
        OutcomeFolds.OutOfFold(rows, folds, training =>
        {
            var head = Fit(training, early, modelFingerprint);
            return row => ProbeHeads.LogOdds(head.Score(ConfidenceOf(row, early)!));
        });
}
