namespace HybridAi.Evaluation;

/// <summary>
/// RouteLLM's quality-cost curve (its evaluate.py, August 2024): thresholds at the edges of equal-population bins of the scores, as
/// <c>pandas.qcut</c> cuts them; CPT as <c>numpy.interp</c> searches, also where the curve is not monotone. Tied edges are merged
/// (RouteLLM raises an error there).
/// </summary>
internal sealed class RouteLlmCurve
{
    private readonly double[] _percent;
    private readonly double[] _quality;

    private RouteLlmCurve(double[] percent, double[] quality)
    {
        _percent = percent;
        _quality = quality;
    }

    public static RouteLlmCurve Compute(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> weak, ReadOnlySpan<double> strong, int bins)
    {
        int n = scores.Length;
        var edges = new List<double>();
        foreach (double edge in QuantileEdges(scores, bins))
            if (edges.Count == 0 || edge > edges[^1]) edges.Add(edge);
        int last = Math.Max(1, edges.Count - 1); // a constant score has one edge: everything strong, then nothing
        var points = new List<(double Percent, double Quality)>();
        for (int e = 0; e <= last; e++)
        {
            bool strict = e == last;
            double edge = edges[Math.Min(e, edges.Count - 1)], total = 0;
            int calls = 0;
            for (int i = 0; i < n; i++)
            {
                bool toStrong = strict ? scores[i] > edge : scores[i] >= edge;
                if (toStrong) calls++;
                total += toStrong ? strong[i] : weak[i];
            }

            points.Add((100.0 * calls / n, total / n));
        }

        var sorted = points.OrderBy(p => p.Percent).ToArray(); // stable, as Python's sort
        return new RouteLlmCurve(Array.ConvertAll(sorted, p => p.Percent), Array.ConvertAll(sorted, p => p.Quality));
    }

    public double Apgr(double weakMean, double strongMean)
    {
        double area = 0, span = 0;
        for (int i = 1; i < _percent.Length; i++)
        {
            double width = (_percent[i] / 100) - (_percent[i - 1] / 100);
            area += width * (_quality[i] + _quality[i - 1]) / 2;
            span += width;
        }

        return (area - (weakMean * span)) / ((strongMean - weakMean) * span);
    }

    public double Cpt(double share, double weakMean, double strongMean) =>
        Interpolate((share * (strongMean - weakMean)) + weakMean, _quality, _percent);

    /// <summary>Quantiles by linear interpolation, rounded the way pandas rounds.</summary>
    private static double[] QuantileEdges(ReadOnlySpan<double> scores, int bins)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        int n = sorted.Length;
        var edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++)
        {
            double q = i < bins ? i * (1.0 / bins) * 100 / 100 : 1.0;
            double position = q * (n - 1);
            int low = Math.Min((int)Math.Floor(position), n - 1), high = Math.Min(low + 1, n - 1);
            double t = position - low, a = sorted[low], b = sorted[high];
            edges[i] = t >= 0.5 ? b - ((b - a) * (1 - t)) : a + ((b - a) * t);
        }

        return edges;
    }

    /// <summary>
    /// <c>numpy.interp</c> for one value. The abscissas may be unsorted, so the search must visit the same places as numpy's:
    /// a linear search up to four points, else a guess near the start, then bisection.
    /// </summary>
    private static double Interpolate(double x, double[] xp, double[] fp)
    {
        int n = xp.Length;
        if (x > xp[n - 1]) return fp[n - 1];
        if (x < xp[0]) return fp[0];
        int j = n <= 4 ? LinearSearch(x, xp) : GuessedSearch(x, xp);
        if (j < 0) return fp[0];
        if (j >= n - 1) return fp[n - 1];
        if (xp[j] == x) return fp[j];
        return ((fp[j + 1] - fp[j]) / (xp[j + 1] - xp[j]) * (x - xp[j])) + fp[j];
    }

    private static int LinearSearch(double x, double[] xp)
    {
        int j = 1;
        while (j < xp.Length && x >= xp[j]) j++;
        return j - 1;
    }

    private static int GuessedSearch(double x, double[] xp)
    {
        const int Guess = 1;
        int n = xp.Length, low = 0, high = n;
        if (x < xp[Guess])
        {
            if (x >= xp[Guess - 1]) return Guess - 1;
            high = Guess - 1;
        }
        else if (x < xp[Guess + 1])
        {
            return Guess;
        }
        else if (x < xp[Guess + 2])
        {
            return Guess + 1;
        }
        else
        {
            low = Guess + 2;
            if (Guess < n - 9 && x < xp[Guess + 8]) high = Guess + 8;
        }

        while (low < high)
        {
            int middle = low + ((high - low) >> 1);
            if (x >= xp[middle]) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}
