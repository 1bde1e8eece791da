using System.CommandLine;
using System.Globalization;
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
        var command = new Command("eval", "Measures a router's scores against known outcomes.") { scores, truth, groupBy };
        command.SetAction(parsed =>
        {
            using var scoreFile = File.OpenRead(context.PathOf(parsed.GetValue(scores)!));
            using var truthFile = File.OpenRead(context.PathOf(parsed.GetValue(truth)!));
            var options = parsed.GetValue(groupBy) is { } group ? new RouterEvaluationOptions { GroupBy = group } : new();
            Show(context, RouterEvaluation.Run(scoreFile, truthFile, options));
            return ExitCodes.Success;
        });
        return command;
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
            }.Select(cell => new Text(cell)));
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
