using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HybridAi;

/// <summary>One line of an audit file: a JSON object whose last two members are the code of the line before and its own.</summary>
/// <remarks><c>{"seq":7,"kind":"request", … ,"prev":"64 hex digits","mac":"64 hex digits"}</c>. The code covers every byte before <c>,"mac"</c>.</remarks>
internal static class AuditLine
{
    public const int CodeLength = 64;

    /// <summary>What stands before the first record.</summary>
    public static readonly string NoCode = new('0', CodeLength);

    private const int TailLength = 8 + CodeLength + 2; // ,"mac":"…"}

    /// <summary>Writes a line with its line feed and gives its code.</summary>
    public static byte[] Write(AuditKey key, long sequence, string previous, string kind, Action<Utf8JsonWriter> members, out string code)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", sequence);
            json.WriteString("kind", kind);
            members(json);
            json.WriteString("prev", previous);
            json.WriteEndObject();
        }

        var record = buffer.WrittenSpan[..^1]; // without the closing brace
        code = key.Seal(previous, record);
        var line = new byte[record.Length + TailLength + 1];
        record.CopyTo(line);
        Encoding.ASCII.GetBytes($",\"mac\":\"{code}\"}}\n", line.AsSpan(record.Length));
        return line;
    }

    /// <summary>Reads a line without its line feed; <see langword="null"/> when it is none or its code is wrong.</summary>
    public static AuditLineFacts? Read(AuditKey key, ReadOnlySpan<byte> line)
    {
        if (line.Length <= TailLength || !line[^TailLength..].StartsWith(",\"mac\":\""u8) || !line.EndsWith("\"}"u8))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line.ToArray());
            var root = document.RootElement;
            if (root.GetProperty("prev").GetString() is not { Length: CodeLength } previous)
            {
                return null;
            }

            var code = Encoding.ASCII.GetString(line.Slice(line.Length - 2 - CodeLength, CodeLength));
            var expected = key.Seal(previous, line[..^TailLength]);
            return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(code), Encoding.ASCII.GetBytes(expected))
                ? new(root.GetProperty("seq").GetInt64(), root.GetProperty("kind").GetString()!, previous, code, Torn(root))
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Names bytes that are no record.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Torn(JsonElement root) => root.TryGetProperty("torn", out var torn) ? torn.GetString() : null;
}

/// <summary>What a chain is checked by.</summary>
/// <param name="Sequence">The record's number, from 1 on.</param>
/// <param name="Kind">What the record is about.</param>
/// <param name="Previous">The code of the record before.</param>
/// <param name="Code">Its own code.</param>
/// <param name="Torn">Hash of an interrupted line before it that it vouches for.</param>
internal sealed record AuditLineFacts(long Sequence, string Kind, string Previous, string Code, string? Torn);
