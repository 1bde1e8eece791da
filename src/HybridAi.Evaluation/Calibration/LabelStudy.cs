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
    /// <param name="progress">Told each line of the result.</param>
    /// <param name="cancellationToken">Ends the study.</param>
    /// <returns>A line for each source and number of labels that leaves at least 200 rows.</returns>
    public static IReadOnlyList<LabelStudyLine> Run(
        IReadOnlyList<RoutingRow> train,
        IReadOnlyList<RoutingRow> dev,
        IReadOnlyList<string> sources,
        IReadOnlyList<int> labels,
        int draws = 10,
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
            foreach (int count in labels)
            {
                if (rows.Count - count < LeastRest) continue;
                var line = Measure(source, rows, classifier, count, draws, cancellationToken);
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
        IProgress<LabelPromiseLine>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(dev);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var lines = new List<LabelPromiseLine>();
        foreach (string source in sources)
        {
            var (rows, classifier) = Source(train, dev, source, cancellationToken);
            if (rows.Count - labels < LeastRest) continue;
            double local = 0, loss = 0, shareError = 0;
            int broken = 0;
            for (int draw = 0; draw < draws; draw++)
            {
                RoutingRow[] shuffled = Shuffled(rows, draw), rest = shuffled[labels..];
                var calibration = CalibrationCommand.Run(
                    Labels(shuffled[..labels]), wish with { Classifier = classifier }, cancellationToken: cancellationToken);
                var calibrated = calibration.Apply(classifier);
                RoutingRow[] stays = [.. rest.Where(r => calibrated.Score(r.Prompt) < calibration.Threshold)];
                double lost = stays.Sum(r => r.Gain!.Value) / rest.Length, share = (double)stays.Length / rest.Length;
                local += share / draws;
                loss += lost / draws;
                if (wish.CloudShare is { } wanted) shareError += Math.Abs(1 - share - wanted) / draws;
                if (wish.MaxLoss is { } most && lost > most) broken++;
            }

            var line = new LabelPromiseLine(source, labels, rows.Count - labels, local, loss, (double)broken / draws, shareError);
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

    private static List<RoutingRow> Without(IReadOnlyList<RoutingRow> rows, string source) =>
        [.. rows.Where(r => !r.Source.Equals(source, StringComparison.Ordinal))];

    private static LabelStudyLine Measure(
        string source, List<RoutingRow> rows, PromptClassifier classifier, int count, int draws, CancellationToken cancellationToken)
    {
        double[] shipped = new double[draws], calibrated = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            RoutingRow[] shuffled = Shuffled(rows, draw);
            var fitted = LabelCalibration.Fit(classifier, Labels(shuffled[..count]), cancellationToken);
            RoutingRow[] rest = shuffled[count..];
            shipped[draw] = Area(classifier, rest);
            calibrated[draw] = fitted is null ? shipped[draw] : Area(classifier.With(fitted), rest);
        }

        return new LabelStudyLine(source, count, rows.Count - count, shipped.Average(), calibrated.Average(), HalfWidth(calibrated), calibrated.Min());
    }

    private static double Area(PromptClassifier classifier, RoutingRow[] rows) => ExactCurve.Compute(
        rows.Select(r => classifier.RawScore(r.Prompt)).ToArray(),
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
    string Source, int Labels, int Rest, double Shipped, double Calibrated, double HalfWidth, double Lowest);

/// <summary>Whether thresholds kept what they promised on one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Labels">How many rows were labels.</param>
/// <param name="Rest">How many were measured on.</param>
/// <param name="LocalShare">Share that stayed local, mean over the draws.</param>
/// <param name="Loss">Quality lost against always using the strong model, mean over the draws.</param>
/// <param name="Broken">Share of the draws in which more was lost than the bound allows.</param>
/// <param name="ShareError">Distance from the wanted cloud share, mean over the draws.</param>
public sealed record LabelPromiseLine(
    string Source, int Labels, int Rest, double LocalShare, double Loss, double Broken, double ShareError);
