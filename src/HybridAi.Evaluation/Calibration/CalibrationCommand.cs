using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Makes a calibration from labels in one call.</summary>
public static class CalibrationCommand
{
    /// <summary>Fewest labels whose hidden states are learned from.</summary>
    public const int MinLabelsForStates = LabelHeads.MinLabels;

    /// <summary>Fits, chooses the threshold, and says on what evidence.</summary>
    /// <param name="labels">Labels as <see cref="LabelledPrompt.Read"/> reads them.</param>
    /// <param name="options">What is wanted; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The calibration, to be written to a file.</returns>
    /// <exception cref="ArgumentException">More than one kind of threshold is asked for, or states are not as many as labels.</exception>
    /// <exception cref="InvalidDataException">Labels and states are about different local models, or there are too few prompts to choose the threshold on.</exception>
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
        if (options.States is { } given && given.Values.Count != labels.Count)
            throw new ArgumentException("There must be a state for each label.", nameof(options));
        string? model = Model(labels, options);
        if (options.CloudShare is not null && labels.Count + options.Prompts.Count == 0)
            throw new InvalidDataException("A threshold for a cloud share needs prompts of the traffic, with or without labels, and there are none.");

        // A bound must be tested on labels that nothing was fitted to: a third is kept for it.
        bool bounded = options.MaxLoss is not null;
        int[] held = bounded ? [.. Enumerable.Range(0, labels.Count).Where(i => ClassifierTrainer.Fold(labels[i].Prompt, 3) == 0)] : [];
        if (bounded && held.Length == 0)
            throw new InvalidDataException($"A bound on the loss is tested on a third of the labels, and of {labels.Count} none is left for it: take a few hundred.");
        int[] fitted = [.. Enumerable.Range(0, labels.Count).Except(held)];
        var learned = fitted.Select(i => labels[i]).ToList();
        var fit = options.Suite?.Of(shipped, learned) ?? LabelCalibration.FitWithScores(shipped, learned, cancellationToken);
        (ProbeHeads Heads, double[] Unseen)? heads = fit is not null && options.States is { } states && fitted.Length >= LabelHeads.MinLabels
            ? LabelHeads.Fit(learned, fit, states with { Values = [.. fitted.Select(i => states.Values[i])] }, cancellationToken) : null;
        // Labels that teach nothing leave what came with the model in force: the threshold is one for its scores.
        var inForce = fit is null ? options.InForce : null;
        var decider = fit is null ? new CalibratedScores(inForce?.Apply(shipped) ?? shipped, inForce?.Heads, options.HiddenStateMargin)
            : new CalibratedScores(shipped.With(fit.Adjustment), heads?.Heads, options.HiddenStateMargin);
        double[] unseen = fit is null ? [.. fitted.Select(i => decider.Score(labels[i].Prompt, StateOf(i)))]
            : heads is null ? fit.Unseen : [.. fit.Unseen.Zip(heads.Value.Unseen, decider.Combine)];
        var (threshold, evidence) = Threshold(
            [.. unseen, .. options.Prompts.Select((p, i) => decider.Score(p, options.PromptStates is null ? default : options.PromptStates[i].Span))],
            [.. held.Select(i => decider.Score(labels[i].Prompt, StateOf(i)))],
            [.. held.Select(i => labels[i].Gain)],
            learned.Count, options);
        return new RoutingCalibration
        {
            ClassifierRevision = shipped.Revision,
            ModelFingerprint = model ?? (options.CloudShare is null && options.MaxLoss is null ? null : inForce?.ModelFingerprint),
            Created = (timeProvider ?? TimeProvider.System).GetUtcNow(),
            Adjustment = fit?.Adjustment,
            Heads = heads?.Heads,
            Threshold = threshold,
            Evidence = evidence,
        };

        ReadOnlySpan<float> StateOf(int label) => options.States is null ? default : options.States.Values[label].Span;
    }

    private static string? Model(IReadOnlyList<LabelledPrompt> labels, CalibrationOptions options)
    {
        var models = labels.Select(l => l.Model).OfType<string>().Append(options.ModelFingerprint).Append(options.States?.ModelFingerprint)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return models.Count < 2 ? models.FirstOrDefault() : throw new InvalidDataException(
            $"The labels are about {models.Count} local models ({string.Join(", ", models)}), the one that is used here included. Labels of one model say nothing about another: take those of one.");
    }

    private static (double? Threshold, string Evidence) Threshold(
        double[] scores, double[] held, double[] heldGains, int labels, CalibrationOptions options)
    {
        var culture = CultureInfo.InvariantCulture;
        if (options.Threshold is { } given) return (given, "a threshold that was handed in");
        if (options.CloudShare is { } share && scores.Length > 0)
        {
            double threshold = ThresholdCalibration.ForShare(scores, share), error = ThresholdCalibration.ShareError(share, scores.Length);
            string more = error <= WantedError ? "" : string.Create(culture,
                $"; for ±2 points: {ThresholdCalibration.ScoresNeeded(share, WantedError)} prompts, which need no label");
            return (threshold, string.Create(culture, $"cloud share {share:P0} ± {100 * error:0.0} points (95 %) of traffic like these {scores.Length} prompts{more}"));
        }

        if (options.MaxLoss is not { } maxLoss)
            return (null, string.Create(culture, $"{labels} labels, no threshold asked for"));
        var found = ThresholdCalibration.ForLoss(held, heldGains, maxLoss, options.Confidence);
        return (found.Threshold, string.Create(culture,
            $"at most {maxLoss:P1} below always-cloud with {options.Confidence:P0} confidence; {found.Rows} held-out labels, " +
            $"{found.LocalShare:P0} of them local, observed loss {found.ObservedLoss:P1}"));
    }

    private const double WantedError = 0.02;
}

/// <summary>What a calibration is made for.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The classifier to start from; null for the shipped one.</summary>
    public PromptClassifier? Classifier { get; init; }

    /// <summary>Fingerprint of the local model the labels are about; it must be that of labels and states which name one.</summary>
    public string? ModelFingerprint { get; init; }

    /// <summary>Hidden states of the labels; a head is fitted to them from 100 labels on. Null: tier 0 decides alone.</summary>
    public LabelStates? States { get; init; }

    /// <summary>
    /// Distance in log-odds from the threshold within which a request's hidden state is read, as the policy has it
    /// (<see cref="HiddenStatePolicy.Margin"/>).
    /// </summary>
    public double HiddenStateMargin { get; init; } = HiddenStatePolicy.DefaultMargin;

    /// <summary>Further prompts of the same traffic, without labels: they make <see cref="CloudShare"/> more exact.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Hidden states of <see cref="Prompts"/>, in their order; null when they were not read.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>>? PromptStates { get; init; }

    /// <summary>What was fitted to the outcomes these labels are made of (<see cref="SuiteReport.Labels"/>): is not fitted again. Null for other labels.</summary>
    public SuiteFit? Suite { get; init; }

    /// <summary>
    /// What decides when the labels teach nothing: the calibration that came with the model's package (<c>SmolLM2Model.Calibration</c>), as it does where
    /// the file is used. Null: tier 0 as shipped.
    /// </summary>
    public RoutingCalibration? InForce { get; init; }

    /// <summary>The threshold itself, 0 to 1.</summary>
    public double? Threshold { get; init; }

    /// <summary>Wanted share of requests that go to the cloud, 0 to 1.</summary>
    public double? CloudShare { get; init; }

    /// <summary>Largest mean loss of quality against always using the cloud, 0 to 1.</summary>
    public double? MaxLoss { get; init; }

    /// <summary>Chance that <see cref="MaxLoss"/> holds.</summary>
    public double Confidence { get; init; } = 0.9;
}
