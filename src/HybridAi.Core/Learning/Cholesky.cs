using System.Numerics.Tensors;

namespace HybridAi;

/// <summary>Cholesky's factor of a symmetric positive definite matrix, for solving systems of equations. Immutable.</summary>
internal sealed class Cholesky
{
    private readonly double[][] _factor;

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">Its lower triangle by rows, of which the rest is not looked at. Taken over: it becomes the factor.</param>
    public Cholesky(double[][] matrix)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            var row = matrix[i];
            for (var j = 0; j <= i; j++)
            {
                var value = row[j] - TensorPrimitives.Dot<double>(row.AsSpan(0, j), matrix[j].AsSpan(0, j));
                row[j] = i == j ? Math.Sqrt(value) : value / matrix[j][j];
            }
        }

        _factor = matrix;
    }

    /// <summary>Solves a system of equations.</summary>
    /// <param name="right">The right side; becomes the solution.</param>
    public double[] Solve(double[] right) => Backward(Forward(right));

    /// <summary>Solves with the factor alone: the squares of the solution sum up to rightᵀ matrix⁻¹ right.</summary>
    /// <param name="right">The right side; becomes the solution.</param>
    public double[] Forward(double[] right)
    {
        for (var i = 0; i < right.Length; i++)
        {
            right[i] = (right[i] - TensorPrimitives.Dot<double>(_factor[i].AsSpan(0, i), right.AsSpan(0, i))) / _factor[i][i];
        }

        return right;
    }

    private double[] Backward(double[] right)
    {
        for (var i = right.Length - 1; i >= 0; i--)
        {
            right[i] /= _factor[i][i];
            TensorPrimitives.MultiplyAdd<double>(_factor[i].AsSpan(0, i), -right[i], right.AsSpan(0, i), right.AsSpan(0, i));
        }

        return right;
    }
}
