using System.Globalization;
using System.Text.Json;

namespace HybridAi.Cli.Privacy;

/// <summary>Which records a person wants to see.</summary>
internal sealed record AuditFilter(string? Class, DateTimeOffset? Since, string? Target, bool Left)
{
    public bool Takes(AuditRecord record) =>
        (Class is null || record.Labels.Any(l => string.Equals(l.Class, Class, StringComparison.OrdinalIgnoreCase)))
        && (Since is null || record.At >= Since)
        && (Target is null || record.Target == Target || record.Sent.Any(s => s.Target == Target))
        && (!Left || record.Left);
}

/// <summary>One request of an audit file.</summary>
internal sealed class AuditRecord
{
    private readonly JsonElement _json;

    private AuditRecord(JsonElement json, string line)
    {
        _json = json;
        Line = line;
    }

    /// <summary>The record as it is in the file.</summary>
    public string Line { get; }

    public DateTimeOffset At => DateTimeOffset.Parse(Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public bool Left => _json.TryGetProperty("left", out var left) && left.ValueKind == JsonValueKind.True;

    public string Target => Text("target");

    public IEnumerable<(string Class, int Count, string Treatment)> Labels => Members("labels").Select(l => (
        l.GetProperty("class").GetString()!, l.GetProperty("count").GetInt32(), l.GetProperty("treatment").GetString()!));

    public IEnumerable<(string Target, string Location, string Result)> Sent => Members("sent").Select(s => (
        s.GetProperty("target").GetString()!, s.GetProperty("location").GetString()!, s.GetProperty("result").GetString()!));

    /// <summary>Reads the requests of a file and of its older ones, oldest first. Lines that are no record are passed over: 'verify' names them.</summary>
    public static IEnumerable<AuditRecord> Read(string path)
    {
        foreach (var file in AuditVerifier.FilesOf(path))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (reader.ReadLine() is { } line)
            {
                if (TryRead(line) is { } record)
                {
                    yield return record;
                }
            }
        }
    }

    public string[] Cells() =>
    [
        Text("at"), Text("result"),
        string.Join(", ", Labels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Class} {l.Count} {l.Treatment}"))),
        Left ? string.Join(", ", Sent.Select(s => $"{s.Target} ({s.Location}) {s.Result}")) : "stayed",
        _json.TryGetProperty("masked", out var masked) ? masked.GetRawText() : "", Target, Text("consent"), Text("revision"), Text("tenant"),
    ];

    private static AuditRecord? TryRead(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("kind", out var kind) && kind.ValueEquals("request") ? new(document.RootElement.Clone(), line) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private List<JsonElement> Members(string name) =>
        _json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private string Text(string name) => _json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
