using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>hybridai route score</c>: difficulty scores for many prompts.</summary>
internal static class ScoreVerb
{
    public static Command Create(CliContext context)
    {
        var tier = new Option<string>("--tier")
        {
            Description = "What scores: lexical (the prompt's text), model (the local model's hidden state), auto.",
            DefaultValueFactory = _ => "auto",
        };
        tier.AcceptOnlyFromAmong("lexical", "model", "auto");
        var jsonl = new Option<bool>("--jsonl") { Description = "Reads {\"id\",\"prompt\"} a line and writes {\"id\",\"score\"} a line. The only form there is." };
        var calibration = new Option<string?>("--calibration") { Description = "A file that 'calibrate' wrote: scores with what the labels taught." };
        var command = new Command("score", "Scores prompts from standard input: how much each needs the stronger model.") { tier, jsonl, calibration };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(tier) == "model")
            {
                throw new CliException("no head for the local model's hidden state is built in yet. Use --tier lexical or auto.");
            }

            await using var input = new TextInput(context.In);
            var classifier = CalibrationFile.Classifier(context, parsed.GetValue(calibration));
            await PromptScoring.RunAsync(input, context.Out, (prompt, _) => ValueTask.FromResult(classifier.Score(prompt)), cancellationToken: cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
