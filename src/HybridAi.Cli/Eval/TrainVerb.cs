using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.Cli.Eval;

/// <summary><c>train</c>: trains the prompt classifier (tier 0) or the heads on a local model's hidden state (tier 1).</summary>
internal static class TrainVerb
{
    public static Command Create(CliContext context)
    {
        var tier = new Option<string>("--tier")
        {
            Description = "What is trained: lexical (the prompt classifier) or model (heads on the local model's hidden state).",
            DefaultValueFactory = _ => "lexical",
        };
        tier.AcceptOnlyFromAmong("lexical", "model");
        var train = new Option<string>("--train") { Description = "Training rows as JSON lines, plain or gzip.", Required = true };
        var dev = new Option<string>("--dev") { Description = "Rows that choose between settings; not trained on.", Required = true };
        var output = new Option<string>("--output") { Description = "Where the result is written; its model card lies beside it.", Required = true };
        var model = new Option<string?>("--model") { Description = "With --tier model: a GGUF file or an imported folder. Default: the built-in model." };
        var states = new Option<string?>("--states") { Description = "With --tier model: keeps the states that were read, so that a stopped run goes on. Default: OUTPUT.states." };
        var minutes = new Option<int?>("--minutes") { Description = "With --tier model: reads states for so long at most and trains on the rows read so far. Default: all rows." };
        var command = new Command("train", "Trains the prompt classifier, or heads for a local model, from known outcomes.")
        {
            tier, train, dev, output, model, states, minutes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var files = new TrainFiles(parsed.GetRequiredValue(train), parsed.GetRequiredValue(dev), parsed.GetRequiredValue(output));
            OutputFile.Check(context, files.Output);
            await (parsed.GetValue(tier) == "model"
                ? TrainModelAsync(context, files, parsed.GetValue(model), parsed.GetValue(states), parsed.GetValue(minutes), cancellationToken)
                : TrainLexicalAsync(context, files, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task TrainLexicalAsync(CliContext context, TrainFiles files, CancellationToken cancellationToken)
    {
        using var train = InputFile.Open(context, files.Train);
        using var dev = InputFile.Open(context, files.Dev);
        using var data = new MemoryStream();
        using var card = new StringWriter { NewLine = "\n" };
        var (trained, evaluation) = TrainingCommand.Run(train, dev, data, card, null, new Notes(context), cancellationToken);
        files.Write(context, data.ToArray(), card.ToString());
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{files.Output} {data.Length} bytes, {trained.Words} words, {trained.Ngrams} n-grams, dev {evaluation.MeanApgr:0.000}"));
    }

    private static async Task TrainModelAsync(
        CliContext context, TrainFiles files, string? model, string? states, int? minutes, CancellationToken cancellationToken)
    {
        if (minutes < 0)
        {
            throw new CliException("--minutes takes a whole number that is not negative.");
        }

        var train = HeadTraining.Rows(TrainFiles.Read(context, files.Train));
        var dev = HeadTraining.Rows(TrainFiles.Read(context, files.Dev));
        var readers = CpuBudget.Threads();
        using var probed = await ProbedModel.OpenAsync(context, model, readers, probeOnly: true, cancellationToken);
        using var file = StateFile.Open(
            OutputFile.OpenKept(context, states ?? files.Output + ".states"),
            probed.Probe.ModelFingerprint, probed.Probe.Dimensions);
        using (var line = new ProgressLine(context, "states"))
        {
            // Dev first: without its states nothing can be chosen.
            await probed.Reader.FillAsync(dev, file, readers, line, cancellationToken);
            await FillForAsync(probed.Reader, train, file, readers, line, minutes, cancellationToken);
        }

        var all = train.Count;
        train = [.. train.Where(row => file.Find(probed.Reader.Cut(row.Prompt)) is not null)];
        if (train.Count < all)
        {
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"training on the {train.Count} rows that were read, of {all}"));
        }

        ReadOnlyMemory<float> StateOf(RoutingRow row) => file.Find(probed.Reader.Cut(row.Prompt))!.Value;
        var trained = await Task.Run(() => HeadTraining.Train(
            train, dev, file.ModelFingerprint, StateOf, PromptClassifier.Default, null, new Notes(context), cancellationToken), cancellationToken);
        var figures = HeadFigures.Measure(trained.Heads, dev, StateOf, PromptClassifier.Default);
        using var card = new StringWriter { NewLine = "\n" };
        await context.Error.WriteLineAsync("what a read costs");
        using var whole = await ProbedModel.OpenAsync(context, model, readers: 1, probeOnly: false, cancellationToken);
        HeadCard.Write(trained, figures, await ReadCost.MeasureAsync(whole.Probe, whole.Counter, dev, context.Time, cancellationToken), card);
        files.Write(context, trained.Data, card.ToString());
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{files.Output} {trained.Data.Length} bytes, dev {figures.Need.MeanApgr:0.000} alone, {figures.Both.MeanApgr:0.000} with tier 0 ({figures.TierZero.MeanApgr:0.000})"));
    }

    private static async Task FillForAsync(
        StateReader reader, IReadOnlyList<RoutingRow> rows, StateFile file, int readers, ProgressLine line, int? minutes,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (minutes is { } most)
        {
            stop.CancelAfter(TimeSpan.FromMinutes(most));
        }

        try
        {
            await reader.FillAsync(rows, file, readers, line, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was read is in the file.
        }
    }

    private sealed class Notes(CliContext context) : IProgress<string>
    {
        public void Report(string value) => context.Error.WriteLine(value);
    }
}
