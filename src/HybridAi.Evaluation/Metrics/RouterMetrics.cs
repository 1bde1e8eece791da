namespace HybridAi.Evaluation;

/// <summary>How well a score routes: the figures of RouteLLM's evaluation and their exact-area variants.</summary>
/// <param name="Count">Rows.</param>
/// <param name="WeakMean">Mean quality when everything stays with the weak model.</param>
/// <param name="StrongMean">Mean quality when everything goes to the strong model.</param>
/// <param name="Cpt20">CPT(20 %) by RouteLLM's definition, in percent of calls.</param>
/// <param name="Cpt50">CPT(50 %) by RouteLLM's definition, in percent of calls.</param>
/// <param name="Cpt80">CPT(80 %) by RouteLLM's definition, in percent of calls.</param>
/// <param name="Apgr">APGR by RouteLLM's definition: ten equal-population bins.</param>
/// <param name="ExactApgr">The area over every possible budget, ties broken in expectation.</param>
/// <param name="ExactCpt50">Least share of strong calls, in percent, at which the exact curve first recovers half of the gap.</param>
/// <param name="ExactCpt80">The same for 80 %.</param>
public sealed record RouterMetrics(
    int Count,
    double WeakMean,
    double StrongMean,
    double Cpt20,
    double Cpt50,
    double Cpt80,
    double Apgr,
    double ExactApgr,
    double ExactCpt50,
    double ExactCpt80)
{
    /// <summary>Computes the figures. All are NaN-free as long as weak and strong means differ.</summary>
    /// <param name="scores">How much the strong model is needed; only the order counts.</param>
    /// <param name="weak">Quality of the weak model per row.</param>
    /// <param name="strong">Quality of the strong model per row.</param>
    /// <param name="bins">Bins of RouteLLM's curve.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">No rows, or lengths that differ.</exception>
    public static RouterMetrics Compute(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> weak, ReadOnlySpan<double> strong, int bins = 10)
    {
        if (scores.Length == 0) throw new ArgumentException("At least one row is needed.", nameof(scores));
        if (weak.Length != scores.Length || strong.Length != scores.Length)
            throw new ArgumentException("Scores and qualities must have the same number of rows.", nameof(weak));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double weakMean = Mean(weak), strongMean = Mean(strong);
        var curve = RouteLlmCurve.Compute(scores, weak, strong, bins);
        var exact = ExactCurve.Compute(scores, weak, strong);
        return new RouterMetrics(
            scores.Length,
            weakMean,
            strongMean,
            curve.Cpt(0.2, weakMean, strongMean),
            curve.Cpt(0.5, weakMean, strongMean),
            curve.Cpt(0.8, weakMean, strongMean),
            curve.Apgr(weakMean, strongMean),
            exact.Area,
            exact.Cpt(0.5),
            exact.Cpt(0.8));
    }

    internal static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }
}
