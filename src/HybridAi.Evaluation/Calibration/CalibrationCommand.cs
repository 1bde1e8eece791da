using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Makes a calibration from labels in one call.</summary>
public static class CalibrationCommand
{
    /// <summary>Fits, chooses the threshold, and says on what evidence.</summary>
    /// <param name="labels">Labels as <see cref="LabelledPrompt.Read"/> reads them.</param>
    /// <param name="options">What is wanted; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The calibration, to be written to a file.</returns>
    public static RoutingCalibration Run(
        IReadOnlyList<LabelledPrompt> labels,
        CalibrationOptions? options = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new CalibrationOptions();
        if (new object?[] { options.CloudShare, options.MaxLoss, options.Threshold }.Count(wish => wish is not null) > 1)
            throw new ArgumentException("Ask for one of threshold, cloud share and bound on the loss.", nameof(options));
        var shipped = options.Classifier ?? PromptClassifier.Default;

        // A bound must be tested on labels that nothing was fitted to: a third is kept for it.
        bool bounded = options.MaxLoss is not null;
        var held = bounded ? labels.Where(l => ClassifierTrainer.Fold(l.Prompt, 3) == 0).ToList() : [];
        var fitted = bounded ? labels.Where(l => ClassifierTrainer.Fold(l.Prompt, 3) != 0).ToList() : labels;
        var fit = LabelCalibration.FitWithScores(shipped, fitted, cancellationToken);
        var adjustment = fit?.Adjustment;
        var classifier = adjustment is null ? shipped : shipped.With(adjustment);
        var (threshold, evidence) = Threshold(classifier, fit?.Unseen ?? [.. labels.Select(l => classifier.Score(l.Prompt))], held, options);
        return new RoutingCalibration
        {
            ClassifierRevision = shipped.Revision,
            ModelFingerprint = options.ModelFingerprint,
            Created = (timeProvider ?? TimeProvider.System).GetUtcNow(),
            Adjustment = adjustment,
            Threshold = threshold,
            Evidence = evidence,
        };
    }

    private static (double? Threshold, string Evidence) Threshold(
        PromptClassifier classifier, double[] unseen, List<LabelledPrompt> held, CalibrationOptions options)
    {
        var culture = CultureInfo.InvariantCulture;
        if (options.Threshold is { } given) return (given, "a threshold that was handed in");
        if (options.CloudShare is { } share && unseen.Length > 0)
        {
            double threshold = ThresholdCalibration.ForShare(unseen, share);
            return (threshold, string.Create(culture, $"cloud share {share:P0} of {unseen.Length} prompts"));
        }

        if (options.MaxLoss is not { } maxLoss || held.Count == 0)
            return (null, string.Create(culture, $"{unseen.Length} labels, no threshold asked for"));
        var found = ThresholdCalibration.ForLoss(
            [.. held.Select(l => classifier.Score(l.Prompt))], [.. held.Select(l => l.Gain)], maxLoss, options.Confidence);
        return (found.Threshold, string.Create(culture,
            $"at most {maxLoss:P1} below always-cloud with {options.Confidence:P0} confidence; {found.Rows} held-out labels, " +
            $"{found.LocalShare:P0} of them local, observed loss {found.ObservedLoss:P1}"));
    }
}

/// <summary>What a calibration is made for.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The classifier to start from; null for the shipped one.</summary>
    public PromptClassifier? Classifier { get; init; }

    /// <summary>Fingerprint of the local model the labels are about.</summary>
    public string? ModelFingerprint { get; init; }

    /// <summary>The threshold itself, 0 to 1.</summary>
    public double? Threshold { get; init; }

    /// <summary>Wanted share of requests that go to the cloud, 0 to 1.</summary>
    public double? CloudShare { get; init; }

    /// <summary>Largest mean loss of quality against always using the cloud, 0 to 1.</summary>
    public double? MaxLoss { get; init; }

    /// <summary>Chance that <see cref="MaxLoss"/> holds.</summary>
    public double Confidence { get; init; } = 0.9;
}
