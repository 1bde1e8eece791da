using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using HybridAi.Evaluation;

namespace HybridAi.Cli.Eval;

/// <summary><c>eval outcomes FILE</c>: the outcome table, from graded answers of the local model.</summary>
internal static class OutcomesVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "Outcomes as 'eval suite' writes them, plain or gzip." };
        var output = new Option<string?>("--output") { Description = "Also writes report.md, curve.svg, families.svg and reliability.svg into this folder." };
        var heads = new Option<string?>("--heads") { Description = "The model's heads of need in general, as 'train --tier model' writes them: shown beside the others." };
        var fit = new Option<string?>("--fit") { Description = "Also writes calibration.json (tiers 0 and 1, default threshold) and draft.json (tier 2), fitted to all outcomes, into this folder." };
        var cloud = new Option<double>("--cloud-first-text") { Description = "Milliseconds until the cloud's first text: an assumption.", DefaultValueFactory = _ => new OutcomeOptions().CloudFirstText };
        var command = new Command("outcomes", "Shows what each way to route would have made of the local model's graded answers.") { file, output, heads, fit, cloud };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OutcomeSet outcomes;
            await using (var stream = InputFile.Open(context, parsed.GetRequiredValue(file))) outcomes = OutcomeFile.Read(stream);
            var options = new OutcomeOptions
            {
                CloudFirstText = parsed.GetValue(cloud),
                Heads = parsed.GetValue(heads) is { } name ? ProbeHeads.Read(InputFile.ReadAll(context, name)) : null,
            };
            var report = await Task.Run(() => OutcomeEvaluation.Run(outcomes, options, cancellationToken), cancellationToken);
            using var markdown = new StringWriter { NewLine = "\n" };
            OutcomeMarkdown.Write(report, markdown);
            await context.Out.WriteAsync(markdown.ToString());
            if (parsed.GetValue(output) is { } folder)
            {
                string path = context.PathOf(folder);
                Directory.CreateDirectory(path);
                OutputFile.Write(context, Path.Combine(path, "report.md"), markdown.ToString());
                OutputFile.Write(context, Path.Combine(path, "curve.svg"), OutcomePlots.Curve(report));
                OutputFile.Write(context, Path.Combine(path, "families.svg"), OutcomePlots.Families(report));
                OutputFile.Write(context, Path.Combine(path, "reliability.svg"), OutcomePlots.Reliability(report));
            }

            if (parsed.GetValue(fit) is { } fitFolder)
            {
                string path = context.PathOf(fitFolder);
                Directory.CreateDirectory(path);
                var fitted = await Task.Run(() => OutcomeFitting.Fit(outcomes, cancellationToken), cancellationToken);
                CalibrationFile.Write(context, Path.Combine(path, "calibration.json"), fitted.Calibration);
                OutputFile.Write(context, Path.Combine(path, "draft.json"), fitted.Drafts.Write);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
