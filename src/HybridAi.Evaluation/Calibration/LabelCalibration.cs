namespace HybridAi.Evaluation;

/// <summary>
/// Fits a classifier to an app's own labels: logistic regression on the same features with the shipped score as one more feature,
/// pulled towards the shipped classifier by a ridge whose strength is chosen by cross-validation. No labels: no change.
/// </summary>
public static class LabelCalibration
{
    /// <summary>Fewest labels that are learned from; with fewer only noise would be.</summary>
    public const int MinLabels = 20;

    private const int Folds = 5;
    private static readonly double[] Ridges = [150, 50, 15, 5, 1.5, 0.5];

    /// <summary>Fits.</summary>
    /// <param name="classifier">The classifier to start from.</param>
    /// <param name="labels">The app's labels.</param>
    /// <param name="cancellationToken">Ends the fit between folds.</param>
    /// <returns>What was learned, for <see cref="PromptClassifier.With"/>; null when there are fewer than <see cref="MinLabels"/>.</returns>
    public static ClassifierAdjustment? Fit(
        PromptClassifier classifier, IReadOnlyList<LabelledPrompt> labels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count < MinLabels) return null;
        var model = classifier.Model;
        uint[] ngrams = OwnNgrams(model.Vocabulary, labels);
        var vocabulary = model.Vocabulary.With(ngrams);
        var set = Features(model, vocabulary, labels, out int[] bucketOf);
        int[] folds = [.. labels.Select(l => ClassifierTrainer.Fold(l.Prompt, Folds))];
        double ridge = Ridges[0], lowest = double.MaxValue;
        double[] bestScores = [];
        foreach (double candidate in Ridges) // from the strongest pull down, so that ties keep the shipped classifier
        {
            double[] scores = OutOfFold(set, folds, candidate, cancellationToken);
            double loss = LogisticRegression.MeanLoss(set, scores);
            if (loss >= lowest) continue;
            lowest = loss;
            (ridge, bestScores) = (candidate, scores);
        }

        double[] x = Fit(set, ridge);
        var (slope, offset) = Calibrate(bestScores, labels);
        int dense = set.Buckets;
        var buckets = new Dictionary<int, float>();
        for (int b = 0; b < set.Buckets; b++)
            if (Math.Abs(x[b]) > 1e-4) buckets[bucketOf[b]] = (float)x[b];

        // An n-gram whose weight came out as nothing stays in the list: which words are known is part of the features.
        var own = ngrams.ToDictionary(n => n, n => buckets.GetValueOrDefault(vocabulary.Find(n)));
        return new ClassifierAdjustment(
            classifier.Revision,
            labels.Count,
            x[dense + Structure.Count],
            x[^1],
            slope,
            offset,
            Array.ConvertAll(x[dense..(dense + Structure.Count)], w => (float)w),
            buckets.Where(b => b.Key < vocabulary.BaseSize).ToDictionary(b => b.Key, b => b.Value),
            own);
    }

    /// <summary>The n-grams that at least two labels hold and the shipped vocabulary lacks, the most frequent first.</summary>
    private static uint[] OwnNgrams(NgramVocabulary vocabulary, IReadOnlyList<LabelledPrompt> labels)
    {
        var builder = new VocabularyBuilder();
        var collector = new PromptFeatures(builder);
        foreach (var label in labels)
        {
            collector.Read(label.Prompt);
            builder.EndRow();
        }

        return [.. builder.Ngrams.Where(n => n.Value >= 2 && n.Key != 0 && vocabulary.Find(n.Key) < 0)
            .OrderByDescending(n => n.Value).ThenBy(n => n.Key).Take(ClassifierAdjustment.MaxNgrams).Select(n => n.Key)];
    }

    /// <summary>The labels as training rows, over the buckets that occur in them: thousands instead of all.</summary>
    private static TrainingSet Features(
        ClassifierModel model, NgramVocabulary vocabulary, IReadOnlyList<LabelledPrompt> labels, out int[] bucketOf)
    {
        var features = new PromptFeatures(vocabulary);
        var compact = new Dictionary<int, int>();
        var rows = new List<TrainingRow>(labels.Count);
        foreach (var label in labels)
        {
            features.Read(label.Prompt);
            var dense = new float[Structure.Count + 1];
            for (int i = 0; i < Structure.Count; i++) dense[i] = (float)model.Standardised(features.StructureValues[i], i);
            dense[^1] = (float)model.Raw(features); // an own n-gram has no shipped weight
            int[] active = features.Active.ToArray();
            for (int i = 0; i < active.Length; i++)
            {
                if (!compact.TryGetValue(active[i], out int index)) compact[active[i]] = index = compact.Count;
                active[i] = index;
            }

            // The target keeps the order of the gains, negative ones included: that is what ranking rewards.
            rows.Add(new TrainingRow(active, model.Norm(features), dense, Math.Clamp((label.Gain + 1) / 2, 0, 1), 1, 0));
        }

        bucketOf = new int[compact.Count];
        foreach (var (bucket, index) in compact) bucketOf[index] = bucket;
        var set = new TrainingSet { Buckets = compact.Count, Dense = Structure.Count + 1, Groups = 1 };
        set.Rows.AddRange(rows);
        return set;
    }

    private static double[] Fit(TrainingSet set, double ridge)
    {
        var prior = new double[set.Buckets + set.Dense + set.Groups];
        prior[set.Buckets + Structure.Count] = PriorScale;
        return LogisticRegression.Fit(set, ridge, ridge * StructureFactor, iterations: 60, prior);
    }

    /// <summary>What a unit of the shipped score is worth in log-odds of (gain + 1) / 2, about its value over the training pairs.</summary>
    private const double PriorScale = 0.3;

    /// <summary>Structural weights are shared by all rows, so they need a stronger ridge than words that few rows hold.</summary>
    private const double StructureFactor = 5;

    private static double[] OutOfFold(TrainingSet set, int[] folds, double ridge, CancellationToken cancellationToken)
    {
        var scores = new double[set.Rows.Count];
        for (int fold = 0; fold < Folds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = new TrainingSet { Buckets = set.Buckets, Dense = set.Dense, Groups = 1 };
            for (int i = 0; i < set.Rows.Count; i++)
                if (folds[i] != fold) rest.Rows.Add(set.Rows[i]);
            double[] x = Fit(rest, ridge);
            for (int i = 0; i < scores.Length; i++)
                if (folds[i] == fold) scores[i] = LogisticRegression.Score(set, set.Rows[i], x) + x[^1];
        }

        return scores;
    }

    private static (double Slope, double Offset) Calibrate(double[] scores, IReadOnlyList<LabelledPrompt> labels)
    {
        var platt = new TrainingSet { Buckets = 0, Dense = 1, Groups = 1 };
        for (int i = 0; i < scores.Length; i++)
            platt.Rows.Add(new TrainingRow([], 0, [(float)scores[i]], Math.Clamp(labels[i].Gain, 0, 1), 1, 0));
        double[] fitted = LogisticRegression.Fit(platt, 0, 0.05, prior: [1, 0]);
        return (Math.Max(0.05, fitted[0]), fitted[1]); // a falling probability would turn the order round
    }
}
