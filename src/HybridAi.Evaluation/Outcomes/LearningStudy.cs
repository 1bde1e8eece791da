namespace HybridAi.Evaluation;

/// <summary>
/// What learning from reported outcomes makes of graded answers: they are sent through the product's own learner one after the other, as an application's
/// requests would come, and those that stay on the device are reported. Before the draft: no draft judge.
/// </summary>
public static class LearningStudy
{
    /// <summary>The share of the kinds of tasks that make up one draw of a changed mix.</summary>
    private const double ChangedFamilies = 1.0 / 3;

    /// <summary>Runs the study.</summary>
    /// <param name="outcomes">Outcomes with prompts and hidden states.</param>
    /// <param name="shuffles">Orders in which they come; each figure is a mean over them.</param>
    /// <param name="cancellationToken">Ends it between fits.</param>
    /// <returns>A row for each kind of traffic and way to report. The same outcomes give the same figures.</returns>
    /// <exception cref="InvalidDataException">Too few outcomes have a hidden state.</exception>
    public static IReadOnlyList<LearningRow> Run(OutcomeSet outcomes, int shuffles = 20, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffles, 1);
        SuiteOutcome[] rows = [.. outcomes.Rows.Where(r => r.State is not null && TrafficMix.Of(r.Family) is not null)];
        if (rows.Length < 200) throw new InvalidDataException("The study needs at least 200 outcomes of the suite with a hidden state.");
        var fit = CompetenceFit.Fit(PromptClassifier.Default, TrafficMix.MarkCloudFirst(rows), "model", cancellationToken);
        double balanced = ThresholdSetting.Balanced.Find(fit.Same);
        double[] same = [.. fit.Same.Blended.Select(ProbeHeads.Probability)], unseen = [.. fit.Unseen.Blended.Select(ProbeHeads.Probability)];
        return
        [
            .. Rows("calibrated, kinds of tasks it knows", rows, same, balanced, 1, shuffles, cancellationToken),
            .. Rows("calibrated, kinds it does not know", rows, unseen, balanced, 1, shuffles, cancellationToken),
            .. Rows("the same, a third of these kinds in each order", rows, unseen, balanced, ChangedFamilies, shuffles, cancellationToken),
            .. Rows("scores too low by 1 log-odds", rows, Moved(same, -1), balanced, 1, shuffles, cancellationToken),
            .. Rows("scores too high by 1 log-odds", rows, Moved(same, 1), balanced, 1, shuffles, cancellationToken),
            .. Rows("never calibrated: tier 0's need in general", rows, NeverCalibrated(rows), HybridPolicy.DefaultThreshold, 1, shuffles, cancellationToken),
        ];
    }

    /// <summary>Tier 0 as it is for a model that nobody has calibrated.</summary>
    internal static double[] NeverCalibrated(IReadOnlyList<SuiteOutcome> rows) => [.. rows.Select(r => PromptClassifier.Default.Score(r.Prompt))];

    internal static double[] Moved(double[] scores, double shift) => [.. scores.Select(s => OutcomeLearner.Moved(s, shift))];

    /// <summary>One kind of traffic, reported in several ways.</summary>
    internal static IEnumerable<LearningRow> Rows(
        string traffic, SuiteOutcome[] rows, double[] scores, double threshold, double families, int shuffles, CancellationToken cancellationToken)
    {
        TaskType[] tasks = [.. rows.Select(r => PromptClassifier.Default.Assess(r.Prompt).TaskType)];
        foreach (var (name, good, bad) in new[] { ("nothing", 0.0, 0.0), ("every answer", 1, 1), ("one answer in five", 0.2, 0.2), ("every complaint, no praise", 0, 1) })
        {
            var sums = new double[5];
            for (int shuffle = 0; shuffle < shuffles; shuffle++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var random = new Random(shuffle);
                int[] order = Order(rows, families, random);
                var policy = new HybridPolicy { Threshold = threshold, Learning = new() { Enabled = good + bad > 0 } };
                bool[] kept = Stream(rows, scores, tasks, order, policy, (wrong) => random.NextDouble() < (wrong ? bad : good));
                int stayed = kept.Count(k => k), half = order.Length / 2;
                double wrong = order.Where((_, i) => kept[i]).Sum(i => 1 - rows[i].Mark);
                int stayedLate = kept.Skip(half).Count(k => k);
                double wrongLate = order.Where((_, i) => kept[i] && i >= half).Sum(i => 1 - rows[i].Mark);
                double[] figures =
                [
                    (double)stayed / order.Length, wrong / order.Length, ByThreshold(rows, scores, order, stayed) / order.Length,
                    (double)stayedLate / (order.Length - half), wrongLate / (order.Length - half),
                ];
                for (int i = 0; i < sums.Length; i++) sums[i] += figures[i] / shuffles;
            }

            yield return new(traffic, name, sums[0], sums[1], sums[2], sums[3], sums[4]);
        }
    }

    /// <summary>Which of the requests stay, in the order in which they come.</summary>
    private static bool[] Stream(SuiteOutcome[] rows, double[] scores, TaskType[] tasks, int[] order, HybridPolicy policy, Func<bool, bool> reports)
    {
        var learner = new OutcomeLearner();
        var kept = new bool[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            kept[i] = OutcomeLearner.Moved(scores[row], learner.Shift(policy, scores[row], tasks[row])) < policy.Threshold;
            if (!kept[i] && scores[row] < policy.Threshold) learner.SentAway(policy);
            if (!kept[i] || !reports(rows[row].IsWrong)) continue;
            learner.Answered(rows[row].Id, scores[row], tasks[row], policy);
            learner.Report(rows[row].Id, rows[row].Mark, policy, null);
        }

        return kept;
    }

    private static int[] Order(SuiteOutcome[] rows, double families, Random random)
    {
        string[] all = [.. rows.Select(r => r.Family).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        random.Shuffle(all);
        var some = all.Take(Math.Max(1, (int)Math.Round(families * all.Length))).ToHashSet(StringComparer.Ordinal);
        int[] order = [.. Enumerable.Range(0, rows.Length).Where(i => some.Contains(rows[i].Family))];
        random.Shuffle(order);
        return order;
    }

    // As many answers kept by another threshold for all of them, chosen in hindsight: what moving one number would have done.
    private static double ByThreshold(SuiteOutcome[] rows, double[] scores, int[] order, int stayed) =>
        order.OrderBy(i => scores[i]).Take(stayed).Sum(i => 1 - rows[i].Mark);
}

/// <summary>How one kind of traffic, reported in one way, went. Shares of all requests, means over the orders.</summary>
/// <param name="Traffic">The traffic and its scores.</param>
/// <param name="Reported">What of the device's answers was reported.</param>
/// <param name="Local">What stayed on the device.</param>
/// <param name="Wrong">Wrong answers of the device.</param>
/// <param name="WrongByThreshold">Wrong answers if one other threshold, chosen in hindsight, had kept as many.</param>
/// <param name="LocalLate">What stayed in the second half.</param>
/// <param name="WrongLate">Wrong answers of the device in the second half.</param>
public sealed record LearningRow(
    string Traffic, string Reported, double Local, double Wrong, double WrongByThreshold, double LocalLate, double WrongLate)
{
    /// <summary>The rows as a table in Markdown.</summary>
    /// <param name="rows">The rows.</param>
    /// <returns>The table, with a line feed behind each line.</returns>
    public static string ToMarkdown(IEnumerable<LearningRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new System.Text.StringBuilder("| traffic and scores | reported | stays | wrong | wrong, as many by one threshold in hindsight | second half: stays | wrong |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"| {row.Traffic} | {row.Reported} | {100 * row.Local:0.0} % | {100 * row.Wrong:0.0} % | {100 * row.WrongByThreshold:0.0} % | {100 * row.LocalLate:0.0} % | {100 * row.WrongLate:0.0} % |\n");
        }

        return text.ToString();
    }
}
