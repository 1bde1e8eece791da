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
        var loss = new Option<double?>("--max-loss") { Description = "Instead checks how often this bound on the loss is broken (90 % confidence)." };
        var share = new Option<double?>("--cloud-share") { Description = "Instead checks how closely this cloud share is met." };
        var prompts = new Option<int>("--prompts") { Description = "With --cloud-share: so many more rows are prompts without a label." };
        var states = new Option<string?>("--states")
        {
            Description = "Hidden states of the rows, as 'train --tier model --states' keeps them: also measures labels with the built-in model's states. What is missing is read.",
        };
        var command = new Command("labels", "Measures what calibrating with labels of a source is worth on the rest of it.") { train, dev, sources, counts, draws, loss, share, prompts, states };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<RoutingRow> trained = Rows(context, parsed.GetValue(train)!), chosen = Rows(context, parsed.GetValue(dev)!);
            foreach (var source in parsed.GetValue(sources)!)
            {
                if (!trained.Concat(chosen).Any(row => row.Source == source && row.Gain is not null))
                {
                    throw new CliException($"no row of the source '{source}' has both a weak and a strong score. Name another source.", ExitCodes.Failure);
                }
            }

            if (parsed.GetValue(loss) is not null || parsed.GetValue(share) is not null)
            {
                await context.Out.WriteLineAsync("| source | labels | measured on | stays local | quality lost | draws that broke the bound | prompts without label | mean distance from the share | 95 % of draws within |");
                await context.Out.WriteLineAsync("|---|---|---|---|---|---|---|---|---|");
                foreach (var count in parsed.GetValue(counts)!)
                {
                    LabelStudy.Promises(
                        trained, chosen, parsed.GetValue(sources)!, count,
                        new() { MaxLoss = parsed.GetValue(loss), CloudShare = parsed.GetValue(share) }, Math.Max(1, parsed.GetValue(draws)),
                        Math.Max(0, parsed.GetValue(prompts)), new Promises(context), cancellationToken);
                }

                return ExitCodes.Success;
            }

            using var read = parsed.GetValue(states) is { } file ? await StudyReading.OpenAsync(context, file, [.. trained, .. chosen], cancellationToken) : null;
            await context.Out.WriteLineAsync("| source | labels | measured on | shipped | calibrated (95 % of draws) | worst draw | with states | worst draw |");
            await context.Out.WriteLineAsync("|---|---|---|---|---|---|---|---|");
            LabelStudy.Run(
                trained,
                chosen,
                parsed.GetValue(sources)!,
                parsed.GetValue(counts)!,
                Math.Max(1, parsed.GetValue(draws)),
                read?.States,
                new Lines(context),
                cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<RoutingRow> Rows(CliContext context, string path)
    {
        using var file = InputFile.Open(context, path);
        return RoutingData.ReadRows(file);
    }

    private sealed class Lines(CliContext context) : IProgress<LabelStudyLine>
    {
        public void Report(LabelStudyLine value) => context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {value.Source} | {value.Labels} | {value.Rest} | {value.Shipped:0.000} | {value.Calibrated:0.000} ± {value.HalfWidth:0.000} | {value.Lowest:0.000} | {States(value)} |"));

        private static string States(LabelStudyLine value) => value.WithStates is not { } mean ? "– | –" : string.Create(
            CultureInfo.InvariantCulture, $"{mean:0.000} ± {value.WithStatesHalfWidth:0.000} | {value.WithStatesLowest:0.000}");
    }

    private sealed class Promises(CliContext context) : IProgress<LabelPromiseLine>
    {
        public void Report(LabelPromiseLine value) => context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {value.Source} | {value.Labels} | {value.Rest} | {value.LocalShare:P1} | {value.Loss:0.000} | {value.Broken:P1} | {value.Prompts} | {value.ShareError:0.000} | {value.ShareBound:0.000} |"));
    }
}
