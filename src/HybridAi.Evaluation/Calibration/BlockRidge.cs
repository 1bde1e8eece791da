namespace HybridAi.Evaluation;

/// <summary>How freely each kind of feature may move away from the shipped score; 0 leaves it out.</summary>
internal readonly record struct BlockScales(double Ngrams, double Structure, double Frame);

/// <summary>
/// Least squares on the gain with one ridge penalty; the scale of a block decides how much of the penalty it feels. Gains are what APGR adds up, and
/// least squares estimates their mean whatever their noise. Solved by conjugate gradients on the normal equations; deterministic.
/// </summary>
internal sealed class BlockRidge(CalibrationSet set, BlockScales scales)
{
    /// <summary>The penalty of a unit weight.</summary>
    public const double Penalty = 3;

    /// <summary>What a standard deviation of the shipped score is worth, about its slope on the training pairs, and as how many labels that counts.</summary>
    public const double PriorSlope = 0.06, PriorLabels = 40;

    private const int Iterations = 40;

    private readonly double _shippedScale = Math.Sqrt(Penalty / PriorLabels);
    private readonly double _spread = Spread(set);

    /// <summary>Fits to some of the rows.</summary>
    /// <returns>Weights in the units of the features, intercept last.</returns>
    public double[] Fit(int[] rows)
    {
        double mean = rows.Average(i => Target(i));
        var weights = new double[set.Size];
        double[] residual = new double[set.Size], step = new double[set.Size], image = new double[set.Size];
        weights[^1] = mean;
        foreach (int row in rows) Add(row, Target(row) - mean, residual);
        residual.CopyTo(step, 0);
        double norm = Dot(residual, residual), start = norm;
        for (int i = 0; i < Iterations && norm > 1e-10 * start && norm > 0; i++)
        {
            Array.Clear(image);
            foreach (int row in rows) Add(row, Scaled(row, step), image);
            for (int j = 0; j < image.Length - 1; j++) image[j] += Penalty * step[j];
            double length = norm / Dot(step, image);
            for (int j = 0; j < image.Length; j++)
            {
                weights[j] += length * step[j];
                residual[j] -= length * image[j];
            }

            double next = Dot(residual, residual), ratio = next / norm;
            norm = next;
            for (int j = 0; j < step.Length; j++) step[j] = residual[j] + (ratio * step[j]);
        }

        return Unscaled(weights);
    }

    /// <summary>The gain that weights of <see cref="Fit"/> expect of a row.</summary>
    public static double Predict(CalibrationSet set, int row, double[] weights)
    {
        var r = set.Rows[row];
        double sum = 0, rest = weights[^1];
        foreach (int i in r.Ngrams) sum += weights[i];
        foreach (int i in r.Frame) rest += weights[i];
        for (int d = 0; d < r.Dense.Length; d++) rest += r.Dense[d] * weights[set.Hashes.Length + d];
        return rest + (sum * r.Norm);
    }

    private double[] Unscaled(double[] weights)
    {
        for (int i = 0; i < set.Hashes.Length; i++) weights[i] *= i < set.Ngrams ? scales.Ngrams : scales.Frame;
        for (int d = 0; d < Structure.Count; d++) weights[set.Hashes.Length + d] *= scales.Structure;

        // Few labels must not turn the shipped order round.
        double slope = PriorSlope + (weights[set.Shipped] * _shippedScale);
        weights[set.Shipped] = Math.Max(PriorSlope / 4, slope) / _spread;
        return weights;
    }

    private double Target(int row) => set.Gains[row] - (PriorSlope * set.Rows[row].Dense[^1] / _spread);

    private double Scaled(int row, double[] weights)
    {
        var r = set.Rows[row];
        double ngrams = 0, frame = 0, structure = 0;
        if (scales.Ngrams > 0)
            foreach (int i in r.Ngrams) ngrams += weights[i];
        if (scales.Frame > 0)
            foreach (int i in r.Frame) frame += weights[i];
        if (scales.Structure > 0)
            for (int d = 0; d < Structure.Count; d++) structure += r.Dense[d] * weights[set.Hashes.Length + d];
        return weights[^1] + (ngrams * r.Norm * scales.Ngrams) + (frame * scales.Frame) + (structure * scales.Structure)
            + (r.Dense[^1] * _shippedScale / _spread * weights[set.Shipped]);
    }

    private void Add(int row, double value, double[] sum)
    {
        var r = set.Rows[row];
        double ngrams = value * r.Norm * scales.Ngrams, frame = value * scales.Frame, structure = value * scales.Structure;
        if (ngrams != 0)
            foreach (int i in r.Ngrams) sum[i] += ngrams;
        if (frame != 0)
            foreach (int i in r.Frame) sum[i] += frame;
        if (structure != 0)
            for (int d = 0; d < Structure.Count; d++) sum[set.Hashes.Length + d] += structure * r.Dense[d];
        sum[set.Shipped] += value * r.Dense[^1] * _shippedScale / _spread;
        sum[^1] += value;
    }

    private static double Spread(CalibrationSet set)
    {
        double mean = set.Rows.Average(r => r.Dense[^1]);
        return Math.Max(0.05, Math.Sqrt(set.Rows.Average(r => (r.Dense[^1] - mean) * (r.Dense[^1] - mean))));
    }

    private static double Dot(double[] a, double[] b) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(a, b);
}
