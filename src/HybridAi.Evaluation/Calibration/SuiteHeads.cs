namespace HybridAi.Evaluation;

/// <summary>Fits heads on the hidden state and on drafts to how a model did on the suite, and how they and the calibrated tier 0 become one score.</summary>
public static class SuiteHeads
{
    /// <summary>Fewest outcomes with hidden states.</summary>
    public const int MinOutcomes = 100;

    /// <summary>Fits.</summary>
    /// <param name="classifier">The shipped classifier.</param>
    /// <param name="outcomes">Outcomes with prompts and hidden states.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>Null with fewer than <see cref="MinOutcomes"/> outcomes that have a state, or without a model's fingerprint.</returns>
    public static SuiteFit? Fit(PromptClassifier classifier, OutcomeSet outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(outcomes);
        SuiteOutcome[] rows = [.. outcomes.Rows.Where(r => r.State is not null && r.Prompt.Length > 0)];
        if (rows.Length < MinOutcomes || outcomes.ModelFingerprint.Length == 0) return null;
        var fit = CompetenceFit.Fit(classifier, rows, outcomes.ModelFingerprint, cancellationToken);
        var quality = new SuiteQuality(
            fit.Same.Auroc(fit.Same.Blended), fit.Same.Auroc(fit.Same.AfterEnd), fit.Unseen.Auroc(fit.Unseen.Blended), fit.Unseen.Auroc(fit.Unseen.AfterEnd));
        return new(fit.Heads, fit.Drafts, quality, ThresholdSetting.Balanced.Find(fit.Same), [.. rows.Select(r => (r.Prompt, 1 - r.Mark))], fit.Labels);
    }
}

/// <summary>
/// AUROC: how likely a wrong answer scores higher than a right one, both with fits that have not seen them; 0.5 is chance. NaN when all or none are wrong.
/// </summary>
/// <param name="Known">Before the draft, on new prompts of kinds of tasks that were fitted to.</param>
/// <param name="KnownWithDraft">The same with the whole draft; without confidence as before it.</param>
/// <param name="Unknown">Before the draft, on kinds of tasks that nothing was fitted to; with fewer than three kinds as <paramref name="Known"/>.</param>
/// <param name="UnknownWithDraft">The same with the whole draft.</param>
public sealed record SuiteQuality(double Known, double KnownWithDraft, double Unknown, double UnknownWithDraft);

/// <summary>What was fitted to how a model did on the suite.</summary>
public sealed class SuiteFit
{
    private readonly (string Prompt, double Gain)[] _from;
    private readonly LabelFit _labels;

    internal SuiteFit(
        ProbeHeads heads, DraftHeads? drafts, SuiteQuality quality, double balanced, (string Prompt, double Gain)[] from, LabelFit labels) =>
        (Heads, Drafts, Quality, Balanced, _from, _labels) = (heads, drafts, quality, balanced, from, labels);

    /// <summary>The head on the hidden state, and how it and the calibrated tier 0 become one score.</summary>
    public ProbeHeads Heads { get; }

    /// <summary>Tier 2, with how it and that score become one; null when too few outcomes say how sure the model was.</summary>
    public DraftHeads? Drafts { get; }

    /// <summary>How well all that tells wrong answers from right ones.</summary>
    public SuiteQuality Quality { get; }

    /// <summary>The threshold <see cref="ThresholdSetting.Balanced"/> for that score.</summary>
    public double Balanced { get; }

    /// <summary>What tier 0 learned, if it was from these very labels.</summary>
    internal LabelFit? Of(PromptClassifier classifier, IReadOnlyList<LabelledPrompt> labels) =>
        classifier.Revision == _labels.Adjustment.ClassifierRevision && labels.Select(l => (l.Prompt, l.Gain)).SequenceEqual(_from) ? _labels : null;
}
