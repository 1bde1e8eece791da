using System.IO.Compression;
using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>Reads routing data and scores: JSON lines, plain or gzip (told apart by the first two bytes, not by the name).</summary>
public static class RoutingData
{
    /// <summary>Longest line that is read, in UTF-8 bytes.</summary>
    public const int MaxLineLength = 16 << 20;

    /// <summary>Reads rows of routing data; an app's labels (<c>local_score</c>, <c>cloud_score</c>) with an <c>id</c> are such rows too.</summary>
    /// <param name="stream">JSON lines, UTF-8, plain or gzip; read to its end, not disposed.</param>
    /// <returns>The rows in order.</returns>
    /// <exception cref="InvalidDataException">A line is not a JSON object, or lacks <c>id</c> or <c>prompt</c>; the message has its number.</exception>
    public static IReadOnlyList<RoutingRow> ReadRows(Stream stream) => ReadRows(stream, null);

    /// <summary>Reads rows, and the value of one more field of each.</summary>
    internal static IReadOnlyList<RoutingRow> ReadRows(Stream stream, string? field)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var rows = new List<RoutingRow>();
        foreach (var (line, number) in Lines(stream))
        {
            using var document = Parse(line, number);
            var json = document.RootElement;
            rows.Add(new RoutingRow
            {
                Id = Text(json, "id") ?? throw Bad(number, "it has no \"id\""),
                Prompt = Text(json, "prompt") ?? throw Bad(number, "it has no \"prompt\""),
                Source = Text(json, "source") ?? "",
                Benchmark = Text(json, "benchmark") ?? "",
                Category = Text(json, "category") ?? "",
                Language = Text(json, "language") ?? "en",
                LicenseClass = Text(json, "lic_class") ?? "",
                LabelKind = Text(json, "label_kind") ?? "",
                WeakScore = Number(json, "weak_score", number) ?? Number(json, "local_score", number),
                StrongScore = Number(json, "strong_score", number) ?? Number(json, "cloud_score", number),
                Difficulty = Number(json, "difficulty", number),
                Group = field is null ? null : Text(json, field) ?? "",
            });
        }

        return rows;
    }

    /// <summary>Reads scores, one <c>{"id","score"}</c> a line.</summary>
    /// <param name="stream">JSON lines, UTF-8, plain or gzip; read to its end, not disposed.</param>
    /// <returns>Score by id; of an id given twice the last counts.</returns>
    /// <exception cref="InvalidDataException">A line lacks <c>id</c> or a finite <c>score</c>.</exception>
    public static IReadOnlyDictionary<string, double> ReadScores(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (line, number) in Lines(stream))
        {
            using var document = Parse(line, number);
            string id = Text(document.RootElement, "id") ?? throw Bad(number, "it has no \"id\"");
            scores[id] = Number(document.RootElement, "score", number) ?? throw Bad(number, "it has no \"score\"");
        }

        return scores;
    }

    internal static IEnumerable<(string Line, int Number)> Lines(Stream stream)
    {
        using var plain = Decompressed(stream);
        using var reader = new StreamReader(plain, leaveOpen: true);
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length > MaxLineLength) throw Bad(number, "it is too long");
            if (!string.IsNullOrWhiteSpace(line)) yield return (line, number);
        }
    }

    internal static JsonDocument Parse(string line, int number)
    {
        try
        {
            var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw Bad(number, "it is not a JSON object");
        }
        catch (JsonException)
        {
            throw Bad(number, "it is not valid JSON");
        }
    }

    internal static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String => JsonText.Of(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    internal static double? Number(JsonElement json, string name, int line)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Bad(line, $"its \"{name}\" is not a number");
    }

    internal static InvalidDataException Bad(int line, string why) => new($"Line {line} cannot be used: {why}.");

    private static Stream Decompressed(Stream stream)
    {
        // A pipe cannot be rewound: what was peeked is put in front of the rest.
        Span<byte> head = stackalloc byte[2];
        int count = stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        var whole = new Prefixed(head[..count].ToArray(), stream);
        return count == 2 && head[0] == 0x1F && head[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>A few bytes, then another stream, which is not closed with its reader.</summary>
    private sealed class Prefixed(byte[] prefix, Stream inner) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_position >= prefix.Length) return inner.Read(buffer);
            int count = Math.Min(buffer.Length, prefix.Length - _position);
            prefix.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
