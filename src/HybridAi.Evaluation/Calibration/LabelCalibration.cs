namespace HybridAi.Evaluation;

/// <summary>
/// Fits a classifier to an app's own labels: the expected gain as a linear function of the app's n-grams, the frames its prompts share,
/// structure and the shipped score, pulled towards the shipped score. Several strengths of the pull, "not at all" among them, are averaged by how
/// well they do on labels they have not seen. No labels: no change.
/// </summary>
/// <remarks>Local and cloud quality are not fitted apart: with a linear function the difference of the two fits is the fit of the difference.</remarks>
public static class LabelCalibration
{
    /// <summary>Fewest labels, of as many different prompts, that are learned from; with fewer only noise would be.</summary>
    public const int MinLabels = 20;

    private const int Folds = 5;

    /// <summary>Labels from which one way to fold is enough.</summary>
    private const int ManyLabels = 1000;

    /// <summary>Ways to fold fewer labels: what they say of a candidate depends on which are left out together.</summary>
    private const int Repeats = 6;

    /// <summary>Strengths whose weight in the average is below it are not fitted.</summary>
    private const double LeastWeight = 1e-4;

    /// <summary>
    /// The shipped score alone; with structure; with everything. Before any label is seen the first counts most: where prompts say nothing about the gain
    /// (one exam, one kind of code question) a hundred labels make some candidate look better by chance, and order worse.
    /// </summary>
    private static readonly (BlockScales Scales, double Prior)[] Candidates =
    [
        (new(0, 0, 0), 0.6),
        (new(0, 0.05, 0), 0.1),
        .. from ngrams in new[] { 0.5, 0.7, 1 }
           from structure in new[] { 0.05, 0.1 }
           from frame in new[] { 0.1, 0.2, 0.4 }
           select (new BlockScales(ngrams, structure, frame), 0.3 / 18),
    ];

    /// <summary>Fits.</summary>
    /// <param name="classifier">The classifier to start from.</param>
    /// <param name="labels">The app's labels.</param>
    /// <param name="cancellationToken">Ends the fit between folds.</param>
    /// <returns>What was learned, for <see cref="PromptClassifier.With"/>; null when there are fewer than <see cref="MinLabels"/> different prompts.</returns>
    public static ClassifierAdjustment? Fit(
        PromptClassifier classifier, IReadOnlyList<LabelledPrompt> labels, CancellationToken cancellationToken = default) =>
        FitWithScores(classifier, labels, cancellationToken)?.Adjustment;

    /// <summary>Fits, and scores every label by fits that have not seen it: how fresh traffic will be scored.</summary>
    internal static LabelFit? FitWithScores(
        PromptClassifier classifier, IReadOnlyList<LabelledPrompt> labels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Select(l => l.Prompt).Distinct(StringComparer.Ordinal).Take(MinLabels).Count() < MinLabels) return null;
        var set = CalibrationSet.From(classifier.Model, labels);
        double[][] unseen = new double[Candidates.Length][], once = new double[Candidates.Length][];
        Parallel.For(0, Candidates.Length, new ParallelOptions { CancellationToken = cancellationToken },
            c => (unseen[c], once[c]) = OutOfFold(set, Candidates[c].Scales, labels, cancellationToken));
        double[] shares = Shares(set, unseen);
        double[][] fits = new double[Candidates.Length][];
        int[] all = [.. Enumerable.Range(0, labels.Count)];
        Parallel.For(0, Candidates.Length, new ParallelOptions { CancellationToken = cancellationToken },
            c => fits[c] = shares[c] == 0 ? [] : new BlockRidge(set, Candidates[c].Scales).Fit(all));
        double[] weights = new double[set.Size], gains = new double[labels.Count], scores = new double[labels.Count];
        for (int c = 0; c < fits.Length; c++)
        {
            if (shares[c] == 0) continue;
            for (int i = 0; i < weights.Length; i++) weights[i] += shares[c] * fits[c][i];
            for (int i = 0; i < scores.Length; i++)
            {
                gains[i] += shares[c] * unseen[c][i];
                scores[i] += shares[c] * once[c][i];
            }
        }

        return Adjustment(classifier, labels, set, weights, gains, scores);
    }

    private static LabelFit Adjustment(
        PromptClassifier classifier, IReadOnlyList<LabelledPrompt> labels, CalibrationSet set, double[] weights, double[] gains, double[] scores)
    {
        // As the shipped ones, raw scores have a standard deviation of about 1.
        double mean = scores.Average(), spread = Math.Max(1e-3, Math.Sqrt(scores.Average(s => (s - mean) * (s - mean))));
        for (int i = 0; i < weights.Length; i++) weights[i] /= spread;
        for (int i = 0; i < scores.Length; i++) scores[i] = (scores[i] - mean) / spread;
        weights[^1] -= (mean + set.Gains.Average()) / spread; // scores of unseen labels are without the mean gain
        var (slope, offset) = Calibrate(scores, labels);
        var ngrams = new Dictionary<uint, float>(set.Hashes.Length);
        for (int i = 0; i < set.Hashes.Length; i++) ngrams[set.Hashes[i]] = (float)weights[i];
        var adjustment = new ClassifierAdjustment(
            classifier.Revision, labels.Count, weights[set.Shipped], weights[^1], slope, offset,
            [.. weights.Skip(set.Hashes.Length).Take(Structure.Count).Select(w => (float)w)], ngrams);
        return new LabelFit(
            adjustment, Array.ConvertAll(scores, s => ProbeHeads.Probability((slope * s) + offset)), gains, slope / spread, offset - (slope * mean / spread));
    }

    /// <summary>
    /// The share of each candidate in the average: its prior times the likelihood of the gains given its scores, after the best scale and shift of them
    /// (n ρ² / 2): only the order of scores is wanted, and a scale that is too small costs no order.
    /// </summary>
    private static double[] Shares(CalibrationSet set, double[][] unseen)
    {
        double[] evidence = Array.ConvertAll(unseen, scores =>
        {
            double r = Correlation(scores, set.Gains);
            return set.Gains.Length * r * Math.Abs(r) / 2;
        });
        double best = evidence.Max();
        double[] shares = [.. evidence.Select((e, c) => Candidates[c].Prior * Math.Exp(e - best))];
        double total = shares.Sum();
        shares = [.. shares.Select(s => s / total < LeastWeight ? 0 : s)];
        total = shares.Sum();
        return [.. shares.Select(s => s / total)];
    }

    /// <summary>Pearson's correlation; 0 where one side does not vary.</summary>
    internal static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return aa * bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
    }

    /// <summary>Scores every label by fits that have not seen it.</summary>
    /// <returns>
    /// The mean over all ways to fold, for comparing candidates, and the scores of the first way: they are spread as fresh scores are, which the mean of
    /// several fits is not, and that is what a threshold for a share of the traffic hangs on.
    /// </returns>
    private static (double[] Mean, double[] Once) OutOfFold(
        CalibrationSet set, BlockScales scales, IReadOnlyList<LabelledPrompt> labels, CancellationToken cancellationToken)
    {
        int repeats = labels.Count < ManyLabels ? Repeats : 1;
        double[] scores = new double[labels.Count], once = [];
        var ridge = new BlockRidge(set, scales);
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            uint salt = 0x9E3779B9u * (uint)repeat;
            int[] folds = [.. labels.Select(l => (int)(NgramHash.Mix(NgramHash.Word(l.Prompt) ^ salt) % Folds))];
            for (int fold = 0; fold < Folds; fold++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int[] rest = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)];
                if (rest.Length == 0) continue; // every label is the same prompt
                double[] weights = ridge.Fit(rest);
                double mean = rest.Average(i => set.Gains[i]);
                for (int i = 0; i < folds.Length; i++)
                {
                    // Without the mean of the other folds, which is low where the fold's own is high.
                    if (folds[i] == fold) scores[i] += BlockRidge.Predict(set, i, weights) - mean;
                }
            }

            if (repeat == 0) once = [.. scores];
        }

        return (Array.ConvertAll(scores, s => s / repeats), once);
    }

    /// <summary>Platt's two numbers on scores that their fit has not seen; the pull is towards a slope of 1.</summary>
    internal static (double Slope, double Offset) Calibrate(double[] scores, IReadOnlyList<LabelledPrompt> labels)
    {
        var platt = new TrainingSet { Buckets = 0, Dense = 1, Groups = 1 };
        for (int i = 0; i < scores.Length; i++)
            platt.Rows.Add(new TrainingRow([], 0, [(float)scores[i]], Math.Clamp(labels[i].Gain, 0, 1), 1, 0));
        double[] fitted = LogisticRegression.Fit(platt, 0, 0.05, prior: [0.5, 0]);
        // A falling probability would turn the order round; and that all of n labels say the same makes no probability of 1.
        double furthest = Math.Log((2 * scores.Length) + 1);
        return (Math.Max(0.05, fitted[0]), Math.Clamp(fitted[1], -furthest, furthest));
    }
}

/// <summary>What labels taught tier 0.</summary>
/// <param name="Adjustment">For the classifier.</param>
/// <param name="Unseen">Probability of each label, by fits that have not seen it.</param>
/// <param name="UnseenGains">The expected gain behind it, without the mean gain.</param>
/// <param name="Slope">Log-odds of the calibrated classifier = slope · expected gain without the mean + offset.</param>
/// <param name="Offset">See <paramref name="Slope"/>.</param>
internal sealed record LabelFit(ClassifierAdjustment Adjustment, double[] Unseen, double[] UnseenGains, double Slope, double Offset);
