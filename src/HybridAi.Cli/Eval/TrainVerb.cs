using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>train</c>: trains the prompt classifier.</summary>
internal static class TrainVerb
{
    public static Command Create(CliContext context)
    {
        var train = new Option<string>("--train") { Description = "Training rows as JSON lines, plain or gzip.", Required = true };
        var dev = new Option<string>("--dev") { Description = "Rows that choose between settings; not trained on.", Required = true };
        var output = new Option<string>("--output") { Description = "Where the classifier is written.", Required = true };
        var command = new Command("train", "Trains the prompt classifier from known outcomes.") { train, dev, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var result = ClassifierTrainer.Train(
                Rows(context, parsed.GetValue(train)!), Rows(context, parsed.GetValue(dev)!), null, new Notes(context), cancellationToken);

            // Written beside and renamed, so that a stopped run leaves no half of a file.
            var path = context.PathOf(parsed.GetValue(output)!);
            await File.WriteAllBytesAsync(path + ".part", result.Data, cancellationToken);
            File.Move(path + ".part", path, overwrite: true);
            await context.Out.WriteLineAsync($"{parsed.GetValue(output)} {result.Data.Length} bytes, {result.Words} words, {result.Ngrams} n-grams");
            return ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<RoutingRow> Rows(CliContext context, string path)
    {
        using var file = File.OpenRead(context.PathOf(path));
        return RoutingData.ReadRows(file);
    }

    private sealed class Notes(CliContext context) : IProgress<string>
    {
        public void Report(string value) => context.Error.WriteLine(value);
    }
}
