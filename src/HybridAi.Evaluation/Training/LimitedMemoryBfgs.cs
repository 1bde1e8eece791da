namespace HybridAi.Evaluation;

/// <summary>
/// L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a backtracking line search that keeps the curvature positive:
/// enough for smooth, strictly convex losses.
/// </summary>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 10;

    /// <summary>Minimises <paramref name="loss"/>, which fills the gradient and returns the value.</summary>
    public static double[] Minimise(double[] start, int iterations, Func<double[], double[], double> loss, double tolerance = 1e-6)
    {
        int n = start.Length;
        double[] x = start, gradient = new double[n], direction = new double[n];
        double value = loss(x, gradient);
        var steps = new List<(double[] Step, double[] Change, double Rho)>();
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            Direction(gradient, steps, direction);
            double slope = Dot(gradient, direction);
            if (slope >= 0)
            {
                steps.Clear();
                for (int i = 0; i < n; i++) direction[i] = -gradient[i];
                slope = -Dot(gradient, gradient);
            }

            if (-slope < tolerance * Math.Max(1, Math.Abs(value)) * 1e-3) break;
            double length = iteration == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            double[] next = new double[n], nextGradient = new double[n];
            double nextValue = value;
            int attempt = 0;
            for (; attempt < 30; attempt++, length /= 2)
            {
                for (int i = 0; i < n; i++) next[i] = x[i] + (length * direction[i]);
                nextValue = loss(next, nextGradient);
                if (nextValue <= value + (1e-4 * length * slope)) break;
            }

            if (attempt == 30) break;
            double[] step = new double[n], change = new double[n];
            for (int i = 0; i < n; i++)
            {
                step[i] = next[i] - x[i];
                change[i] = nextGradient[i] - gradient[i];
            }

            double curvature = Dot(step, change);
            if (curvature > 1e-12 * Dot(change, change))
            {
                if (steps.Count == Memory) steps.RemoveAt(0);
                steps.Add((step, change, 1 / curvature));
            }

            double gained = value - nextValue;
            (x, gradient, value) = (next, nextGradient, nextValue);
            if (gained < tolerance * 1e-2 * Math.Max(1, Math.Abs(value))) break;
        }

        return x;
    }

    private static void Direction(double[] gradient, List<(double[] Step, double[] Change, double Rho)> steps, double[] direction)
    {
        for (int i = 0; i < gradient.Length; i++) direction[i] = -gradient[i];
        Span<double> alphas = stackalloc double[Memory];
        for (int k = steps.Count - 1; k >= 0; k--)
        {
            alphas[k] = steps[k].Rho * Dot(steps[k].Step, direction);
            AddScaled(direction, -alphas[k], steps[k].Change);
        }

        if (steps.Count > 0)
        {
            var (_, change, rho) = steps[^1];
            double scale = 1 / (rho * Dot(change, change));
            for (int i = 0; i < direction.Length; i++) direction[i] *= scale;
        }

        for (int k = 0; k < steps.Count; k++)
            AddScaled(direction, alphas[k] - (steps[k].Rho * Dot(steps[k].Change, direction)), steps[k].Step);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(double[] target, double factor, double[] values)
    {
        for (int i = 0; i < target.Length; i++) target[i] += factor * values[i];
    }
}
