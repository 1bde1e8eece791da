using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>What the competence suite says of a model, in words and as labels.</summary>
public static class SuiteReport
{
    /// <summary>The outcomes as labels: what the model got wrong needs the stronger one, which is taken to be right.</summary>
    /// <param name="outcomes">Outcomes with their prompts.</param>
    /// <returns>A label for each outcome.</returns>
    public static IReadOnlyList<LabelledPrompt> Labels(OutcomeSet outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return [.. outcomes.Rows.Where(r => r.Prompt.Length > 0).Select(r => new LabelledPrompt(r.Prompt, 1 - r.Mark))];
    }

    /// <summary>Every so manieth prompt, so that a short run meets every family.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="limit">How many are wanted, at least 1.</param>
    /// <returns>At most as many prompts, spread over the suite.</returns>
    public static IReadOnlyList<SuitePrompt> Spread(IReadOnlyList<SuitePrompt> suite, int limit)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return limit >= suite.Count ? suite : [.. Enumerable.Range(0, limit).Select(i => suite[(int)((long)i * suite.Count / limit)])];
    }

    /// <summary>Accuracy by family with 95 % intervals, and speed, as Markdown.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <returns>The text.</returns>
    public static string Markdown(OutcomeSet outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var lines = new List<string> { "| family | right | 95 % | prompts |", "|---|---|---|---|" };
        foreach (var family in SuiteRunner.ByFamily(outcomes.Rows).OrderByDescending(f => f.Accuracy).ThenBy(f => f.Name, StringComparer.Ordinal))
            lines.Add(Line(family.Name, family.Correct, family.Count));
        lines.Add(Line("**all**", outcomes.Rows.Sum(r => r.Mark), outcomes.Rows.Count));
        lines.Add("");
        lines.Add(Speed(outcomes));
        return string.Join('\n', lines) + "\n";
    }

    private static string Line(string name, double right, int count)
    {
        var interval = Interval.OfShare(right, count);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {100 * right / Math.Max(1, count):0} % | {100 * interval.Low:0}–{100 * interval.High:0} | {count} |");
    }

    private static string Speed(OutcomeSet outcomes)
    {
        double seconds = outcomes.Rows.Sum(r => r.Milliseconds - r.FirstTextMilliseconds) / 1000;
        double[] first = [.. outcomes.Rows.Where(r => r.FirstTextMilliseconds > 0).Select(r => r.FirstTextMilliseconds).Order()];
        long tokens = outcomes.Rows.Sum(r => Math.Max(0, (r.OutputTokens ?? 0) - 1));
        string text = first.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"first text after {first[first.Length / 2]:0} ms (median)");
        return tokens == 0 || seconds <= 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}, then {tokens / seconds:0} tokens per second");
    }
}
