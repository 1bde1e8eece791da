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
        var groupBy = new Option<string?>("--group") { Description = "Field of the outcomes that makes groups." };
        var json = new Option<bool>("--json") { Description = "Writes the report as JSON." };
        var output = new Option<string?>("--output") { Description = "Also writes report.md, report.json, curve.svg and reliability.svg into this folder." };
        var command = new Command("eval", "Measures a router's scores against known outcomes.") { scores, truth, groupBy, json, output, SuiteVerb.Create(context), OutcomesVerb.Create(context), TrafficVerb.Create(context), LabelStudyVerb.Create(context), RobustnessVerb.Create(context) };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var scoreFile = File.OpenRead(context.PathOf(parsed.GetValue(scores)!));
            using var truthFile = File.OpenRead(context.PathOf(parsed.GetValue(truth)!));
            var options = parsed.GetValue(groupBy) is { } group ? new RouterEvaluationOptions { GroupBy = group } : new();
            var report = RouterEvaluation.Run(scoreFile, truthFile, options);
            if (parsed.GetValue(output) is { } folder)
            {
                await WriteFilesAsync(report, context.PathOf(folder), cancellationToken);
            }

            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(Encoding.UTF8.GetString(ToJson(report)));
            }
            else
            {
                Show(context, report);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task WriteFilesAsync(EvaluationReport report, string folder, CancellationToken cancellationToken)
    {
        using var markdown = new StringWriter { NewLine = "\n" };
        MarkdownReport.Write(report, markdown);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.md"), markdown.ToString(), cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "report.json"), ToJson(report), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "curve.svg"), SvgPlots.Curve(report), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "reliability.svg"), SvgPlots.Reliability(report), cancellationToken);
    }

    private static byte[] ToJson(EvaluationReport report)
    {
        using var json = new MemoryStream();
        JsonReport.Write(report, json);
        return json.ToArray();
    }

    private static void Show(CliContext context, EvaluationReport report)
    {
        var table = new Table().AddColumns("group", "rows", "APGR", "by word count", "CPT 50 %", "CPT 80 %", "AUROC", "Brier");
        foreach (var group in report.Groups)
        {
            var metrics = group.Metrics;
            table.AddRow(new[]
            {
                group.Name, metrics.Count.ToString(CultureInfo.InvariantCulture), Number(metrics.Apgr), Number(group.WordCount.Apgr),
                Number(metrics.Cpt50), Number(metrics.Cpt80), Number(group.Auroc), Number(group.Brier),
            }.Select(cell => new Spectre.Console.Text(cell)));
        }

        Tables.Write(context, table);
        var interval = report.MeanApgrInterval is { } bounds ? $" ({Number(bounds.Low)} to {Number(bounds.High)})" : "";
        context.Out.WriteLine($"mean APGR {Number(report.MeanApgr)}{interval}; by word count {Number(report.MeanWordCountApgr)}");
        foreach (var skipped in report.Skipped)
        {
            context.Error.WriteLine($"skipped {skipped.Name}: {skipped.Reason}");
        }
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
