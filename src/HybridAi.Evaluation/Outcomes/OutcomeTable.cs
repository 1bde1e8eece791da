namespace HybridAi.Evaluation;

/// <summary>Replays graded outcomes under a way to route.</summary>
internal sealed class OutcomeTable
{
    private readonly SuiteOutcome[] _rows;
    private readonly OutcomeOptions _options;
    private readonly int[][] _mixes;
    private readonly double _first;
    private readonly double _token;

    public OutcomeTable(SuiteOutcome[] rows, OutcomeOptions options)
    {
        _rows = rows;
        All = [.. Enumerable.Range(0, rows.Length)];
        _options = options;
        _mixes = [.. TrafficMix.All.Select(m => Enumerable.Range(0, rows.Length).Where(i => m.Families.Contains(rows[i].Family, StringComparer.Ordinal)).ToArray())];
        _first = options.DeviceFirstText ?? Median(rows.Select(r => r.FirstTextMilliseconds));
        _token = options.DevicePerToken ?? Median(rows.Where(r => r.Confidence!.Tokens > 1).Select(r => (r.Milliseconds - r.FirstTextMilliseconds) / (r.Confidence!.Tokens - 1)));
    }

    public RouterOutcome Always(string name, bool local)
    {
        bool[] stays = [.. _rows.Select(_ => local)];
        return new(name, Outcome("all", All, stays, null, false), [.. TrafficMix.All.Select((m, k) => Outcome(m.Name, _mixes[k], stays, null, false))], []);
    }

    /// <param name="name">Its name.</param>
    /// <param name="scores">Scores before the draft.</param>
    /// <param name="drafts">What the drafts make of them, if they are judged; both must be below the threshold.</param>
    /// <param name="reads">Whether the hidden state is read.</param>
    public RouterOutcome Route(string name, double[] scores, double[]? drafts = null, bool reads = false)
    {
        double[] both = drafts is null ? scores : [.. scores.Select((s, i) => Math.Max(s, drafts[i]))];
        double bound = BestBound(All, both).Bound;
        bool random = scores.Distinct().Count() == 1;
        bool[] drafted = [.. scores.Select(s => s < bound)], stays = [.. both.Select(s => s < bound)];
        return new(
            name,
            Of("all", All),
            [.. TrafficMix.All.Select((m, k) => Of(m.Name, _mixes[k]))],
            Curve(both));

        MixOutcome Of(string mix, int[] at)
        {
            if (at.Length == 0) return Outcome(mix, at, stays, null, false);
            if (random) return Random(mix, at);
            var outcome = Outcome(mix, at, stays, drafts is null ? null : drafted, reads);
            return outcome with { LocalShareAt95 = BestBound(at, both).Share };
        }
    }

    /// <summary>The places of all outcomes.</summary>
    public int[] All { get; }

    // A coin that keeps as many as the overall accuracy allows.
    private MixOutcome Random(string mix, int[] at)
    {
        double keep = Share(All), wrong = at.Average(i => 1 - _rows[i].Mark);
        return new(mix, at.Length, keep, 1 - (keep * wrong), Share(at), (keep * _first) + ((1 - keep) * _options.CloudFirstText), 1 - keep);

        double Share(int[] rows) => Math.Min(1, (1 - _options.Accuracy) / Math.Max(1e-9, rows.Average(i => 1 - _rows[i].Mark)));
    }

    private MixOutcome Outcome(string mix, int[] at, bool[] stays, bool[]? drafted, bool reads)
    {
        if (at.Length == 0) return new(mix, 0, 0, 1, 0, 0, 0);
        double first = 0, cost = 0, whole = 0;
        foreach (int i in at)
        {
            double price = Price(_rows[i]), held = drafted is not null && drafted[i] ? (SuiteRunner.EarlyTokens - 1) * _token : 0;
            whole += price;
            cost += stays[i] ? 0 : price;
            first += stays[i] ? _first + held : _options.CloudFirstText + (held > 0 ? _first : reads ? _options.StateRead : 0) + held;
        }

        double share = at.Count(i => stays[i]) / (double)at.Length, accuracy = at.Average(i => stays[i] ? _rows[i].Mark : 1);
        return new(mix, at.Length, share, accuracy, accuracy >= _options.Accuracy ? share : 0, first / at.Length, cost / whole);
    }

    private double Price(SuiteOutcome row) => row.Confidence!.PromptTokens + (_options.AnswerPrice * row.Confidence.Tokens);

    /// <summary>The threshold that keeps most on the device with the wanted accuracy.</summary>
    public (double Bound, double Share) BestBound(int[] at, double[] scores)
    {
        int[] order = [.. at.OrderBy(i => scores[i])];
        double wrong = 0, allowed = (1 - _options.Accuracy) * at.Length;
        var best = (Bound: double.NegativeInfinity, Share: 0.0);
        for (int k = 0; k < order.Length; k++)
        {
            wrong += 1 - _rows[order[k]].Mark;
            bool last = k + 1 == order.Length || scores[order[k + 1]] > scores[order[k]];
            if (last && wrong <= allowed + 1e-9) best = (Math.BitIncrement(scores[order[k]]), (k + 1) / (double)at.Length);
        }

        return best;
    }

    private List<(double LocalShare, double Accuracy)> Curve(double[] scores)
    {
        int[] order = [.. All.OrderBy(i => scores[i])];
        var points = new List<(double, double)> { (0, 1) };
        double wrong = 0;
        for (int k = 0; k < order.Length; k++)
        {
            wrong += 1 - _rows[order[k]].Mark;
            if ((k + 1) % Math.Max(1, order.Length / 100) == 0 || k + 1 == order.Length) points.Add(((k + 1) / (double)order.Length, 1 - (wrong / order.Length)));
        }

        return points;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
