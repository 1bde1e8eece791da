namespace HybridAi.Evaluation;

/// <summary>Fits everything that ships for a local model to all of its outcomes.</summary>
public static class OutcomeFitting
{
    /// <summary>Fits tier 1 (competence beside need, and the blend of both with tier 0) and tier 2.</summary>
    /// <param name="outcomes">The outcomes, with fingerprint, confidence and states.</param>
    /// <param name="options">Heads of need in general and the threshold of drafts; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    /// <returns>The heads; the same outcomes give the same numbers.</returns>
    /// <exception cref="ArgumentException">The outcomes have no fingerprint, or the heads are another model's.</exception>
    public static (ProbeHeads Heads, DraftHeads Drafts) Fit(OutcomeSet outcomes, OutcomeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new();
        if (options.Heads is { } other && other.ModelFingerprint != outcomes.ModelFingerprint)
            throw new ArgumentException("The heads belong to another model or precision than the outcomes.", nameof(options));
        SuiteOutcome[] rows = [.. outcomes.Rows.Where(r => r.Confidence is not null && r.State is not null)];
        var scores = OutcomeScores.Of(rows, options.Heads, OutcomeSplit.SameFamilies, cancellationToken);
        var (means, scales) = options.Heads is null ? CompetenceFitting.Standardisation(rows) : (options.Heads.Means.ToArray(), options.Heads.Scales.ToArray());
        var competence = CompetenceFitting.FitState(rows, means, scales, CompetenceFitting.RidgeOf(OutcomeSplit.SameFamilies));

        // A policy has one threshold for all models and tiers: here it stands for the chance of a wrong answer that is bearable.
        var blend = scores.Blend with { Offset = scores.Blend.Offset + ProbeHeads.LogOdds(options.Threshold) - ProbeHeads.LogOdds(options.Bearable) };
        var heads = options.Heads?.With(competence, blend) ?? new ProbeHeads(outcomes.ModelFingerprint, means, scales, [competence], blend);
        return (heads, new DraftHeads(
            outcomes.ModelFingerprint, DraftFitting.Fit(rows, early: true), DraftFitting.Fit(rows, early: false), options.DraftThreshold, options.DraftThreshold));
    }
}
