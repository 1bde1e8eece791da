using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Writes an evaluation as Markdown: one table of figures, one of honesty, the definitions below.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="headingLevel">Level of the report's heading, 1 to 5.</param>
    public static void Write(EvaluationReport report, TextWriter writer, int headingLevel = 1)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine($"{new string('#', headingLevel)} {report.Title}");
        writer.WriteLine();
        writer.WriteLine("| group | rows | weak | strong | exact APGR (95 %) | word count | random | APGR | CPT50 | CPT80 | exact CPT50 | exact CPT80 | tokens at CPT50 / 80 |");
        writer.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var group in report.Groups) writer.WriteLine(Figures(group));
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| **mean of {report.Groups.Count}** | {report.Groups.Sum(g => g.Metrics.Count)} | | | **{report.MeanApgr:F3}**{Of(report.MeanApgrInterval)} " +
            $"| {report.MeanWordCountApgr:F3} | {report.Groups.Average(g => g.Random.ExactApgr):F3} | {report.Groups.Average(g => g.Metrics.Apgr):F3} " +
            $"| {report.Groups.Average(g => g.Metrics.Cpt50):F1} % | {report.Groups.Average(g => g.Metrics.Cpt80):F1} % " +
            $"| {report.Groups.Average(g => g.Metrics.ExactCpt50):F1} % | {report.Groups.Average(g => g.Metrics.ExactCpt80):F1} % " +
            $"| {report.Groups.Average(g => g.TokenShare50):F0} / {report.Groups.Average(g => g.TokenShare80):F0} % |"));
        writer.WriteLine();
        writer.WriteLine("| group | AUROC \"strong does better\" | ECE | Brier |");
        writer.WriteLine("|---|---|---|---|");
        foreach (var group in report.Groups)
            writer.WriteLine($"| {group.Name} | {Number(group.Auroc)} | {Number(group.CalibrationError)} | {Number(group.Brier)} |");
        writer.WriteLine();
        foreach (var group in report.Skipped) writer.WriteLine($"Left out: {group.Name}: {group.Reason}.");
        if (report.Skipped.Count > 0) writer.WriteLine();
        writer.WriteLine(
            "APGR, CPT50 and CPT80 follow RouteLLM (ten equal-population bins); the exact ones use every possible budget, ties in expectation. " +
            "CPT is the share of calls that goes to the strong model until 50 or 80 % of the gap is recovered; tokens are the share of prompt " +
            "tokens (four characters each) at the exact CPT. Intervals: bootstrap over rows. ECE over ten bins of the same size and Brier " +
            "compare the score with the clipped gain.");
    }

    private static string Figures(GroupEvaluation group)
    {
        var m = group.Metrics;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {group.Name} | {m.Count} | {m.WeakMean:F3} | {m.StrongMean:F3} | **{m.ExactApgr:F3}**{Of(group.ApgrInterval)} " +
            $"| {group.WordCount.ExactApgr:F3} | {group.Random.ExactApgr:F3} | {m.Apgr:F3} | {m.Cpt50:F1} % | {m.Cpt80:F1} % " +
            $"| {m.ExactCpt50:F1} % | {m.ExactCpt80:F1} % | {group.TokenShare50:F0} / {group.TokenShare80:F0} % |");
    }

    private static string Of(Interval? interval) =>
        interval is { } i ? string.Create(CultureInfo.InvariantCulture, $" ({i.Low:F3}–{i.High:F3})") : "";

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("F3", CultureInfo.InvariantCulture);
}
