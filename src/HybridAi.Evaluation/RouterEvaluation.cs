using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Measures how well scores route between a weak and a strong model, with baselines and intervals beside.</summary>
public static class RouterEvaluation
{
    /// <summary>Gap below which the figures are undefined, as share of the rows.</summary>
    private const double MinGap = 0.02;

    /// <summary>Evaluates a file of scores against a file of truth: what <c>hybridai eval FILE --truth FILE</c> does.</summary>
    /// <param name="scores">One <c>{"id","score"}</c> a line, plain or gzip; higher = the strong model is needed more.</param>
    /// <param name="truth">Routing rows with weak and strong scores, plain or gzip.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">A line cannot be read, no row has the field to group by, or no group could be evaluated.</exception>
    public static EvaluationReport Run(Stream scores, Stream truth, RouterEvaluationOptions? options = null)
    {
        var byId = RoutingData.ReadScores(scores);
        string field = (options ??= new RouterEvaluationOptions()).GroupBy;
        var rows = RoutingData.ReadRows(truth, RoutingRow.IsKnown(field) ? null : field);
        // An app's own labels have no benchmark; any other field was asked for.
        return field == new RouterEvaluationOptions().GroupBy || rows.Any(r => r.Field(field).Length > 0) || rows.Count == 0
            ? Run(rows, byId, options)
            : throw new InvalidDataException($"No row has the field \"{field}\" to group by.");
    }

    /// <summary>Evaluates scores that are already in memory.</summary>
    /// <param name="rows">Rows; those without both scores are left out.</param>
    /// <param name="scores">Score by row id. A group with a row that has none is skipped and named.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">No group could be evaluated.</exception>
    public static EvaluationReport Run(
        IEnumerable<RoutingRow> rows, IReadOnlyDictionary<string, double> scores, RouterEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(scores);
        options ??= new RouterEvaluationOptions();
        var groups = new List<GroupEvaluation>();
        var skipped = new List<SkippedGroup>();
        var draws = new List<double[]>();
        // Outcomes without the field at all, as an app's own labels are, make one group.
        var all = rows as IReadOnlyCollection<RoutingRow> ?? [.. rows];
        var outcomes = all.Where(r => r.Gain is not null).ToList();
        bool isGrouped = outcomes.Exists(r => r.Field(options.GroupBy).Length > 0);
        var labelled = outcomes.Where(r => !isGrouped || r.Field(options.GroupBy).Length > 0).Where(r => options.Only.Count == 0 || options.Only.Contains(isGrouped ? r.Field(options.GroupBy) : "all", StringComparer.Ordinal));
        foreach (var group in labelled.GroupBy(r => isGrouped ? r.Field(options.GroupBy) : "all").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var list = group.ToList();
            if (Math.Abs(list.Sum(r => r.Gain!.Value)) < MinGap * list.Count)
            {
                skipped.Add(new SkippedGroup(group.Key, "weak and strong do equally well: the metric is undefined"));
                continue;
            }

            int missing = list.Count(r => !scores.ContainsKey(r.Id));
            if (missing > 0)
            {
                skipped.Add(new SkippedGroup(group.Key, string.Create(CultureInfo.InvariantCulture,
                    $"{missing} of {list.Count} rows have no score (for example {list.First(r => !scores.ContainsKey(r.Id)).Id})")));
                continue;
            }

            groups.Add(Evaluate(group.Key, list, scores, options, draws));
        }

        if (options.Only.FirstOrDefault(name => !groups.Exists(g => g.Name == name) && !skipped.Exists(g => g.Name == name)) is { } unknown)
            throw new InvalidDataException($"There is no group \"{unknown}\" with both outcomes.");
        if (groups.Count == 0)
            throw new InvalidDataException("No group could be evaluated: " + (skipped.Count == 0
                ? "no row has both a weak and a strong score and the field to group by."
                : string.Join("; ", skipped.Select(s => $"{s.Name}: {s.Reason}")) + "."));
        var known = all.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        return new EvaluationReport(
            options.Title,
            groups,
            groups.Average(g => g.Metrics.ExactApgr),
            MeanInterval(draws),
            groups.Average(g => g.WordCount.ExactApgr),
            skipped)
        {
            ScoresWithoutRow = scores.Keys.Count(id => !known.Contains(id)),
        };
    }

    /// <summary>The number of words of a prompt: the baseline that every router has to beat.</summary>
    internal static double WordCount(string prompt)
    {
        int words = 0;
        bool inWord = false;
        foreach (char c in prompt)
        {
            bool space = char.IsWhiteSpace(c);
            if (!space && !inWord) words++;
            inWord = !space;
        }

        return words;
    }

    private static GroupEvaluation Evaluate(
        string name, List<RoutingRow> rows, IReadOnlyDictionary<string, double> byId, RouterEvaluationOptions options, List<double[]> draws)
    {
        double[] scores = rows.Select(r => byId[r.Id]).ToArray();
        double[] weak = rows.Select(r => r.WeakScore!.Value).ToArray(), strong = rows.Select(r => r.StrongScore!.Value).ToArray();
        double[] words = rows.Select(r => WordCount(r.Prompt)).ToArray();
        double[] need = rows.Select(r => Math.Clamp(r.Gain!.Value, 0, 1)).ToArray();
        var random = new Random(options.Seed);
        var metrics = RouterMetrics.Compute(scores, weak, strong, options.Bins);
        double[] areas = options.BootstrapSamples > 0 ? Bootstrap.Areas(scores, weak, strong, options.BootstrapSamples, random) : [];
        draws.Add(areas);
        bool areProbabilities = scores.All(s => s is >= 0 and <= 1);
        var reliability = areProbabilities ? Discrimination.Reliability(scores, need) : [];
        return new GroupEvaluation(
            name,
            metrics,
            Bootstrap.Percentiles(areas),
            RandomRouter(weak, strong, options.Bins, random),
            RouterMetrics.Compute(words, weak, strong, options.Bins),
            Discrimination.Auroc(scores, rows.Select(r => r.Gain > 0).ToArray()),
            reliability,
            areProbabilities ? Discrimination.CalibrationError(reliability) : double.NaN,
            areProbabilities ? Discrimination.Brier(scores, need) : double.NaN,
            TokenShare(scores, rows, metrics.ExactCpt50),
            TokenShare(scores, rows, metrics.ExactCpt80),
            Thin(ExactCurve.Compute(scores, weak, strong)));
    }

    private static RouterMetrics RandomRouter(double[] weak, double[] strong, int bins, Random random)
    {
        const int Runs = 10;
        var runs = new RouterMetrics[Runs];
        var scores = new double[weak.Length];
        for (int run = 0; run < Runs; run++)
        {
            for (int i = 0; i < scores.Length; i++) scores[i] = random.NextDouble();
            runs[run] = RouterMetrics.Compute(scores, weak, strong, bins);
        }

        return runs[0] with
        {
            Cpt20 = runs.Average(r => r.Cpt20),
            Cpt50 = runs.Average(r => r.Cpt50),
            Cpt80 = runs.Average(r => r.Cpt80),
            Apgr = runs.Average(r => r.Apgr),
            ExactApgr = runs.Average(r => r.ExactApgr),
            ExactCpt50 = runs.Average(r => r.ExactCpt50),
            ExactCpt80 = runs.Average(r => r.ExactCpt80),
        };
    }

    /// <summary>Tokens are estimated as four characters each: only their share is reported.</summary>
    private static double TokenShare(double[] scores, List<RoutingRow> rows, double percentOfCalls)
    {
        int calls = (int)Math.Round(percentOfCalls / 100 * rows.Count);
        double sent = 0;
        foreach (int row in ExactCurve.Order(scores).AsSpan(0, calls)) sent += (rows[row].Prompt.Length + 3) / 4;
        return 100 * sent / Math.Max(1, rows.Sum(r => (r.Prompt.Length + 3) / 4));
    }

    private static List<CurvePoint> Thin(ExactCurve curve)
    {
        const int Points = 200;
        int step = Math.Max(1, (curve.Share.Length + Points - 1) / Points);
        var points = new List<CurvePoint>();
        for (int i = 0; i < curve.Share.Length - 1; i += step) points.Add(new CurvePoint(curve.Share[i], curve.Recovered[i]));
        points.Add(new CurvePoint(curve.Share[^1], curve.Recovered[^1]));
        return points;
    }

    private static Interval? MeanInterval(List<double[]> draws)
    {
        int samples = draws.Min(d => d.Length);
        return Bootstrap.Percentiles(Enumerable.Range(0, samples).Select(s => draws.Average(d => d[s])).ToArray());
    }
}
