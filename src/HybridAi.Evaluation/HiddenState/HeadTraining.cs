namespace HybridAi.Evaluation;

/// <summary>
/// Trains the head <see cref="ProbeHeads.Need"/> on hidden states of pair rows (target: what the strong model gains, clipped to 0..1),
/// and finds how it and tier 0 become one score. One thread, no randomness: the same states give the same bytes.
/// </summary>
public sealed class HeadTraining
{
    private const float Clip = ProbeHeads.DefaultClip;

    private readonly HeadTrainingOptions _options;
    private readonly Func<RoutingRow, ReadOnlyMemory<float>> _stateOf;
    private readonly IProgress<string>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly float[] _means;
    private readonly float[] _scales;

    private HeadTraining(
        int dimensions, Func<RoutingRow, ReadOnlyMemory<float>> stateOf, HeadTrainingOptions options, IProgress<string>? progress,
        CancellationToken cancellationToken)
    {
        (_stateOf, _options, _progress, _cancellationToken) = (stateOf, options, progress, cancellationToken);
        (_means, _scales) = (new float[dimensions], new float[dimensions]);
    }

    /// <summary>The rows that are used: pairs with a gap, of a licence that lets the result be shipped.</summary>
    /// <param name="rows">Any rows.</param>
    /// <returns>These rows, in order.</returns>
    public static IReadOnlyList<RoutingRow> Rows(IEnumerable<RoutingRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. rows.Where(r => r.MayShip && ClassifierTrainer.IsPair(r))];
    }

    /// <summary>Trains heads.</summary>
    /// <param name="train">Rows to learn from; others than <see cref="Rows"/> keeps are left out.</param>
    /// <param name="dev">Rows to choose the settings on, and to fit the two numbers that make a probability of the sum.</param>
    /// <param name="modelFingerprint">The model that the states were read from.</param>
    /// <param name="stateOf">The hidden state of a row, as <see cref="StateReader"/> reads it.</param>
    /// <param name="tierZero">The classifier whose score is added.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the training between steps.</param>
    /// <returns>The heads; a minute or so on one core.</returns>
    /// <exception cref="InvalidDataException">There is nothing to learn from, or nothing to choose on.</exception>
    public static TrainedHeads Train(
        IReadOnlyList<RoutingRow> train,
        IReadOnlyList<RoutingRow> dev,
        string modelFingerprint,
        Func<RoutingRow, ReadOnlyMemory<float>> stateOf,
        PromptClassifier tierZero,
        HeadTrainingOptions? options = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(dev);
        ArgumentNullException.ThrowIfNull(stateOf);
        ArgumentNullException.ThrowIfNull(tierZero);
        var (rows, chosenOn) = (Rows(train), Rows(dev));
        if (rows.Count == 0) throw new InvalidDataException("No pair rows (weak and strong score, permissive or share-alike licence) to learn from.");
        if (chosenOn.Count == 0) throw new InvalidDataException("No pair rows to choose the settings on.");
        var training = new HeadTraining(stateOf(rows[0]).Length, stateOf, options ?? new(), progress, cancellationToken);
        return training.Run(rows, chosenOn, modelFingerprint, tierZero);
    }

    private TrainedHeads Run(IReadOnlyList<RoutingRow> train, IReadOnlyList<RoutingRow> dev, string fingerprint, PromptClassifier tierZero)
    {
        Measure(train);
        var set = Set(train);
        var groups = dev.GroupBy(r => r.Source).Select(g => g.ToList()).ToList();
        var devSets = groups.ConvertAll(g => Set(g));

        var fits = new List<double[]>();
        var areas = new List<double>();
        foreach (double strength in _options.Strengths)
        {
            double[] fitted = Fit(set, strength);
            double area = MeanArea(groups, (g, i) => LogisticRegression.Score(devSets[g], devSets[g].Rows[i], fitted));
            Report(FormattableString.Invariant($"C {strength}: dev {area:0.0000}"));
            fits.Add(fitted);
            areas.Add(area);
        }

        int best = areas.FindIndex(a => a >= areas.Max() - _options.DevTolerance);
        var (slope, offset) = Calibrate(train, set, _options.Strengths[best]);
        var head = new ProbeHead(ProbeHeads.Need, Array.ConvertAll(fits[best][..^1], w => (float)w), fits[best][^1], slope, offset);
        var alone = new ProbeHeads(fingerprint, _means, _scales, [head], new ProbeBlend(0, 0, 1), Clip);
        var blend = Blend(alone, groups, train.Select(r => r.Source).ToHashSet(StringComparer.Ordinal), tierZero, out double lexical);
        var sources = train.GroupBy(r => (r.Source, r.LicenseClass)).OrderBy(g => g.Key.Source, StringComparer.Ordinal)
            .Select(g => new TrainingSource(ProbeHeads.Need, g.Key.Source, g.Key.LicenseClass, g.Count())).ToList();
        return new TrainedHeads(alone.With(head, blend), sources, _options.Strengths.Zip(areas).ToList(), _options.Strengths[best], lexical);
    }

    private void Report(string step)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _progress?.Report(step);
    }

    private void Measure(IReadOnlyList<RoutingRow> rows)
    {
        int dimensions = _means.Length;
        double[] sums = new double[dimensions], squares = new double[dimensions];
        foreach (var row in rows)
        {
            var state = _stateOf(row).Span;
            for (int d = 0; d < dimensions; d++) sums[d] += state[d];
        }

        for (int d = 0; d < dimensions; d++) _means[d] = (float)(sums[d] / rows.Count);
        foreach (var row in rows)
        {
            var state = _stateOf(row).Span;
            for (int d = 0; d < dimensions; d++) squares[d] += ((double)state[d] - _means[d]) * ((double)state[d] - _means[d]);
        }

        for (int d = 0; d < dimensions; d++) _scales[d] = (float)(1 / Math.Max(1e-6, Math.Sqrt(squares[d] / rows.Count)));
    }

    private TrainingSet Set(IReadOnlyList<RoutingRow> rows)
    {
        var counts = rows.GroupBy(r => r.Source).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var set = new TrainingSet { Buckets = 0, Dense = _means.Length, Groups = 1 };
        foreach (var row in rows)
        {
            var state = _stateOf(row).Span;
            var dense = new float[state.Length];
            for (int d = 0; d < dense.Length; d++) dense[d] = Math.Clamp((state[d] - _means[d]) * _scales[d], -Clip, Clip);
            set.Rows.Add(new TrainingRow([], 0, dense, Math.Clamp(row.Gain!.Value, 0, 1), Math.Sqrt(_options.SourceRows / counts[row.Source]), 0));
        }

        return set;
    }

    // C of the usual notation is for features scaled by 0.1: in our units a ridge of 100 / C.
    private double[] Fit(TrainingSet set, double strength) => LogisticRegression.Fit(set, 0, 100 / strength, _options.Iterations);

    private static double MeanArea(List<List<RoutingRow>> groups, Func<int, int, double> score) => groups.Select((rows, g) => ExactCurve.Compute(
        Enumerable.Range(0, rows.Count).Select(i => score(g, i)).ToArray(),
        rows.Select(r => r.WeakScore!.Value).ToArray(),
        rows.Select(r => r.StrongScore!.Value).ToArray()).Area).Average();

    /// <summary>Platt's two numbers, on scores of rows that their head has not seen. Every source counts the same.</summary>
    private (double Slope, double Offset) Calibrate(IReadOnlyList<RoutingRow> rows, TrainingSet set, double strength)
    {
        int[] folds = [.. rows.Select(r => ClassifierTrainer.Fold(r.Id, _options.Folds))];
        var raws = new double[rows.Count];
        for (int fold = 0; fold < _options.Folds; fold++)
        {
            Report($"calibration {fold + 1}/{_options.Folds}");
            var rest = new TrainingSet { Buckets = 0, Dense = set.Dense, Groups = 1 };
            for (int i = 0; i < rows.Count; i++)
                if (folds[i] != fold) rest.Rows.Add(set.Rows[i]);
            if (rest.Rows.Count == 0) continue;
            double[] fitted = Fit(rest, strength);
            for (int i = 0; i < rows.Count; i++)
                if (folds[i] == fold) raws[i] = LogisticRegression.Score(set, set.Rows[i], fitted) + fitted[^1];
        }

        return Platt(rows, raws);
    }

    private static (double Slope, double Offset) Platt(IReadOnlyList<RoutingRow> rows, double[] raws)
    {
        var counts = rows.GroupBy(r => r.Source).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        // In standard units, so that the optimiser sees the same problem whatever the scale is.
        double mean = raws.Average(), deviation = Math.Max(1e-9, Deviation([raws]));
        var set = new TrainingSet { Buckets = 0, Dense = 1, Groups = 1 };
        for (int i = 0; i < rows.Count; i++)
        {
            double weight = (double)rows.Count / counts.Count / counts[rows[i].Source];
            float standard = (float)((raws[i] - mean) / deviation);
            set.Rows.Add(new TrainingRow([], 0, [standard], Math.Clamp(rows[i].Gain!.Value, 0, 1), weight, 0));
        }

        double[] fitted = LogisticRegression.Fit(set, 0, 1e-6);
        double slope = Math.Max(0.05, fitted[0]) / deviation; // a falling probability would turn the order round
        return (slope, fitted[1] - (slope * mean));
    }

    /// <summary>
    /// The weight of tier 0 is chosen on dev, where neither has learned. The two numbers that make a probability of the sum are fitted there
    /// too, on the sources that training has: they do not change the order.
    /// </summary>
    private ProbeBlend Blend(
        ProbeHeads alone, List<List<RoutingRow>> groups, HashSet<string> trained, PromptClassifier tierZero, out double chosen)
    {
        double[][] need = [.. groups.Select(g => g.Select(r => ProbeHeads.LogOdds(alone.Score(ProbeHeads.Need, _stateOf(r).Span))).ToArray())];
        double[][] lexical = [.. groups.Select(g => g.Select(r => ProbeHeads.LogOdds(tierZero.Score(r.Prompt))).ToArray())];
        double ratio = Deviation(need) / Math.Max(1e-6, Deviation(lexical));
        var areas = _options.LexicalWeights.Select(weight => MeanArea(groups, (g, i) => need[g][i] + (weight * ratio * lexical[g][i]))).ToList();
        for (int i = 0; i < areas.Count; i++)
            Report(FormattableString.Invariant($"with {_options.LexicalWeights[i]} of tier 0: dev {areas[i]:0.0000}"));
        chosen = _options.LexicalWeights[areas.FindIndex(a => a >= areas.Max() - _options.DevTolerance)];

        var rows = new List<RoutingRow>();
        var sums = new List<double>();
        for (int g = 0; g < groups.Count; g++)
        {
            if (!trained.Contains(groups[g][0].Source)) continue;
            for (int i = 0; i < groups[g].Count; i++)
            {
                rows.Add(groups[g][i]);
                sums.Add(need[g][i] + (chosen * ratio * lexical[g][i]));
            }
        }

        if (rows.Count == 0) return new ProbeBlend(0, chosen * ratio, 1);
        var (slope, offset) = Platt(rows, [.. sums]);
        return new ProbeBlend(offset, slope * chosen * ratio, slope);
    }

    private static double Deviation(double[][] groups)
    {
        double[] values = [.. groups.SelectMany(g => g)];
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
