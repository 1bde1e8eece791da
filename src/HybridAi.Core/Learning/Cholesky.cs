namespace HybridAi;

/// <summary>Solves small linear systems by Cholesky's method.</summary>
internal static class Cholesky
{
    /// <summary>Solves a system of equations.</summary>
    /// <param name="a">A symmetric positive definite matrix by rows; changed.</param>
    /// <param name="b">The right side.</param>
    /// <returns>The solution.</returns>
    public static double[] Solve(double[] a, double[] b)
    {
        var n = b.Length;
        var x = (double[])b.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[(i * n) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[(i * n) + k] * a[(j * n) + k];
                }

                a[(i * n) + j] = i == j ? Math.Sqrt(sum) : sum / a[(j * n) + j];
            }

            for (var k = 0; k < i; k++)
            {
                x[i] -= a[(i * n) + k] * x[k];
            }

            x[i] /= a[(i * n) + i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
            {
                x[i] -= a[(k * n) + i] * x[k];
            }

            x[i] /= a[(i * n) + i];
        }

        return x;
    }
}
