using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Privacy;
using Spectre.Console;

namespace HybridAi.Cli.Privacy;

/// <summary><c>hybridai privacy scan</c>: what is found in texts, and what the policy says about sending them to a public cloud.</summary>
internal static class ScanVerb
{
    public static Command Create(CliContext context)
    {
        var files = new Argument<string[]>("files") { Description = "Text files; standard input when there are none.", Arity = ArgumentArity.ZeroOrMore };
        var jsonl = new Option<bool>("--jsonl") { Description = "Reads {\"id\",\"text\"} a line and writes the findings as JSON, a line each." };
        var preset = PrivacyVerb.PresetOption();
        var minScore = new Option<double?>("--min-score") { Description = "Least score, 0 to 1; 0 shows every candidate. Default: the policy's." };
        var command = new Command("scan", "Shows what is found in texts.") { files, jsonl, preset, minScore };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var policy = PrivacyVerb.Policy(parsed.GetValue(preset)!);
            var least = parsed.GetValue(minScore) ?? policy.DetectionThreshold;
            if (least is not (>= 0 and <= 1))
            {
                throw new CliException("--min-score must be between 0 and 1.");
            }

            await foreach (var item in TextItems.ReadAsync(
                context, parsed.GetValue(files) ?? [], parsed.GetValue(jsonl), cancellationToken))
            {
                var scan = PrivacyScanner.Default.Scan(item.Text, least);
                scan = item.IsUnreadable ? ScanResult.Create(scan.Findings, scan.Statements, isComplete: false) : scan;
                var verdict = policy.Evaluate(scan, Location.Cloud);
                if (parsed.GetValue(jsonl))
                {
                    await context.Out.WriteLineAsync(Line(item, scan, verdict));
                }
                else
                {
                    Show(context, item, scan, verdict);
                }
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static string Line(TextItem item, ScanResult scan, PrivacyVerdict verdict) => Json.Object(json =>
    {
        TextItems.WriteId(json, item);
        json.WriteStartArray("findings");
        foreach (var finding in scan.Findings)
        {
            json.WriteStartObject();
            json.WriteString("type", finding.Type);
            json.WriteString("kind", finding.Kind);
            json.WriteNumber("start", finding.Start);
            json.WriteNumber("end", finding.End);
            json.WriteNumber("score", finding.Score);
            json.WriteBoolean("validated", finding.Validated);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("statements");
        foreach (var statement in scan.Statements)
        {
            json.WriteStartObject();
            json.WriteString("class", statement.Class);
            json.WriteNumber("score", statement.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("action", verdict.Strictest.ToString());
    });

    private static void Show(CliContext context, TextItem item, ScanResult scan, PrivacyVerdict verdict)
    {
        if (item.Name is not null)
        {
            context.Out.WriteLine(item.Name);
        }

        if (!scan.IsEmpty)
        {
            var table = new Table().AddColumns("type", "kind", "text", "from", "to", "score", "validated");
            foreach (var finding in scan.Findings)
            {
                table.AddRow(
                    new Text(finding.Type, new Style(Color.Yellow)), new Text(finding.Kind ?? ""), new Text(Shown(item.Text, finding)),
                    new Text(Number(finding.Start)), new Text(Number(finding.End)),
                    new Text(finding.Score.ToString("0.00", CultureInfo.InvariantCulture)), new Text(finding.Validated ? "yes" : ""));
            }

            foreach (var statement in scan.Statements)
            {
                table.AddRow(
                    new Text("statement", new Style(Color.Red)), new Text(statement.Class), Text.Empty, Text.Empty, Text.Empty,
                    new Text(statement.Score.ToString("0.00", CultureInfo.InvariantCulture)), Text.Empty);
            }

            Tables.Write(context, table);
        }

        context.Out.WriteLine($"towards a public cloud: {verdict.Strictest} ({verdict.Reason})");
    }

    // On one line and without what a terminal would obey.
    private static string Shown(string text, Finding finding)
    {
        var part = text.AsSpan(finding.Start, Math.Min(finding.Length, 60));
        return string.Concat(part.ToString().Select(c => char.IsControl(c) ? ' ' : c)) + (finding.Length > 60 ? "…" : "");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
