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
        writer.WriteLine("### Named thresholds: answered on the device / wrong answers of the device, as shares of all answers (95 % intervals)");
        writer.WriteLine();
        writer.WriteLine("| setting | traffic | same families: device | same families: wrong | unseen families: device | unseen families: wrong |");
        writer.WriteLine("|---|---|---|---|---|---|");
        foreach (var setting in report.Settings)
        {
            for (int m = 0; m < setting.Same.Count; m++)
                writer.WriteLine(string.Create(Invariant, $"| {setting.Name} ({setting.Threshold:0.##}) | {setting.Same[m].Mix} | {Shares(setting.Same[m])} | {Shares(setting.Unseen[m])} |"));
            writer.WriteLine(string.Create(Invariant, $"| {setting.Name} ({setting.Threshold:0.##}) | all, state never read | {Shares(setting.SameUnread)} | {Shares(setting.UnseenUnread)} |"));
        }

        writer.WriteLine();
        writer.WriteLine("### Hidden state read only near the threshold");
        writer.WriteLine();
        writer.WriteLine("| asked | within, log-odds | AUROC same families | unseen families | stays at 95 %, same families | unseen families | added to a request that leaves, mean ms |");
        writer.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var asked in report.Asked)
            writer.WriteLine(string.Create(Invariant, $"| {100 * asked.Share:0} % | {asked.Margin:0.00} | {asked.Same:0.000} | {asked.Unseen:0.000} | {Percent(asked.LocalAt95Same)} | {Percent(asked.LocalAt95Unseen)} | {asked.AddedMilliseconds:0} |"));
        writer.WriteLine();
        writer.WriteLine(string.Create(Invariant, $"Judging after {SuiteRunner.EarlyTokens} tokens saves {100 * report.EarlySaving:0} % of the local tokens of refused drafts against judging at the end, at the default threshold."));
    }

    private static string Cell(MixOutcome m) => string.Create(Invariant, $"{100 * m.LocalShare:0} % / {100 * m.Accuracy:0.0} % / {m.FirstText:0} ms / {100 * m.Cost:0} %");

    private static string Shares(KeptOutcome k) => string.Create(
        Invariant,
        $"{100.0 * k.Local / k.Count:0.0} % ({100 * k.LocalInterval.Low:0.0}–{100 * k.LocalInterval.High:0.0}) | {100 * k.Wrong / k.Count:0.0} % ({100 * k.WrongInterval.Low:0.0}–{100 * k.WrongInterval.High:0.0})");

    private static string Percent(double share) => string.Create(Invariant, $"{100 * share:0.0} %");
}
