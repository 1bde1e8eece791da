namespace HybridAi.Evaluation;

/// <summary>Rows with a few known n-grams, dense structural features, a target in [0, 1], a weight, and the intercept they share.</summary>
internal sealed class TrainingSet
{
    /// <summary>Number of buckets.</summary>
    public required int Buckets { get; init; }

    /// <summary>Number of dense features.</summary>
    public required int Dense { get; init; }

    /// <summary>Number of intercepts.</summary>
    public required int Groups { get; init; }

    public List<TrainingRow> Rows { get; } = [];
}

/// <summary>One row. <paramref name="Norm"/> multiplies the sum of the n-gram weights.</summary>
internal readonly record struct TrainingRow(int[] Active, double Norm, float[] Dense, double Target, double Weight, int Group);

/// <summary>Logistic regression with soft targets and two ridge penalties. Deterministic: no sampling, one thread, fixed order of sums.</summary>
internal static class LogisticRegression
{
    /// <summary>Fits the weights: buckets, then dense features, then one intercept a group.</summary>
    /// <param name="set">The rows.</param>
    /// <param name="bucketRidge">Penalty of the n-gram weights; the sum of weighted losses has factor 1.</param>
    /// <param name="denseRidge">Penalty of the dense weights.</param>
    /// <param name="iterations">Most L-BFGS steps.</param>
    /// <param name="prior">Where the penalties pull to; zero when null.</param>
    public static double[] Fit(TrainingSet set, double bucketRidge, double denseRidge, int iterations = 120, double[]? prior = null)
    {
        int size = set.Buckets + set.Dense + set.Groups;
        var start = prior is null ? new double[size] : (double[])prior.Clone();
        return LimitedMemoryBfgs.Minimise(start, iterations, (x, gradient) => Loss(set, x, gradient, bucketRidge, denseRidge, prior));
    }

    /// <summary>The linear score of a row without its intercept.</summary>
    public static double Score(TrainingSet set, in TrainingRow row, double[] x)
    {
        double sum = 0;
        foreach (int bucket in row.Active) sum += x[bucket];
        sum *= row.Norm;
        for (int d = 0; d < set.Dense; d++) sum += row.Dense[d] * x[set.Buckets + d];
        return sum;
    }

    /// <summary>Mean loss of finished scores, intercept included.</summary>
    public static double MeanLoss(TrainingSet set, double[] scores)
    {
        double loss = 0;
        for (int i = 0; i < scores.Length; i++) loss += RowLoss(scores[i], set.Rows[i].Target);
        return loss / scores.Length;
    }

    /// <summary>log(1 + exp(z)) - y z, without overflow.</summary>
    private static double RowLoss(double z, double target) =>
        Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - (target * z);

    private static double Loss(
        TrainingSet set, double[] x, double[] gradient, double bucketRidge, double denseRidge, double[]? prior)
    {
        Array.Clear(gradient);
        double loss = 0;
        int intercepts = set.Buckets + set.Dense;
        foreach (var row in set.Rows)
        {
            double z = Score(set, row, x) + x[intercepts + row.Group];
            loss += row.Weight * RowLoss(z, row.Target);
            double residual = row.Weight * ((1 / (1 + Math.Exp(-z))) - row.Target);
            double scaled = residual * row.Norm;
            foreach (int bucket in row.Active) gradient[bucket] += scaled;
            for (int d = 0; d < set.Dense; d++) gradient[set.Buckets + d] += residual * row.Dense[d];
            gradient[intercepts + row.Group] += residual;
        }

        for (int i = 0; i < intercepts; i++)
        {
            double ridge = i < set.Buckets ? bucketRidge : denseRidge, distance = x[i] - (prior?[i] ?? 0);
            loss += 0.5 * ridge * distance * distance;
            gradient[i] += ridge * distance;
        }

        return loss;
    }
}
