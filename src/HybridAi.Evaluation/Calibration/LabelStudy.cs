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
            var rows = train.Concat(dev).Where(r => r.Source.Equals(source, StringComparison.Ordinal) && ClassifierTrainer.IsPair(r)).ToList();
            var classifier = train.Any(r => r.Source.Equals(source, StringComparison.Ordinal))
                ? ClassifierTrainer.Train(Without(train, source), Without(dev, source), cancellationToken: cancellationToken).Classifier
                : PromptClassifier.Default;
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

    private static List<RoutingRow> Without(IReadOnlyList<RoutingRow> rows, string source) =>
        [.. rows.Where(r => !r.Source.Equals(source, StringComparison.Ordinal))];

    private static LabelStudyLine Measure(
        string source, List<RoutingRow> rows, PromptClassifier classifier, int count, int draws, CancellationToken cancellationToken)
    {
        double[] shipped = new double[draws], calibrated = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            // The same rows everywhere. Mixed, because seeds in a row draw rows that have much in common.
            var random = new Random((int)(NgramHash.Mix((uint)draw + 1) >> 1));
            RoutingRow[] shuffled = [.. rows];
            random.Shuffle(shuffled);
            var fitted = LabelCalibration.Fit(classifier, [.. shuffled.Take(count).Select(r => new LabelledPrompt(r.Prompt, r.Gain!.Value))], cancellationToken);
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
