using System.Text;
using HybridAi.Privacy;
using static HybridAi.Cli.Privacy.Prove.ProofReport;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>The tables of a proof, and what its causes are called.</summary>
internal static class ProofText
{
    /// <summary>Causes in the order a reader wants them: what is a fault of the product comes first.</summary>
    public static IReadOnlyList<(ProofCause Cause, string Short, string Advice)> Causes { get; } =
    [
        (ProofCause.Plumbing, "although found and treated (plumbing)", "a fault of HybridAi: please report it with the corpus line, made harmless"),
        (ProofCause.Missed, "not seen by detection", "a word or pattern of your own finds it (`Privacy:DenyList`, `Privacy:Patterns`), or a closed preset keeps it"),
        (ProofCause.InPart, "seen only in part", "a pattern of your own, or a label with the offsets of the whole value"),
        (ProofCause.Allowed, "seen as another type that policy allows there", "correct the label's type, or treat the type found (`Privacy:Table`)"),
        (ProofCause.BelowThreshold, "seen with a score below its row's threshold", "a lower `Threshold` in `Privacy:Table`"),
    ];

    /// <summary>Writes the tables of targets, types and leaks.</summary>
    public static void Tables(StringBuilder text, ProofRun run, ProofResult result)
    {
        Line(text, $"| target | location | requests | left masked | left as they were | stayed | because of |");
        Line(text, $"|---|---|---:|---:|---:|---:|---|");
        foreach (var target in result.Targets)
        {
            var location = run.Targets.First(t => t.Name == target.Name).Location;
            var reasons = string.Join(", ", target.Reasons.Select(r => $"{r.Key} {r.Value}"));
            Line(text, $"| {Cell(target.Name)} | {location} | {target.Requests} | {target.Masked} | {target.Requests - target.Stayed - target.Masked} | {target.Stayed} | {Cell(reasons)} |");
        }

        Line(text, $"");
        Line(text, $"| type | row | private | cloud | in company | labelled | missed by detection | found as another type | left | left although treated |");
        Line(text, $"|---|---|---|---|---|---:|---:|---|---:|---:|");
        foreach (var row in result.Rows)
        {
            var rule = row.Rule;
            Line(text, $"| {Cell(row.Type)} | {Row(rule)} | {rule.Private} | {rule.Cloud} | {rule.InCompany?.ToString() ?? ""} | {row.Labelled} | {row.Missed} | {Cell(string.Join(", ", row.FoundAs))} | {row.Left} | {row.LeftTreated} |");
        }

        Line(text, $"");
        Line(text, $"*Row* is the row of this policy's table that speaks for the type: its own, or `*` and `~` for types and classes without one. *Left* counts requests, two for each target and label. A type that is");
        Line(text, $"only treated in company (beside an identifier or a statement) counts as treated where its own cell is not `Allow`.");
        if (result.Leaks.Count > 0)
        {
            Leaks(text, result);
        }
    }

    private static void Leaks(StringBuilder text, ProofResult result)
    {
        Line(text, $"");
        Line(text, $"| text | type | from | to | target | shape | how it was there | why | found as |");
        Line(text, $"|---|---|---:|---:|---|---|---|---|---|");
        foreach (var leak in result.Leaks)
        {
            var why = Causes.First(c => c.Cause == leak.Cause).Short;
            Line(text, $"| {Cell(leak.Id)} | {Cell(leak.Type)} | {leak.Start} | {leak.End} | {leak.Site.Target} ({leak.Site.Location}) | {leak.Site.Shape} | {leak.Site.Form} | {why} | {Cell(leak.FoundAs ?? "")} |");
        }

        Line(text, $"");
        foreach (var (cause, name, advice) in Causes.Where(c => result.Count(c.Cause) > 0))
        {
            Line(text, $"- *{name}* ({result.Count(cause)}): {advice}.");
        }
    }

    private static string Row(PrivacyRule rule) => rule.Subject is "*" or "~" ? $"\\{rule.Subject}" : Cell(rule.Subject);
}
