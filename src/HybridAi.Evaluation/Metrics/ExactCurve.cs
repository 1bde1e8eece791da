namespace HybridAi.Evaluation;

/// <summary>The quality-cost curve over every possible budget: rows in falling order of score, ties as one straight piece.</summary>
internal sealed class ExactCurve
{
    private ExactCurve(double[] share, double[] recovered, double area)
    {
        Share = share;
        Recovered = recovered;
        Area = area;
    }

    /// <summary>Share of calls that go to the strong model, 0 to 1, rising.</summary>
    public double[] Share { get; }

    /// <summary>Share of the gap that is recovered there.</summary>
    public double[] Recovered { get; }

    /// <summary>Area under the curve: exact APGR. NaN when weak and strong do equally well.</summary>
    public double Area { get; }

    public static ExactCurve Compute(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> weak, ReadOnlySpan<double> strong, ReadOnlySpan<double> weights = default)
    {
        int n = scores.Length;
        int[] order = Order(scores);
        return Compute(scores, order, weak, strong, weights, n);
    }

    /// <summary>Rows in falling order of score; a stable sort, so that sums do not depend on the platform.</summary>
    public static int[] Order(ReadOnlySpan<double> scores)
    {
        double[] copy = scores.ToArray();
        int[] order = new int[copy.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => copy[a] != copy[b] ? copy[b].CompareTo(copy[a]) : a.CompareTo(b));
        return order;
    }

    /// <summary>The curve for rows already in order, so that a bootstrap sorts once.</summary>
    public static ExactCurve Compute(
        ReadOnlySpan<double> scores,
        ReadOnlySpan<int> order,
        ReadOnlySpan<double> weak,
        ReadOnlySpan<double> strong,
        ReadOnlySpan<double> weights,
        int n)
    {
        double total = 0, weakSum = 0, strongSum = 0;
        for (int i = 0; i < n; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            total += weight;
            weakSum += weight * weak[i];
            strongSum += weight * strong[i];
        }

        double gap = (strongSum / total) - (weakSum / total);
        if (Math.Abs(gap) < 1e-12) return new ExactCurve([0, 1], [0, double.NaN], double.NaN);
        List<double> share = [0], recovered = [0];
        double area = 0, sum = 0, done = 0;
        for (int i = 0; i < n;)
        {
            int j = i;
            double tied = 0, gained = 0;
            for (; j < n && scores[order[j]] == scores[order[i]]; j++)
            {
                int row = order[j];
                double weight = weights.IsEmpty ? 1 : weights[row];
                tied += weight;
                gained += weight * (strong[row] - weak[row]);
            }

            double next = sum + (gained / total / gap);
            if (tied != 0)
            {
                area += tied / total * (sum + next) / 2;
                done += tied;
                share.Add(done / total);
                recovered.Add(next);
            }

            sum = next;
            i = j;
        }

        return new ExactCurve([.. share], [.. recovered], area);
    }

    /// <summary>Least share of strong calls, in percent, at which so much of the gap is recovered for the first time; 100 if never.</summary>
    public double Cpt(double target)
    {
        if (double.IsNaN(Area)) return double.NaN;
        for (int i = 1; i < Share.Length; i++)
        {
            double from = Recovered[i - 1], to = Recovered[i];
            if (to >= target - 1e-12 && to > from)
                return 100 * (Share[i - 1] + ((Share[i] - Share[i - 1]) * (target - from) / (to - from)));
        }

        return 100;
    }
}
