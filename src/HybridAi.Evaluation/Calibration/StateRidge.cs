using System.Numerics.Tensors;

namespace HybridAi.Evaluation;

/// <summary>
/// Least squares on the gain with a ridge; the freedom multiplies the states' columns. Predictions of labels left out one at a time are exact and cost no
/// further fit (the residual over one minus the leverage).
/// </summary>
internal sealed class StateRidge
{
    private const double Penalty = BlockRidge.Penalty;

    /// <summary>What a standard deviation of the shipped head is worth alone, as for tier 0, and beyond it.</summary>
    private const double SlopeAlone = BlockRidge.PriorSlope, SlopeBeyond = 0.03;

    private readonly StateDesign _design;
    private readonly double[] _scales;
    private readonly Cholesky _factor;
    private readonly double[] _leverage;

    public StateRidge(StateDesign design, double freedom)
    {
        _design = design;
        int columns = design.Columns;
        _scales = new double[columns];
        Array.Fill(_scales, freedom);
        _scales[^1] = Math.Sqrt(Penalty / BlockRidge.PriorLabels);
        _factor = new(Penalised(design.Gram, _scales));
        _leverage = Array.ConvertAll(design.Rows, row => TensorPrimitives.SumOfSquares<double>(_factor.Forward(Scaled(row))) + (1.0 / design.Rows.Length));
    }

    /// <summary>Fits the gains, or what they have beyond tier 0's expected gain.</summary>
    public StateCandidate Fit(double[] gains, double[]? tierZero, double prior)
    {
        int rows = gains.Length, last = _design.Columns - 1;
        double slope = !_design.HasShipped ? 0 : tierZero is null ? SlopeAlone : SlopeBeyond;
        var target = new double[rows];
        for (int i = 0; i < rows; i++) target[i] = gains[i] - (tierZero?[i] ?? 0) - (slope * _design.Rows[i][last]);
        double mean = target.Average(), meanGain = gains.Average();
        var moment = new double[_design.Columns];
        for (int i = 0; i < rows; i++)
            TensorPrimitives.MultiplyAdd<double>(_design.Rows[i], target[i] - mean, moment, moment);
        TensorPrimitives.Multiply<double>(moment, _scales, moment);
        double[] weights = _factor.Solve(moment);
        TensorPrimitives.Multiply<double>(weights, _scales, weights);
        var unseen = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double residual = target[i] - mean - TensorPrimitives.Dot<double>(_design.Rows[i], weights);
            double others = ((rows * meanGain) - gains[i]) / (rows - 1); // their mean is low where the label's own gain is high
            unseen[i] = gains[i] - (residual / Math.Max(1e-6, 1 - _leverage[i])) - others;
        }

        // Few labels must not turn the shipped head round.
        weights[last] = Math.Max(slope / 4, weights[last] + slope);
        return new StateCandidate(prior, tierZero is null ? 0 : 1, unseen, weights);
    }

    private double[] Scaled(double[] row)
    {
        var scaled = new double[row.Length];
        TensorPrimitives.Multiply<double>(row, _scales, scaled);
        return scaled;
    }

    /// <summary>S G S + penalty; the lower triangle.</summary>
    private static double[][] Penalised(double[][] gram, double[] scales)
    {
        var matrix = new double[scales.Length][];
        for (int i = 0; i < matrix.Length; i++)
        {
            double[] row = matrix[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) row[j] = (gram[i][j] * scales[i] * scales[j]) + (i == j ? Penalty : 0);
        }

        return matrix;
    }
}
