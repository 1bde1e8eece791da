using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval robustness</c>: how often changes without meaning change where a prompt goes.</summary>
internal static class RobustnessVerb
{
    public static Command Create(CliContext context)
    {
        var prompts = new Argument<string>("prompts") { Description = "JSON lines {\"prompt\"}, plain or gzip; a few hundred and more." };
        var calibration = new Option<string?>("--calibration") { Description = "A file that 'calibrate' wrote: scores with what the labels taught." };
        var source = new Option<string[]>("--source")
        {
            Description = "Only lines with one of these values of \"source\".",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("robustness", "Counts the decisions that typos, case, padding, courtesy and claims change.") { prompts, calibration, source };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<string> texts;
            using (var file = InputFile.Open(context, parsed.GetValue(prompts)!))
            {
                texts = parsed.GetValue(source) is { Length: > 0 } sources
                    ? [.. RoutingData.ReadRows(file).Where(r => sources.Contains(r.Source, StringComparer.Ordinal)).Select(r => r.Prompt)]
                    : LabelledPrompt.ReadPrompts(file);
            }

            if (texts.Count == 0)
            {
                throw new CliException("there are no prompts to change. Name a file with a {\"prompt\"} a line.", ExitCodes.Failure);
            }

            var classifier = CalibrationFile.Classifier(context, parsed.GetValue(calibration));
            var report = RobustnessReport.Run(texts, text => classifier.RawScore(text), cancellationToken);
            await context.Out.WriteLineAsync($"{report.Prompts} prompts, at thresholds that send 20, 35, 50, 65 and 80 % of them to the cloud\n");
            await context.Out.WriteAsync(report.ToMarkdown());
            return ExitCodes.Success;
        });
        return command;
    }
}
