using System.Runtime.InteropServices;
using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>One line of an outcome file. Confidence is an array in the order of <see cref="DraftConfidence"/>; states are base64 of halves.</summary>
internal static class OutcomeLine
{
    private const int Numbers = 11;
    private const float MaxState = 60_000; // rounded up it is still a number

    public static void Write(Utf8JsonWriter json, SuiteOutcome outcome)
    {
        json.WriteString("id", outcome.Id);
        json.WriteString("family", outcome.Family);
        json.WriteNumber("difficulty", outcome.Difficulty);
        json.WriteString("language", outcome.Language);
        json.WriteNumber("mark", outcome.Mark);
        json.WriteNumber("ms", Math.Round(outcome.Milliseconds, 1));
        json.WriteNumber("first_ms", Math.Round(outcome.FirstTextMilliseconds, 1));
        if (outcome.OutputTokens is { } tokens) json.WriteNumber("tokens", tokens);
        Write(json, "confidence", outcome.Confidence);
        Write(json, "early", outcome.EarlyConfidence);
        json.WriteString("prompt", outcome.Prompt);
        if (outcome.Answer is not null) json.WriteString("answer", outcome.Answer);
        if (outcome.State is not null) Write(json, "state", [.. outcome.State.Select(v => (Half)v)]);
        Half[] end = Short(outcome.Confidence), early = Short(outcome.EarlyConfidence);
        if (end.Length > 0) Write(json, "draft_state", end);
        if (early.Length > 0 && !early.AsSpan().SequenceEqual(end)) Write(json, "early_state", early); // of a short answer it is the same
    }

    public static SuiteOutcome Read(JsonElement line)
    {
        float[]? end = State(line, "draft_state");
        return new(Text(line, "id"), Text(line, "family"), line.GetProperty("mark").GetDouble() is >= 0 and <= 1 and var mark ? mark : throw new FormatException())
        {
            Difficulty = line.GetProperty("difficulty").GetInt32(),
            Language = Text(line, "language"),
            Milliseconds = line.GetProperty("ms").GetDouble(),
            FirstTextMilliseconds = line.GetProperty("first_ms").GetDouble(),
            OutputTokens = line.TryGetProperty("tokens", out var tokens) ? tokens.GetInt64() : null,
            Confidence = Confidence(line, "confidence", end),
            EarlyConfidence = Confidence(line, "early", State(line, "early_state") ?? end),
            Prompt = Text(line, "prompt"),
            Answer = line.TryGetProperty("answer", out var answer) ? answer.GetString() : null,
            State = State(line, "state"),
        };
    }

    private static void Write(Utf8JsonWriter json, string name, Half[] state) =>
        json.WriteBase64String(name, MemoryMarshal.AsBytes(state.AsSpan())); // little-endian on every platform .NET runs on

    // Five of ten binary digits: heads that are fitted to it are no worse, and a file of thousands is a third smaller.
    private static Half[] Short(DraftConfidence? confidence) => confidence is null ? [] : Array.ConvertAll(
        confidence.State.ToArray(), v => BitConverter.UInt16BitsToHalf((ushort)((BitConverter.HalfToUInt16Bits((Half)Math.Clamp(v, -MaxState, MaxState)) + 16) & ~31)));

    private static float[]? State(JsonElement line, string name) => line.TryGetProperty(name, out var state) ? State(state.GetBytesFromBase64()) : null;

    private static float[] State(byte[] bytes) => bytes.Length % 2 == 0
        ? Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), v => Half.IsFinite(v) ? (float)v : throw new FormatException())
        : throw new FormatException();

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString() ?? throw new FormatException();

    private static void Write(Utf8JsonWriter json, string name, DraftConfidence? c)
    {
        if (c is null) return;
        json.WriteStartArray(name);
        double[] values =
        [
            c.Tokens, c.MeanLogProbability, c.MinLogProbability, c.FirstLogProbability, c.MeanEntropy, c.MeanEntropyFirst8, c.MaxEntropyFirst8,
            c.FirstEntropy, c.MinMargin, c.EndedByEos ? 1 : 0, c.PromptTokens,
        ];
        foreach (double value in values) json.WriteNumberValue(Math.Round(value, 5));
        json.WriteEndArray();
    }

    private static DraftConfidence? Confidence(JsonElement line, string name, float[]? state)
    {
        if (!line.TryGetProperty(name, out var array)) return null;
        double[] v = [.. array.EnumerateArray().Select(e => e.GetDouble())];
        return v.Length == Numbers
            ? new DraftConfidence((int)v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9] != 0, (int)v[10]) { State = state }
            : throw new FormatException();
    }
}
