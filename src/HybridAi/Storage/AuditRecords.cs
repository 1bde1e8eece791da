using System.Text.Json;

namespace HybridAi;

/// <summary>What the records of an audit file hold. No content; tenants and conversations as keyed hashes.</summary>
internal static class AuditRecords
{
    public const string Request = "request";
    public const string Open = "open";
    public const string Reload = "reload";
    public const string Lost = "lost";

    public static Action<Utf8JsonWriter> Of(AuditEntry entry, AuditKey key) => json =>
    {
        json.WriteString("at", AuditLine.Time(entry.At));
        json.WriteString("id", entry.Id);
        Optional(json, "tenant", key.Hash("tenant", entry.Tenant));
        Optional(json, "conversation", key.Hash("conversation", entry.Conversation));
        json.WriteString("result", Name(entry.Result.ToString()));
        Optional(json, "reason", entry.Reason);
        Optional(json, "target", entry.Target);
        Optional(json, "location", entry.Location is { } location ? Name(location.ToString()) : null);
        json.WriteBoolean("left", entry.Left);
        if (entry.Left)
        {
            json.WriteStartArray("sent");
            foreach (var sent in entry.Sent)
            {
                json.WriteStartObject();
                json.WriteString("target", sent.Target);
                json.WriteString("location", Name(sent.Location.ToString()));
                json.WriteString("result", Name(sent.Result.ToString()));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("labels");
        foreach (var label in entry.Labels)
        {
            json.WriteStartObject();
            json.WriteString("class", label.Subject);
            json.WriteNumber("count", label.Count);
            json.WriteString("treatment", Name(label.Treatment.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("masked", entry.Masked);
        Optional(json, "consent", entry.Consent);
        json.WriteString("revision", entry.Revision);
    };

    public static Action<Utf8JsonWriter> Opened(DateTimeOffset at, AuditKey key, string? torn) => json =>
    {
        json.WriteString("at", AuditLine.Time(at));
        json.WriteNumber("format", 1);
        json.WriteString("key", key.Id);
        json.WriteString("version", typeof(AuditRecords).Assembly.GetName().Version?.ToString(3));
        Optional(json, "torn", torn);
    };

    public static Action<Utf8JsonWriter> Reloaded(DateTimeOffset at, string result, string old, string current) => json =>
    {
        json.WriteString("at", AuditLine.Time(at));
        json.WriteString("result", result);
        json.WriteString("from", old);
        json.WriteString("revision", current);
    };

    public static Action<Utf8JsonWriter> Missing(DateTimeOffset at, long count) => json =>
    {
        json.WriteString("at", AuditLine.Time(at));
        json.WriteNumber("count", count);
    };

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Name(string member) => member.ToLowerInvariant();
}
