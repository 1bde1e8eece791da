namespace HybridAi.Evaluation;

/// <summary>
/// Trains the tier-0 classifier: a head on pairs (target: what the strong model gains, clipped to 0..1), a head on annotated difficulty
/// of maths, both standardised and added; calibrated out of fold. One thread, no randomness: the same rows give the same bytes.
/// </summary>
public sealed class ClassifierTrainer
{
    private const float StructureClip = 3;
    private const double TaskBucketRidge = 2, TaskStructureRidge = 10;

    private readonly ClassifierTrainingOptions _options;
    private readonly IProgress<string>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly double[] _means = new double[Structure.Count];
    private readonly double[] _deviations = new double[Structure.Count];
    private NgramVocabulary _vocabulary = null!;
    private PromptFeatures _features = null!;

    private ClassifierTrainer(ClassifierTrainingOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        _options = options;
        _progress = progress;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Trains a classifier.</summary>
    /// <param name="train">Rows to learn from. Rows whose licence forbids shipping, and rows of no labelled kind, are left out.</param>
    /// <param name="dev">Rows to choose the head weights on; none keeps the first weight.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the training between steps.</param>
    /// <returns>The classifier; seconds to a few minutes on one core.</returns>
    /// <exception cref="InvalidDataException">There are no pair rows to learn from.</exception>
    public static TrainedClassifier Train(
        IReadOnlyList<RoutingRow> train,
        IReadOnlyList<RoutingRow> dev,
        ClassifierTrainingOptions? options = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(dev);
        return new ClassifierTrainer(options ?? new ClassifierTrainingOptions(), progress, cancellationToken).Run(train, dev);
    }

    /// <summary>The rows of a head.</summary>
    internal static bool IsPair(RoutingRow row) =>
        row is { LabelKind: "pair", Gain: not null } && !row.Benchmark.Equals("ifeval", StringComparison.Ordinal); // no gap, no signal

    private TrainedClassifier Run(IReadOnlyList<RoutingRow> train, IReadOnlyList<RoutingRow> dev)
    {
        var rows = train.Where(r => r.MayShip || _options.AllowUnshippable).ToList();
        var pairs = rows.Where(IsPair).ToList();
        if (pairs.Count == 0)
            throw new InvalidDataException("No pair rows (weak and strong score, permissive or share-alike licence) to learn from.");
        var maths = rows.Where(r => r is { LabelKind: "difficulty", Difficulty: not null }).ToList();
        var tasks = rows.Where(r => r.Language == "en" && TaskTypes.Of(r) != TaskType.Unknown).ToList();

        Report("vocabulary");
        var builder = new VocabularyBuilder();
        var collector = new PromptFeatures(builder);
        foreach (var row in rows)
        {
            collector.Read(row.Prompt);
            builder.EndRow();
        }

        _vocabulary = builder.Build(_options.BucketBits, _options.MinRows, _options.TypoBits, _options.MinWordRows);
        _features = new PromptFeatures(_vocabulary);
        MeasureStructure(pairs);

        Report("pair head");
        var pairSet = Set(pairs, r => Math.Clamp(r.Gain!.Value, 0, 1));
        double[] pairHead = Fit(pairSet);
        Report("maths head");
        double[]? mathsHead = maths.Count == 0 ? null : Fit(Set(maths, r => Math.Clamp(r.Difficulty!.Value, 0, 1)));
        double mathsWeight = mathsHead is null ? 0 : ChooseMathsWeight(pairSet, pairHead, mathsHead, dev);
        double[] combined = Combine(pairSet, pairHead, mathsHead, mathsWeight, out double intercept);

        var (slope, offset) = Calibrate(pairs, pairSet, mathsHead, mathsWeight);
        var task = FitTasks(tasks);
        var model = Model(combined, intercept, slope, offset, task);
        var sources = Count("pairs", pairs).Concat(Count("maths", maths)).Concat(Count("tasks", tasks)).ToList();
        int ngrams = 0;
        foreach (ushort tag in _vocabulary.Tags) ngrams += tag != 0 ? 1 : 0;
        return new TrainedClassifier(ClassifierFormat.Write(model), sources, mathsWeight, ngrams, _vocabulary.Words.Length);
    }

    private static IEnumerable<TrainingSource> Count(string head, List<RoutingRow> rows) =>
        rows.GroupBy(r => (r.Source, r.LicenseClass)).OrderBy(g => g.Key.Source, StringComparer.Ordinal)
            .Select(g => new TrainingSource(head, g.Key.Source, g.Key.LicenseClass, g.Count()));

    private void Report(string step)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _progress?.Report(step);
    }

    private void MeasureStructure(List<RoutingRow> rows)
    {
        var values = new List<float[]>(rows.Count);
        foreach (var row in rows)
        {
            _features.Read(row.Prompt);
            values.Add(_features.StructureValues.ToArray());
        }

        for (int i = 0; i < Structure.Count; i++)
        {
            _means[i] = values.Average(v => v[i]);
            double variance = values.Average(v => (v[i] - _means[i]) * (v[i] - _means[i]));
            _deviations[i] = Math.Max(0.02, Math.Sqrt(variance));
        }
    }

    private double[] Fit(TrainingSet set) => LogisticRegression.Fit(set, _options.BucketRidge, _options.StructureRidge);

    private TrainingSet Set(IReadOnlyList<RoutingRow> rows, Func<RoutingRow, double> target)
    {
        var counts = rows.GroupBy(r => r.Source).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var set = new TrainingSet { Buckets = _vocabulary.Size, Dense = Structure.Count, Groups = 1 };
        foreach (var row in rows)
            set.Rows.Add(Row(row.Prompt, target(row), Math.Sqrt(_options.SourceRows / counts[row.Source])));
        return set;
    }

    private TrainingRow Row(string prompt, double target, double weight)
    {
        _features.Read(prompt);
        var dense = new float[Structure.Count];
        for (int i = 0; i < dense.Length; i++)
            dense[i] = (float)Math.Clamp((_features.StructureValues[i] - _means[i]) / _deviations[i], -StructureClip, StructureClip);
        double norm = ClassifierModel.Norm(_features.Active.Length, _features.KnownShare, _options.LengthPower, _options.LengthOffset);
        return new TrainingRow(_features.Active.ToArray(), norm, dense, target, weight, 0);
    }

    private double ChooseMathsWeight(TrainingSet pairSet, double[] pairHead, double[] mathsHead, IReadOnlyList<RoutingRow> dev)
    {
        var groups = dev.Where(r => IsPair(r) && r.MayShip).GroupBy(r => r.Source).Select(g => g.ToList()).ToList();
        if (groups.Count == 0) return _options.MathsWeights[0];
        var sets = groups.ConvertAll(g => Set(g, r => 0));
        double[] areas = _options.MathsWeights.Select(weight =>
        {
            double[] combined = Combine(pairSet, pairHead, mathsHead, weight, out _);
            return groups.Zip(sets, (rows, set) => ExactCurve.Compute(
                set.Rows.Select(r => LogisticRegression.Score(set, r, combined)).ToArray(),
                rows.Select(r => r.WeakScore!.Value).ToArray(),
                rows.Select(r => r.StrongScore!.Value).ToArray()).Area).Average();
        }).ToArray();
        return _options.MathsWeights[Array.FindIndex(areas, a => a >= areas.Max() - _options.DevTolerance)];
    }

    /// <summary>Adds the heads, each in units of its standard deviation over the pair rows; the sum has mean 0 there.</summary>
    private static double[] Combine(TrainingSet pairSet, double[] pairHead, double[]? mathsHead, double mathsWeight, out double intercept)
    {
        var (mean, deviation) = Spread(pairSet, pairHead);
        var combined = new double[pairSet.Buckets + pairSet.Dense];
        for (int i = 0; i < combined.Length; i++) combined[i] = pairHead[i] / deviation;
        intercept = -mean / deviation;
        if (mathsHead is null) return combined;
        (mean, deviation) = Spread(pairSet, mathsHead);
        for (int i = 0; i < combined.Length; i++) combined[i] += mathsWeight * mathsHead[i] / deviation;
        intercept -= mathsWeight * mean / deviation;
        return combined;
    }

    private static (double Mean, double Deviation) Spread(TrainingSet set, double[] head)
    {
        double[] scores = set.Rows.Select(r => LogisticRegression.Score(set, r, head)).ToArray();
        double mean = scores.Average();
        return (mean, Math.Sqrt(scores.Average(s => (s - mean) * (s - mean))));
    }

    /// <summary>Platt's two numbers, on scores of rows that their head has not seen. Every source counts the same.</summary>
    private (double Slope, double Offset) Calibrate(List<RoutingRow> pairs, TrainingSet pairSet, double[]? mathsHead, double mathsWeight)
    {
        var counts = pairs.GroupBy(r => r.Source).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var platt = new TrainingSet { Buckets = 0, Dense = 1, Groups = 1 };
        int[] folds = [.. pairs.Select(r => Fold(r.Id, _options.Folds))];
        for (int fold = 0; fold < _options.Folds; fold++)
        {
            Report($"calibration {fold + 1}/{_options.Folds}");
            var rest = new TrainingSet { Buckets = pairSet.Buckets, Dense = pairSet.Dense, Groups = 1 };
            for (int i = 0; i < pairs.Count; i++)
                if (folds[i] != fold) rest.Rows.Add(pairSet.Rows[i]);
            double[] combined = Combine(rest, Fit(rest), mathsHead, mathsWeight, out double intercept);
            for (int i = 0; i < pairs.Count; i++)
            {
                if (folds[i] != fold) continue;
                double raw = LogisticRegression.Score(pairSet, pairSet.Rows[i], combined) + intercept;
                double weight = (double)pairs.Count / counts.Count / counts[pairs[i].Source];
                platt.Rows.Add(new TrainingRow([], 0, [(float)raw], pairSet.Rows[i].Target, weight, 0));
            }
        }

        double[] fitted = LogisticRegression.Fit(platt, 0, 1e-6);
        return (Math.Max(0.05, fitted[0]), fitted[1]); // a falling probability would turn the order round
    }

    /// <summary>The fold of a row, by its hash: the order of a file may follow the answers.</summary>
    internal static int Fold(string text, int folds) => (int)(NgramHash.Mix(NgramHash.Word(text)) % (uint)folds);

    private double[][] FitTasks(List<RoutingRow> rows)
    {
        var set = Set(rows, r => 0);
        int[] perTask = new int[ClassifierModel.Tasks];
        foreach (var row in rows) perTask[(int)TaskTypes.Of(row) - 1]++;
        var heads = new double[ClassifierModel.Tasks][];
        for (int t = 0; t < heads.Length; t++)
        {
            Report($"task head {t + 1}/{heads.Length}");
            var one = new TrainingSet { Buckets = set.Buckets, Dense = set.Dense, Groups = 1 };
            for (int i = 0; i < rows.Count; i++)
            {
                int task = (int)TaskTypes.Of(rows[i]) - 1;
                // Every kind counts the same, or rare kinds would never win.
                double weight = Math.Sqrt(_options.SourceRows / Math.Max(1, perTask[task]));
                one.Rows.Add(set.Rows[i] with { Target = task == t ? 1 : 0, Weight = weight });
            }

            heads[t] = LogisticRegression.Fit(one, TaskBucketRidge, TaskStructureRidge, iterations: 40);
        }

        return heads;
    }

    private ClassifierModel Model(double[] combined, double intercept, double slope, double offset, double[][] tasks)
    {
        int buckets = _vocabulary.Size;
        double largest = tasks.Max(head => head.Take(buckets).Max(Math.Abs));
        float unit = (float)Math.Max(1e-6, largest / sbyte.MaxValue);
        var taskWeights = new sbyte[buckets * ClassifierModel.Tasks];
        var taskStructure = new float[Structure.Count * ClassifierModel.Tasks];
        for (int t = 0; t < tasks.Length; t++)
        {
            for (int b = 0; b < buckets; b++) taskWeights[(b * tasks.Length) + t] = (sbyte)Math.Round(tasks[t][b] / unit);
            for (int d = 0; d < Structure.Count; d++) taskStructure[(d * tasks.Length) + t] = (float)tasks[t][buckets + d];
        }

        return new ClassifierModel(
            _vocabulary,
            Array.ConvertAll(combined[..buckets], w => BitConverter.HalfToUInt16Bits((Half)w)),
            Array.ConvertAll(_means, m => (float)m),
            Array.ConvertAll(_deviations, d => (float)(1 / d)),
            Array.ConvertAll(combined[buckets..], w => (float)w),
            StructureClip,
            (float)_options.LengthPower,
            (float)_options.LengthOffset,
            intercept,
            slope,
            offset,
            taskWeights,
            unit,
            taskStructure,
            Array.ConvertAll(tasks, head => (float)head[^1]));
    }
}
