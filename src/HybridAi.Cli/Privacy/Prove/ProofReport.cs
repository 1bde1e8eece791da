using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>A proof as files: Markdown for people, JSON for machines. Holds no value and no path.</summary>
internal sealed record ProofReport(
    DateTimeOffset At, ProofRun Run, ProofResult Result, int Texts, string? ConfigurationHash, string CorpusHash, string? Tag, string? Tenant, IReadOnlyList<string> Notes)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public bool Holds => Result.Leaks.Count == 0;

    public string Name => $"privacy-proof-{At.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";

    // Detection and plumbing are two claims: a reader must see at once which of them failed.
    private string Headline() => Holds
        ? "No labelled value of a treated type left the device."
        : $"{Result.Leaks.Count} times a labelled value of a treated type left the device: "
            + string.Join(", ", ProofText.Causes.Where(c => Result.Count(c.Cause) > 0).Select(c => $"{Result.Count(c.Cause)} {c.Short}"))
            + (Result.Count(ProofCause.Plumbing) == 0 ? ". Nothing left that was found and that policy treats." : ".");

    public static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant();
    }

    public string Markdown()
    {
        var text = new StringBuilder();
        Line(text, $"# Privacy proof of {At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        Line(text, $"");
        Line(text, $"**{Headline()}**");
        Line(text, $"");
        if (Result.Requests == Result.Stayed)
        {
            Line(text, $"Nothing left at all, so masking was not put to the proof; the table of targets says why (a closed policy lets go what --tag or --tenant releases).");
            Line(text, $"");
        }

        Line(text, $"Every text was sent to every off-device target below, as a user's message (streamed) and as a tool's result, with this configuration's policy, through the product's own router,");
        Line(text, $"egress gate and HTTP client. The addresses led to recording servers on 127.0.0.1; what they received was searched for every labelled value: as it is, in another case,");
        Line(text, $"without separators, JSON-escaped, percent-encoded, in base64. This is a measurement of this corpus, not a determination of anything by law.");
        Line(text, $"");
        Line(text, $"| | |");
        Line(text, $"|---|---|");
        Line(text, $"| policy | `{Run.Policy.Preset}`, {Run.Policy.Posture}, table revision `{Run.Policy.RevisionId}`, rules revision `{Result.Revision ?? "none seen"}` |");
        Line(text, $"| targets | {string.Join(", ", Run.Targets.Select(t => $"{t.Name} ({t.Location})"))} |");
        Line(text, $"| own words and patterns | {(Run.OwnTypes.Count == 0 ? "none" : $"for {Cell(string.Join(", ", Run.OwnTypes.Order(StringComparer.Ordinal)))}")}; scanner revision `{Run.Rules?.Scanner?.RevisionId ?? "built in"}` |");
        Line(text, $"| off-device targets must offer | {Cell(ExplainVerb.Required(Run.Rules?.Require))} |");
        Line(text, $"| tag, tenant | {Released()} |");
        Line(text, $"| texts, requests | {Texts}, {Result.Requests} |");
        Line(text, $"| stayed, left masked, left as they were | {Result.Stayed}, {Result.Masked}, {Result.AsIs} |");
        Line(text, $"| configuration | SHA-256 `{ConfigurationHash ?? "no file"}` |");
        Line(text, $"| corpus | SHA-256 `{CorpusHash}` |");
        foreach (var (name, version, hash) in Assemblies())
        {
            Line(text, $"| {name} {version} | SHA-256 `{hash}` |");
        }

        Line(text, $"");
        ProofText.Tables(text, Run, Result);
        foreach (var note in Notes)
        {
            Line(text, $"");
            Line(text, $"Note: {Cell(note)}");
        }

        return text.ToString();
    }

    public byte[] Json()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("at", At.UtcDateTime);
            json.WriteBoolean("holds", Holds);
            json.WriteString("preset", Run.Policy.Preset);
            json.WriteString("tableRevision", Run.Policy.RevisionId);
            json.WriteString("revision", Result.Revision);
            json.WriteNumber("texts", Texts);
            json.WriteNumber("requests", Result.Requests);
            json.WriteNumber("stayed", Result.Stayed);
            json.WriteNumber("masked", Result.Masked);
            json.WriteNumber("asIs", Result.AsIs);
            json.WriteString("configurationSha256", ConfigurationHash);
            json.WriteString("corpusSha256", CorpusHash);
            Many(json, "targets", Run.Targets, t =>
            {
                json.WriteString("name", t.Name);
                json.WriteString("location", t.Location.ToString());
                var counted = Result.Targets.FirstOrDefault(c => c.Name == t.Name);
                json.WriteNumber("requests", counted?.Requests ?? 0);
                json.WriteNumber("stayed", counted?.Stayed ?? 0);
                json.WriteNumber("masked", counted?.Masked ?? 0);
                json.WriteStartObject("stayedBecause");
                foreach (var (reason, count) in counted?.Reasons ?? [])
                {
                    json.WriteNumber(reason, count);
                }

                json.WriteEndObject();
            });
            Many(json, "assemblies", Assemblies(), a =>
            {
                json.WriteString("name", a.Name);
                json.WriteString("version", a.Version);
                json.WriteString("sha256", a.Hash);
            });
            Many(json, "types", Result.Rows, r =>
            {
                json.WriteString("type", r.Type);
                json.WriteString("row", r.Rule.Subject);
                json.WriteString("private", r.Rule.Private.ToString());
                json.WriteString("cloud", r.Rule.Cloud.ToString());
                json.WriteNumber("labelled", r.Labelled);
                json.WriteNumber("missed", r.Missed);
                json.WriteNumber("left", r.Left);
                json.WriteNumber("leftTreated", r.LeftTreated);
            });
            Many(json, "leaks", Result.Leaks, l =>
            {
                json.WriteString("id", l.Id);
                json.WriteString("type", l.Type);
                json.WriteNumber("start", l.Start);
                json.WriteNumber("end", l.End);
                json.WriteString("target", l.Site.Target);
                json.WriteString("shape", l.Site.Shape.ToString());
                json.WriteString("form", l.Site.Form);
                json.WriteString("cause", l.Cause.ToString());
                json.WriteString("foundAs", l.FoundAs);
            });
            Many(json, "notes", Notes, n => json.WriteString("note", n));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Many<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What decided and sent: the assemblies of this process, as they lie on the disk.
    private static IEnumerable<(string Name, string Version, string Hash)> Assemblies() =>
        new[] { typeof(HybridAi.Privacy.PrivacyScanner), typeof(HybridChatClient), typeof(HybridMiddleware), typeof(HybridAi.OpenAI.OpenAIChatClient) }
            .Select(t => t.Assembly)
            .Select(a => (a.GetName().Name!, a.GetName().Version!.ToString(3), Hash(Path.Combine(AppContext.BaseDirectory, a.GetName().Name + ".dll"))));

    private string Released() => (Tag, Tenant) switch
    {
        (null, null) => "none",
        ({ } tag, null) => $"tag {Cell(tag)}",
        (null, { } tenant) => $"tenant {Cell(tenant)}",
        var (tag, tenant) => $"tag {Cell(tag!)}, tenant {Cell(tenant!)}",
    };

    // Ids and types come from the customer's file: nothing in them may become markup.
    internal static string Cell(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '|' or '<' or '`' ? ' ' : c));

    internal static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
