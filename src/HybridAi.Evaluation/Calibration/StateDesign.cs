using System.Numerics.Tensors;

namespace HybridAi.Evaluation;

/// <summary>States as centred columns of unit length in all, and last the score of the shipped head (zeros without one).</summary>
internal sealed class StateDesign
{
    private readonly ProbeHead? _shipped;
    private readonly double[] _means, _units;
    private readonly double _shippedMean, _shippedSpread = 1;

    public StateDesign(float[][] states, ProbeHead? shipped, double leastVariance)
    {
        _shipped = shipped;
        int dimensions = states[0].Length;
        (_means, _units) = (new double[dimensions], new double[dimensions]);
        for (int d = 0; d < dimensions; d++)
        {
            _means[d] = states.Average(s => (double)s[d]);
            double variance = states.Average(s => (s[d] - _means[d]) * (s[d] - _means[d]));
            _units[d] = 1 / Math.Sqrt((variance + leastVariance) * dimensions);
        }

        double[] scores = Array.ConvertAll(states, s => shipped is null ? 0 : shipped.Bias + TensorPrimitives.Dot(s, shipped.Weights));
        if (shipped is not null)
        {
            _shippedMean = scores.Average();
            _shippedSpread = Math.Max(1e-6, Math.Sqrt(scores.Average(s => (s - _shippedMean) * (s - _shippedMean))));
        }

        Columns = dimensions + 1;
        Rows = new double[states.Length][];
        for (int i = 0; i < Rows.Length; i++)
        {
            var row = new double[Columns];
            for (int d = 0; d < dimensions; d++) row[d] = (states[i][d] - _means[d]) * _units[d];
            row[^1] = (scores[i] - _shippedMean) / _shippedSpread;
            Rows[i] = row;
        }

        Gram = new double[Columns][];
        for (int a = 0; a < Columns; a++) Gram[a] = new double[Columns];
        Parallel.For(0, Columns, a =>
        {
            double[] sum = Gram[a];
            foreach (double[] row in Rows)
            {
                if (row[a] != 0) TensorPrimitives.MultiplyAdd<double>(row.AsSpan(0, a + 1), row[a], sum.AsSpan(0, a + 1), sum.AsSpan(0, a + 1));
            }
        });
    }

    /// <summary>Dimensions of a state, and one.</summary>
    public int Columns { get; }

    public double[][] Rows { get; }

    /// <summary>Rowsᵀ Rows; the lower triangle.</summary>
    public double[][] Gram { get; }

    /// <summary>Whether the last column says something.</summary>
    public bool HasShipped => _shipped is not null;

    /// <summary>Weights of the columns as a head on standardised states.</summary>
    public (float[] Weights, double Bias) Head(double[] columns)
    {
        var weights = new float[_means.Length];
        double ofShipped = columns[^1] / _shippedSpread, bias = _shipped is null ? 0 : ofShipped * (_shipped.Bias - _shippedMean);
        for (int d = 0; d < weights.Length; d++)
        {
            double own = columns[d] * _units[d];
            bias -= own * _means[d];
            weights[d] = (float)(own + (_shipped is null ? 0 : ofShipped * _shipped.Weights[d]));
        }

        return (weights, bias);
    }
}
