using System.Buffers;
using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>
/// Outcomes as JSON lines: a header that names the model, then a line for each prompt, written as it comes, so that a run that was stopped
/// can go on. A last line that was cut off is left out.
/// </summary>
public static class OutcomeFile
{
    private const int Format = 1;
    private const int MaxRows = 200_000;

    /// <summary>Reads outcomes, plain or gzip.</summary>
    /// <param name="stream">The lines; not disposed.</param>
    /// <returns>The outcomes in order.</returns>
    /// <exception cref="InvalidDataException">Not such a file, another version, or a line in the middle is damaged.</exception>
    public static OutcomeSet Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        OutcomeSet? set = null;
        var rows = new List<SuiteOutcome>();
        int damaged = 0;
        foreach (var (line, number) in RoutingData.Lines(stream))
        {
            if (damaged > 0) throw RoutingData.Bad(damaged, "it is no outcome");
            if (rows.Count == MaxRows) throw RoutingData.Bad(number, "there are too many");
            try
            {
                using var json = JsonDocument.Parse(line);
                if (set is null) set = Header(json.RootElement);
                else rows.Add(OutcomeLine.Read(json.RootElement));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                if (set is null) throw RoutingData.Bad(number, "it is not the header of an outcome file");
                damaged = number; // the last one may be cut off
            }
        }

        return set is null ? throw new InvalidDataException("The outcomes cannot be read: the file is empty.") : set with { Rows = rows };
    }

    /// <summary>Writes a whole set.</summary>
    /// <param name="stream">Where to; not disposed.</param>
    /// <param name="set">The outcomes.</param>
    public static void Write(Stream stream, OutcomeSet set)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(set);
        WriteHeader(stream, set);
        foreach (var row in set.Rows) Append(stream, row);
    }

    /// <summary>Writes the header alone, before the first <see cref="Append"/>.</summary>
    /// <param name="stream">Where to; not disposed.</param>
    /// <param name="set">Whose outcomes will follow; its rows are not written.</param>
    public static void WriteHeader(Stream stream, OutcomeSet set)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(set);
        WriteLine(stream, json =>
        {
            json.WriteNumber("outcome_format", Format);
            json.WriteString("model", set.Model);
            json.WriteString("fingerprint", set.ModelFingerprint);
            json.WriteNumber("suite", set.SuiteVersion);
        });
    }

    /// <summary>Writes one outcome as a line and flushes.</summary>
    /// <param name="stream">Where to; not disposed.</param>
    /// <param name="outcome">The outcome.</param>
    public static void Append(Stream stream, SuiteOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(outcome);
        WriteLine(stream, json => OutcomeLine.Write(json, outcome));
        stream.Flush();
    }

    private static OutcomeSet Header(JsonElement root) => root.GetProperty("outcome_format").GetInt32() != Format
        ? throw new InvalidDataException("The outcomes were written by another version: run the suite again.")
        : new OutcomeSet(root.GetProperty("model").GetString() ?? "", root.GetProperty("fingerprint").GetString() ?? "", root.GetProperty("suite").GetInt32(), []);

    private static void WriteLine(Stream stream, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        stream.Write(buffer.WrittenSpan);
    }
}
