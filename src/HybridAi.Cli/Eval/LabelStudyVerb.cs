using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval labels</c>: what labels of a source are worth on the source's other rows.</summary>
internal static class LabelStudyVerb
{
    public static Command Create(CliContext context)
    {
        var train = new Option<string>("--train") { Description = "Rows the classifier was trained on, plain or gzip.", Required = true };
        var dev = new Option<string>("--dev") { Description = "Rows it was chosen on.", Required = true };
        var sources = new Option<string[]>("--source")
        {
            Description = "Source to measure; one that was trained on is left out of a training of its own (half a minute).",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var counts = new Option<int[]>("--labels")
        {
            Description = "Numbers of labels.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [100, 200, 400],
        };
        var draws = new Option<int>("--draws") { Description = "Random draws of labels.", DefaultValueFactory = _ => 10 };
        var command = new Command("labels", "Measures what calibrating with labels of a source is worth on the rest of it.") { train, dev, sources, counts, draws };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await context.Out.WriteLineAsync("| source | labels | measured on | shipped | calibrated (95 % of draws) | worst draw |");
            await context.Out.WriteLineAsync("|---|---|---|---|---|---|");
            LabelStudy.Run(
                Rows(context, parsed.GetValue(train)!),
                Rows(context, parsed.GetValue(dev)!),
                parsed.GetValue(sources)!,
                parsed.GetValue(counts)!,
                Math.Max(1, parsed.GetValue(draws)),
                new Lines(context),
                cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<RoutingRow> Rows(CliContext context, string path)
    {
        using var file = File.OpenRead(context.PathOf(path));
        return RoutingData.ReadRows(file);
    }

    private sealed class Lines(CliContext context) : IProgress<LabelStudyLine>
    {
        public void Report(LabelStudyLine value) => context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {value.Source} | {value.Labels} | {value.Rest} | {value.Shipped:0.000} | {value.Calibrated:0.000} ± {value.HalfWidth:0.000} | {value.Lowest:0.000} |"));
    }
}
