using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>Writes the outcome table as Markdown.</summary>
public static class OutcomeMarkdown
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Writes the tables.</summary>
    /// <param name="report">The figures.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(OutcomeReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        var rows = report.Outcomes.Rows;
        writer.WriteLine(string.Create(Invariant, $"{rows.Count:N0} outcomes of {report.Outcomes.Model} (`{report.Outcomes.ModelFingerprint}`) in {rows.Select(r => r.Family).Distinct().Count()} families; {100 * rows.Average(r => r.Mark):0.0} % of the marks."));
        writer.WriteLine();
        writer.WriteLine("### On the device at 95 % of the cloud's accuracy");
        writer.WriteLine();
        var mixes = report.Routers[0].Mixes;
        writer.WriteLine($"| router | all | {string.Join(" | ", mixes.Select(m => m.Mix))} |");
        writer.WriteLine($"|---|---|{string.Concat(mixes.Select(_ => "---|"))}");
        foreach (var router in report.Routers)
            writer.WriteLine($"| {router.Name} | {Percent(router.Overall.LocalShareAt95)} | {string.Join(" | ", router.Mixes.Select(m => Percent(m.LocalShareAt95)))} |");
        writer.WriteLine();
        writer.WriteLine("### One threshold for all traffic, chosen for 95 % right answers: local share / right answers / mean time to first text / cost");
        writer.WriteLine();
        writer.WriteLine($"| router | all | {string.Join(" | ", mixes.Select(m => m.Mix))} |");
        writer.WriteLine($"|---|---|{string.Concat(mixes.Select(_ => "---|"))}");
        foreach (var router in report.Routers) writer.WriteLine($"| {router.Name} | {Cell(router.Overall)} | {string.Join(" | ", router.Mixes.Select(Cell))} |");
        writer.WriteLine();
        writer.WriteLine("### Telling wrong answers from right ones (AUROC)");
        writer.WriteLine();
        writer.WriteLine("| signal | unseen families, mean of parts | unseen families, pooled | same families |");
        writer.WriteLine("|---|---|---|---|");
        foreach (var signal in report.Signals)
            writer.WriteLine(string.Create(Invariant, $"| {signal.Name} | {signal.WithinParts:0.000} | {signal.UnseenFamilies:0.000} | {(double.IsNaN(signal.SameFamilies) ? "–" : signal.SameFamilies.ToString("0.000", Invariant))} |"));
        writer.WriteLine();
        writer.WriteLine("### What thresholds do (chance of a wrong answer before the draft, and of a wrong draft after 8 tokens)");
        writer.WriteLine();
        writer.WriteLine("| case | answered on the device (95 %) | wrong answers of the device, of all answers (95 %) |");
        writer.WriteLine("|---|---|---|");
        foreach (var d in report.Defaults)
            writer.WriteLine(string.Create(Invariant, $"| {d.Name} | {100.0 * d.Local / d.Count:0.0} % ({100 * d.LocalInterval.Low:0.0}–{100 * d.LocalInterval.High:0.0}) | {100 * d.Wrong / d.Count:0.0} % ({100 * d.WrongInterval.Low:0.0}–{100 * d.WrongInterval.High:0.0}) |"));
        writer.WriteLine();
        writer.WriteLine(string.Create(Invariant, $"Judging after {SuiteRunner.EarlyTokens} tokens saves {100 * report.EarlySaving:0} % of the local tokens of refused drafts against judging at the end (the less sure half)."));
    }

    private static string Cell(MixOutcome m) => string.Create(Invariant, $"{100 * m.LocalShare:0} % / {100 * m.Accuracy:0.0} % / {m.FirstText:0} ms / {100 * m.Cost:0} %");

    private static string Percent(double share) => string.Create(Invariant, $"{100 * share:0.0} %");
}
