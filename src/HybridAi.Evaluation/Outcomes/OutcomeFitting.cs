using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Fits everything that ships for a local model to all of its outcomes.</summary>
public static class OutcomeFitting
{
    /// <summary>Fits tiers 0 and 1 with the threshold <see cref="ThresholdSetting.Balanced"/>, and tier 2.</summary>
    /// <param name="outcomes">The outcomes, with fingerprint, confidence and states.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    /// <returns>What a model's package registers; the same outcomes give the same files.</returns>
    /// <exception cref="ArgumentException">The outcomes have no fingerprint.</exception>
    /// <exception cref="InvalidDataException">Fewer than <see cref="SuiteHeads.MinOutcomes"/> outcomes have confidence and a hidden state.</exception>
    public static (RoutingCalibration Calibration, DraftHeads Drafts) Fit(OutcomeSet outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentException.ThrowIfNullOrEmpty(outcomes.ModelFingerprint);
        SuiteOutcome[] rows = TrafficMix.MarkCloudFirst(outcomes.Rows.Where(r => r.Confidence is not null && r.EarlyConfidence is not null && r.State is not null));
        if (rows.Length < SuiteHeads.MinOutcomes) throw new InvalidDataException($"At least {SuiteHeads.MinOutcomes} outcomes with confidence and hidden state are needed.");
        var fit = CompetenceFit.Fit(PromptClassifier.Default, rows, outcomes.ModelFingerprint, cancellationToken);
        var setting = ThresholdSetting.Balanced;
        var calibration = new RoutingCalibration
        {
            ClassifierRevision = PromptClassifier.Default.Revision,
            ModelFingerprint = outcomes.ModelFingerprint,
            Created = DateTimeOffset.UnixEpoch, // not the clock: the same outcomes give the same file
            Adjustment = fit.Adjustment,
            Heads = fit.Heads,
            Threshold = setting.Find(fit.Same),
            Evidence = string.Create(CultureInfo.InvariantCulture, $"{setting.Name}, at most {100 * setting.MostWrong:0.#} % of all answers wrong on the device; {rows.Length} graded answers of {outcomes.Model}"),
        };
        return (calibration, fit.Drafts!);
    }
}
