using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary><c>hybridai privacy prove</c>: the customer's own texts against the customer's own policy, and a dated report.</summary>
internal static class ProveVerb
{
    public static Command Create(CliContext context)
    {
        var config = new Option<string?>("--config") { Description = "The configuration with the policy to prove; otherwise the one that is in force here." };
        var corpus = new Option<string>("--corpus") { Description = "Lines of {\"id\",\"text\",\"spans\":[{\"type\",\"start\",\"end\"}]}; offsets are UTF-16.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for the report. Default privacy-proof.", DefaultValueFactory = _ => "privacy-proof" };
        var tag = new Option<string?>("--tag") { Description = "Tag on every request, one that a closed policy releases for example." };
        var tenant = new Option<string?>("--tenant") { Description = "Tenant of every request." };
        var command = new Command("prove", "Sends your labelled texts with your policy to recording servers on this machine and reports what left.")
        {
            config, corpus, output, tag, tenant,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = CliConfiguration.Load(context, parsed.GetValue(config));
            var texts = await LabelledText.ReadAsync(context, parsed.GetValue(corpus)!, cancellationToken);
            await using var run = new ProofRun(configuration, CliConfiguration.SectionName, parsed.GetValue(tag), parsed.GetValue(tenant));
            var result = await run.RunAsync(texts, cancellationToken);
            var report = new ProofReport(
                context.Time.GetUtcNow(), run, result, texts.Count,
                parsed.GetValue(config) is { } file ? ProofReport.Hash(context.PathOf(file)) : null,
                ProofReport.Hash(context.PathOf(parsed.GetValue(corpus)!)), parsed.GetValue(tag), parsed.GetValue(tenant),
                [.. ProofNotes.Of(run, texts, parsed.GetValue(tag), parsed.GetValue(tenant))]);
            var folder = parsed.GetValue(output)!;
            Directory.CreateDirectory(context.PathOf(folder));
            await File.WriteAllTextAsync(Path.Combine(context.PathOf(folder), report.Name + ".md"), report.Markdown(), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(context.PathOf(folder), report.Name + ".json"), report.Json(), cancellationToken);
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{texts.Count} texts, {result.Requests} requests: {result.Stayed} stayed, {result.Masked} left masked, {result.AsIs} left as they were."));
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{result.Rows.Sum(r => r.Labelled)} labels, {result.Rows.Sum(r => r.Missed)} missed by detection; {result.Leaks.Count} times a labelled value of a treated type left."));
            foreach (var (cause, what, _) in ProofText.Causes.Where(c => result.Count(c.Cause) > 0))
            {
                await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {result.Count(cause)} {what}"));
            }

            foreach (var note in report.Notes)
            {
                await context.Out.WriteLineAsync($"note: {note}");
            }

            await context.Out.WriteLineAsync($"{Path.Combine(folder, report.Name)}.md and .json");
            return report.Holds ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
