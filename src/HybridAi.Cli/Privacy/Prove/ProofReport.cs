using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>A proof as files: Markdown for people, JSON for machines. Holds no value and no path.</summary>
internal sealed record ProofReport(
    DateTimeOffset At, ProofRun Run, ProofResult Result, int Texts, string? ConfigurationHash, string CorpusHash, string? Tag, string? Tenant)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public bool Holds => Result.Leaks.Count == 0;

    public string Name => $"privacy-proof-{At.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";

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
        Line(text, $"**{(Holds ? "No labelled value of a treated type left the device." : $"{Result.Leaks.Count} times a labelled value of a treated type left the device.")}**");
        Line(text, $"");
        if (Result.Requests == Result.Stayed)
        {
            Line(text, $"Nothing left at all, so masking was not put to the proof: the mode, the posture or a switch keeps every request on the device (--tag and --tenant release).");
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
        Line(text, $"| released by | {Released()} |");
        Line(text, $"| texts, requests | {Texts}, {Result.Requests} |");
        Line(text, $"| stayed, left masked, left as they were | {Result.Stayed}, {Result.Masked}, {Result.AsIs} |");
        Line(text, $"| configuration | SHA-256 `{ConfigurationHash ?? "no file"}` |");
        Line(text, $"| corpus | SHA-256 `{CorpusHash}` |");
        foreach (var (name, version, hash) in Assemblies())
        {
            Line(text, $"| {name} {version} | SHA-256 `{hash}` |");
        }

        Line(text, $"");
        Line(text, $"| type | private | cloud | in company | labelled | missed by detection | left | left although treated |");
        Line(text, $"|---|---|---|---|---:|---:|---:|---:|");
        foreach (var row in Result.Rows)
        {
            Line(text, $"| {Cell(row.Type)} | {row.Private} | {row.Cloud} | {row.InCompany?.ToString() ?? ""} | {row.Labelled} | {row.Missed} | {row.Left} | {row.LeftTreated} |");
        }

        Line(text, $"");
        Line(text, $"A type that is only treated in company (beside an identifier or a statement) counts as treated where its own cell is not `Allow`.");
        if (!Holds)
        {
            Line(text, $"");
            Line(text, $"| text | type | from | to | target | shape | how it was there |");
            Line(text, $"|---|---|---:|---:|---|---|---|");
            foreach (var leak in Result.Leaks)
            {
                Line(text, $"| {Cell(leak.Id)} | {Cell(leak.Type)} | {leak.Start} | {leak.End} | {leak.Target} ({leak.Location}) | {leak.Shape} | {leak.Form} |");
            }
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
                json.WriteString("private", r.Private.ToString());
                json.WriteString("cloud", r.Cloud.ToString());
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
                json.WriteString("target", l.Target);
                json.WriteString("shape", l.Shape.ToString());
                json.WriteString("form", l.Form);
            });
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
        (null, null) => "nothing",
        ({ } tag, null) => $"tag {Cell(tag)}",
        (null, { } tenant) => $"tenant {Cell(tenant)}",
        var (tag, tenant) => $"tag {Cell(tag!)}, tenant {Cell(tenant!)}",
    };

    // Ids and types come from the customer's file: nothing in them may become markup.
    private static string Cell(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '|' or '<' or '`' ? ' ' : c));

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
