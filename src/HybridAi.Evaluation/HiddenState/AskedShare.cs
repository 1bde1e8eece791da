namespace HybridAi.Evaluation;

/// <summary>
/// What is gained when tier 1 is asked only for the requests that tier 0 is least sure about. At every budget the given share of rows, those
/// nearest to the threshold by tier 0, is ordered by tier 1; rows above leave, rows below stay.
/// </summary>
internal static class AskedShare
{
    /// <summary>Area under the curve of share of strong calls against share of the gap recovered, over every possible budget.</summary>
    /// <param name="tierZero">Tier 0's score of each row.</param>
    /// <param name="tierOne">Tier 1's score of each row.</param>
    /// <param name="weak">How well the weak model did.</param>
    /// <param name="strong">How well the strong model did.</param>
    /// <param name="asked">Share of rows that tier 1 is asked for, 0 to 1.</param>
    public static double Area(
        ReadOnlySpan<double> tierZero, ReadOnlySpan<double> tierOne, ReadOnlySpan<double> weak, ReadOnlySpan<double> strong, double asked)
    {
        int n = tierZero.Length, window = (int)Math.Round(asked * n);
        int[] order = ExactCurve.Order(tierZero);
        double gap = 0;
        var prefix = new double[n + 1]; // gain of sending the first k rows by tier 0
        for (int i = 0; i < n; i++)
        {
            prefix[i + 1] = prefix[i] + strong[order[i]] - weak[order[i]];
            gap += strong[i] - weak[i];
        }

        double[] one = tierOne.ToArray();
        double area = 0, last = 0;
        for (int budget = 1; budget <= n; budget++)
        {
            int from = Math.Clamp(budget - (window / 2), 0, n - window);
            double gained = prefix[from];
            foreach (int row in order.Skip(from).Take(window).OrderByDescending(row => one[row]).Take(budget - from))
                gained += strong[row] - weak[row];
            double recovered = gained / gap;
            area += (last + recovered) / 2 / n;
            last = recovered;
        }

        return area;
    }
}
