namespace HybridAi.Evaluation;

/// <summary>Fits a head on the hidden state to how a model did on the suite, and how it and the calibrated tier 0 become one score.</summary>
public static class SuiteHeads
{
    /// <summary>Fewest outcomes with hidden states.</summary>
    public const int MinOutcomes = 100;

    /// <summary>Fits.</summary>
    /// <param name="classifier">The shipped classifier.</param>
    /// <param name="outcomes">Outcomes with prompts and hidden states.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>
    /// The heads, and the threshold <see cref="ThresholdSetting.Balanced"/> for them; null with fewer than <see cref="MinOutcomes"/> outcomes that have
    /// a state, or without a model's fingerprint.
    /// </returns>
    public static (ProbeHeads Heads, double Balanced)? Fit(PromptClassifier classifier, OutcomeSet outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(outcomes);
        SuiteOutcome[] rows = [.. outcomes.Rows.Where(r => r.State is not null && r.Prompt.Length > 0)];
        if (rows.Length < MinOutcomes || outcomes.ModelFingerprint.Length == 0) return null;
        var fit = CompetenceFit.Fit(classifier, rows, outcomes.ModelFingerprint, cancellationToken);
        return (fit.Heads, ThresholdSetting.Balanced.Find(fit.Same));
    }
}
