using System.CommandLine;
using System.Globalization;
using System.Text;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Evaluation;
using Spectre.Console;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval</c>: how well scores choose between a weak and a strong model, against outcomes that are known.</summary>
internal static class EvalVerb
{
    public static Command Create(CliContext context)
    {
        var scores = new Argument<string>("scores") { Description = "JSON lines {\"id\",\"score\"}, plain or gzip, as 'route score' writes them." };
        var truth = new Option<string>("--truth") { Description = "JSON lines with prompt, weak and strong outcomes, plain or gzip.", Required = true };
        var groupBy = new Option<string?>("--group") { Description = "Field of the outcomes that makes groups. Default: benchmark, or one group without it." };
        var only = new Option<string[]>("--only") { Description = "Only these groups.", AllowMultipleArgumentsPerToken = true };
        var title = new Option<string?>("--title") { Description = "What was scored: the heading of the report and its plots." };
        var json = new Option<bool>("--json") { Description = "Writes the report as JSON." };
        var output = new Option<string?>("--output") { Description = "Also writes report.md, report.json, curve.svg and reliability.svg into this folder." };
        var command = new Command("eval", "Measures a router's scores against known outcomes.") { scores, truth, groupBy, only, title, json, output, SuiteVerb.Create(context), OutcomesVerb.Create(context), LearningVerb.Create(context), TrafficVerb.Create(context), LabelStudyVerb.Create(context), RobustnessVerb.Create(context) };
        command.SetAction(async (parsed, _) =>
        {
            using var scoreFile = InputFile.Open(context, parsed.GetValue(scores)!);
            using var truthFile = InputFile.Open(context, parsed.GetValue(truth)!);
            var options = new RouterEvaluationOptions { Only = parsed.GetValue(only) ?? [] };
            options = parsed.GetValue(title) is { } heading ? options with { Title = heading } : options;
            options = parsed.GetValue(groupBy) is { } group ? options with { GroupBy = group } : options;
            var report = RouterEvaluation.Run(scoreFile, truthFile, options);
            if (parsed.GetValue(output) is { } folder)
            {
                WriteFiles(context, report, context.PathOf(folder));
            }

            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(Encoding.UTF8.GetString(ToJson(report)));
            }
            else
            {
                Show(context, report);
            }

            Notes(context, report);

            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteFiles(CliContext context, EvaluationReport report, string folder)
    {
        using var markdown = new StringWriter { NewLine = "\n" };
        MarkdownReport.Write(report, markdown);
        Directory.CreateDirectory(folder);
        OutputFile.Write(context, Path.Combine(folder, "report.md"), markdown.ToString());
        OutputFile.Write(context, Path.Combine(folder, "report.json"), file => file.Write(ToJson(report)));
        OutputFile.Write(context, Path.Combine(folder, "curve.svg"), SvgPlots.Curve(report));
        OutputFile.Write(context, Path.Combine(folder, "reliability.svg"), SvgPlots.Reliability(report));
    }

    private static byte[] ToJson(EvaluationReport report)
    {
        using var json = new MemoryStream();
        JsonReport.Write(report, json);
        return json.ToArray();
    }

    private static void Show(CliContext context, EvaluationReport report)
    {
        var table = new Table().AddColumns("group", "rows", "exact APGR (95 %)", "word count", "random", "APGR", "CPT50", "CPT80", "AUROC", "ECE", "Brier");
        foreach (var group in report.Groups)
        {
            var metrics = group.Metrics;
            table.AddRow(new[]
            {
                group.Name, metrics.Count.ToString(CultureInfo.InvariantCulture), Number(metrics.ExactApgr) + Interval(group.ApgrInterval),
                Number(group.WordCount.ExactApgr), Number(group.Random.ExactApgr), Number(metrics.Apgr), Percent(metrics.Cpt50), Percent(metrics.Cpt80),
                Number(group.Auroc), Number(group.CalibrationError), Number(group.Brier),
            }.Select(cell => new Spectre.Console.Text(cell)));
        }

        Tables.Write(context, table);
        context.Out.WriteLine($"mean exact APGR {Number(report.MeanApgr)}{Interval(report.MeanApgrInterval)}; by word count {Number(report.MeanWordCountApgr)}");
    }

    private static void Notes(CliContext context, EvaluationReport report)
    {
        foreach (var skipped in report.Skipped)
        {
            context.Error.WriteLine($"skipped {skipped.Name}: {skipped.Reason}");
        }

        if (report.ScoresWithoutRow > 0)
        {
            context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.ScoresWithoutRow} scores have no row and count nowhere"));
        }
    }

    private static string Interval(Interval? interval) => interval is { } bounds ? $" ({Number(bounds.Low)}–{Number(bounds.High)})" : "";

    private static string Percent(double value) => double.IsNaN(value) ? "–" : value.ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
