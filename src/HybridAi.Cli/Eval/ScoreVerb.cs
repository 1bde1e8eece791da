using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>hybridai route score</c>: difficulty scores for many prompts.</summary>
internal static class ScoreVerb
{
    private const string Lexical = "lexical";
    private const string Model = "model";
    private const string Auto = "auto";

    public static Command Create(CliContext context)
    {
        var tier = new Option<string>("--tier")
        {
            Description = "What scores: lexical (the prompt's text), model (the local model's hidden state, every prompt), auto (both, as routing does).",
            DefaultValueFactory = _ => Auto,
        };
        tier.AcceptOnlyFromAmong(Lexical, Model, Auto);
        var jsonl = new Option<bool>("--jsonl") { Description = "Reads {\"id\",\"prompt\"} a line, plain or gzip, and writes {\"id\",\"score\"} a line. The only form there is." };
        var calibration = new Option<string?>("--calibration") { Description = "A file that 'calibrate' wrote: scores with what the labels taught." };
        var model = new Option<string?>("--model") { Description = "A GGUF file or an imported folder whose state is read. Default: the built-in model." };
        var heads = new Option<string?>("--heads") { Description = "Heads that 'train --tier model' wrote for this model. Default: the built-in ones." };
        var command = new Command("score", "Scores prompts from standard input: how much each needs the stronger model.")
        {
            tier, jsonl, calibration, model, heads,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var input = context.Bytes ?? new TextInput(context.In);
            var chosen = parsed.GetValue(tier);
            if (chosen == Lexical && (parsed.GetValue(model) ?? parsed.GetValue(heads)) is not null)
            {
                await context.Error.WriteLineAsync("--model and --heads are for the tiers 'model' and 'auto': 'lexical' reads the text alone");
            }

            if (chosen == Model && parsed.GetValue(calibration) is not null)
            {
                await context.Error.WriteLineAsync("--calibration is for the tiers 'lexical' and 'auto': 'model' is the head for general need alone");
            }

            var own = CalibrationFile.Read(context, parsed.GetValue(calibration));
            if (chosen == Lexical)
            {
                var classifier = own?.Apply(PromptClassifier.Default) ?? PromptClassifier.Default;
                await PromptScoring.RunAsync(
                    input, context.Out, (prompt, _) => ValueTask.FromResult(classifier.Score(prompt)), cancellationToken: cancellationToken);
                return ExitCodes.Success;
            }

            // Whoever has read enough, as 'head' has, needs no more of them.
            using var wanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.OutputClosed);
            using var scorer = new StateScorer(context, own, chosen == Auto, parsed.GetValue(model), parsed.GetValue(heads));
            try
            {
                await PromptScoring.RunAsync(input, context.Out, scorer.ScoreAsync, scorer.Readers, wanted.Token);
            }
            catch (OperationCanceledException) when (context.OutputClosed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
