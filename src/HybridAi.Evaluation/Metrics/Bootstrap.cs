namespace HybridAi.Evaluation;

/// <summary>A 95 % interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Wilson's score interval of a share.</summary>
    /// <param name="hits">How many were so; may be a sum of fractions.</param>
    /// <param name="count">Of how many.</param>
    /// <returns>The interval; 0 to 1 without rows.</returns>
    public static Interval OfShare(double hits, int count)
    {
        if (count == 0) return new Interval(0, 1);
        const double Z = 1.959963984540054;
        double share = hits / count, zz = Z * Z / count;
        double centre = (share + (zz / 2)) / (1 + zz);
        double half = Z / (1 + zz) * Math.Sqrt((share * (1 - share) / count) + (zz / 4 / count));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

/// <summary>Bootstrap intervals: rows drawn with replacement, percentiles of what comes out.</summary>
internal static class Bootstrap
{
    /// <summary>Draws of the exact area; NaN draws (no gap) are left out.</summary>
    public static double[] Areas(double[] scores, double[] weak, double[] strong, int samples, Random random)
    {
        int n = scores.Length;
        int[] order = ExactCurve.Order(scores);
        var weights = new double[n];
        var areas = new List<double>(samples);
        for (int s = 0; s < samples; s++)
        {
            Array.Clear(weights);
            for (int i = 0; i < n; i++) weights[random.Next(n)]++;
            double area = ExactCurve.Compute(scores, order, weak, strong, weights, n).Area;
            if (!double.IsNaN(area)) areas.Add(area);
        }

        return [.. areas];
    }

    public static Interval? Percentiles(double[] values)
    {
        if (values.Length < 20) return null;
        double[] sorted = [.. values.Order()];
        return new Interval(sorted[(int)(0.025 * sorted.Length)], sorted[Math.Max(0, (int)(0.975 * sorted.Length) - 1)]);
    }
}
