namespace HybridAi.Evaluation;

/// <summary>
/// Measures what labels are worth: a source is left out of training, some of its rows are labels, and the calibrated scores are measured on the
/// rest of them.
/// </summary>
public static class LabelStudy
{
    private const int LeastRest = 200;

    /// <summary>Runs the study.</summary>
    /// <param name="train">Rows the shipped classifier was trained on.</param>
    /// <param name="dev">Rows it was chosen on.</param>
    /// <param name="sources">The sources to measure; one that is in <paramref name="train"/> gets a classifier trained without it.</param>
    /// <param name="labels">Numbers of labels, rising.</param>
    /// <param name="draws">Random draws of labels for each; 1 and above.</param>
    /// <param name="states">Hidden states of the rows, and the heads that ship for their model; null for tier 0 alone.</param>
    /// <param name="progress">Told each line of the result.</param>
    /// <param name="cancellationToken">Ends the study.</param>
    /// <returns>A line for each source and number of labels that leaves at least 200 rows.</returns>
    public static IReadOnlyList<LabelStudyLine> Run(
        IReadOnlyList<RoutingRow> train,
        IReadOnlyList<RoutingRow> dev,
        IReadOnlyList<string> sources,
        IReadOnlyList<int> labels,
        int draws = 10,
        StudyStates? states = null,
        IProgress<LabelStudyLine>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(dev);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var lines = new List<LabelStudyLine>();
        foreach (string source in sources)
        {
            var (rows, classifier) = Source(train, dev, source, cancellationToken);
            var own = states?.Without(train, dev, source, classifier, cancellationToken);
            foreach (int count in labels)
            {
                if (rows.Count - count < LeastRest) continue;
                var line = Measure(source, rows, classifier, own, count, draws, cancellationToken);
                lines.Add(line);
                progress?.Report(line);
            }
        }

        return lines;
    }

    /// <summary>Measures whether thresholds keep what they promise on rows that nothing was learned from.</summary>
    /// <param name="train">Rows the shipped classifier was trained on.</param>
    /// <param name="dev">Rows it was chosen on.</param>
    /// <param name="sources">The sources to measure.</param>
    /// <param name="labels">How many labels.</param>
    /// <param name="wish">A cloud share or a bound on the loss.</param>
    /// <param name="draws">Random draws of labels.</param>
    /// <param name="prompts">How many of the other rows are prompts without a label; they are not measured on.</param>
    /// <param name="progress">Told each line of the result.</param>
    /// <param name="cancellationToken">Ends the study.</param>
    /// <returns>A line for each source that leaves at least 200 rows.</returns>
    public static IReadOnlyList<LabelPromiseLine> Promises(
        IReadOnlyList<RoutingRow> train,
        IReadOnlyList<RoutingRow> dev,
        IReadOnlyList<string> sources,
        int labels,
        CalibrationOptions wish,
        int draws = 200,
        int prompts = 0,
        IProgress<LabelPromiseLine>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(dev);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(prompts);
        var lines = new List<LabelPromiseLine>();
        foreach (string source in sources)
        {
            var (rows, classifier) = Source(train, dev, source, cancellationToken);
            int used = labels + prompts;
            if (rows.Count - used < LeastRest) continue;
            double local = 0, loss = 0, shareError = 0, squares = 0;
            int broken = 0;
            for (int draw = 0; draw < draws; draw++)
            {
                RoutingRow[] shuffled = Shuffled(rows, draw), rest = shuffled[used..];
                var calibration = CalibrationCommand.Run(
                    Labels(shuffled[..labels]),
                    wish with { Classifier = classifier, Prompts = [.. shuffled[labels..used].Select(r => r.Prompt)] },
                    cancellationToken: cancellationToken);
                var calibrated = calibration.Apply(classifier);
                RoutingRow[] stays = [.. rest.Where(r => calibrated.Score(r.Prompt) < calibration.Threshold)];
                double lost = stays.Sum(r => r.Gain!.Value) / rest.Length, share = (double)stays.Length / rest.Length;
                local += share / draws;
                loss += lost / draws;
                if (wish.CloudShare is { } wanted)
                {
                    shareError += Math.Abs(1 - share - wanted) / draws;
                    squares += (1 - share - wanted) * (1 - share - wanted) / draws;
                }

                if (wish.MaxLoss is { } most && lost > most) broken++;
            }

            var line = new LabelPromiseLine(
                source, labels, rows.Count - used, local, loss, (double)broken / draws, shareError, prompts, 1.96 * Math.Sqrt(squares));
            lines.Add(line);
            progress?.Report(line);
        }

        return lines;
    }

    private static (List<RoutingRow> Rows, PromptClassifier Classifier) Source(
        IReadOnlyList<RoutingRow> train, IReadOnlyList<RoutingRow> dev, string source, CancellationToken cancellationToken)
    {
        var rows = train.Concat(dev).Where(r => r.Source.Equals(source, StringComparison.Ordinal) && ClassifierTrainer.IsPair(r)).ToList();
        var classifier = train.Any(r => r.Source.Equals(source, StringComparison.Ordinal))
            ? ClassifierTrainer.Train(Without(train, source), Without(dev, source), cancellationToken: cancellationToken).Classifier
            : PromptClassifier.Default;
        return (rows, classifier);
    }

    // The same rows everywhere. Mixed, because seeds in a row draw rows that have much in common.
    private static RoutingRow[] Shuffled(List<RoutingRow> rows, int draw)
    {
        RoutingRow[] shuffled = [.. rows];
        new Random((int)(NgramHash.Mix((uint)draw + 1) >> 1)).Shuffle(shuffled);
        return shuffled;
    }

    private static LabelledPrompt[] Labels(RoutingRow[] rows) => Array.ConvertAll(rows, r => new LabelledPrompt(r.Prompt, r.Gain!.Value));

    internal static List<RoutingRow> Without(IReadOnlyList<RoutingRow> rows, string source) =>
        [.. rows.Where(r => !r.Source.Equals(source, StringComparison.Ordinal))];

    private static LabelStudyLine Measure(
        string source, List<RoutingRow> rows, PromptClassifier classifier, StudyStates? states, int count, int draws, CancellationToken cancellationToken)
    {
        double[] shipped = new double[draws], calibrated = new double[draws], both = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            RoutingRow[] shuffled = Shuffled(rows, draw);
            var calibration = CalibrationCommand.Run(
                Labels(shuffled[..count]), new() { Classifier = classifier, States = states?.Of(shuffled[..count]) }, cancellationToken: cancellationToken);
            var learned = calibration.Apply(classifier);
            RoutingRow[] rest = shuffled[count..];
            shipped[draw] = Area(rest, r => classifier.RawScore(r.Prompt));
            calibrated[draw] = Area(rest, r => learned.RawScore(r.Prompt));
            both[draw] = calibration.Heads is { } heads ? Area(rest, r => heads.Score(states!.StateOf(r).Span, learned.Score(r.Prompt))) : calibrated[draw];
        }

        return new LabelStudyLine(source, count, rows.Count - count, shipped.Average(), calibrated.Average(), HalfWidth(calibrated), calibrated.Min())
        {
            WithStates = states is null ? null : both.Average(),
            WithStatesHalfWidth = HalfWidth(both),
            WithStatesLowest = both.Min(),
        };
    }

    private static double Area(RoutingRow[] rows, Func<RoutingRow, double> score) => ExactCurve.Compute(
        rows.Select(score).ToArray(),
        rows.Select(r => r.WeakScore!.Value).ToArray(),
        rows.Select(r => r.StrongScore!.Value).ToArray()).Area;

    private static double HalfWidth(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}

/// <summary>What a number of labels is worth on one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Labels">How many rows were labels.</param>
/// <param name="Rest">How many were measured on.</param>
/// <param name="Shipped">Exact APGR of the classifier as it was, mean over the draws.</param>
/// <param name="Calibrated">Exact APGR with the labels, mean over the draws.</param>
/// <param name="HalfWidth">Half of the 95 % interval of one draw.</param>
/// <param name="Lowest">The worst draw.</param>
public sealed record LabelStudyLine(
    string Source, int Labels, int Rest, double Shipped, double Calibrated, double HalfWidth, double Lowest)
{
    /// <summary>Exact APGR with the labels and the hidden states, mean over the draws; null without states.</summary>
    public double? WithStates { get; init; }

    /// <summary>Half of the 95 % interval of one draw of <see cref="WithStates"/>.</summary>
    public double WithStatesHalfWidth { get; init; }

    /// <summary>The worst draw of <see cref="WithStates"/>.</summary>
    public double WithStatesLowest { get; init; }
}

/// <summary>Whether thresholds kept what they promised on one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Labels">How many rows were labels.</param>
/// <param name="Rest">How many were measured on.</param>
/// <param name="LocalShare">Share that stayed local, mean over the draws.</param>
/// <param name="Loss">Quality lost against always using the strong model, mean over the draws.</param>
/// <param name="Broken">Share of the draws in which more was lost than the bound allows.</param>
/// <param name="ShareError">Distance from the wanted cloud share, mean over the draws.</param>
/// <param name="Prompts">How many prompts without a label.</param>
/// <param name="ShareBound">Distance from the wanted cloud share that 95 of 100 draws keep, the chance of the measured rows included.</param>
public sealed record LabelPromiseLine(
    string Source, int Labels, int Rest, double LocalShare, double Loss, double Broken, double ShareError, int Prompts, double ShareBound);
