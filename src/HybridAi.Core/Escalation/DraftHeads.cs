using System.Text.Json;

namespace HybridAi;

/// <summary>
/// Tier 2 of one local model: how likely its answer is wrong, from what it says of its draft, after 8 tokens and at the end, and from where
/// on a draft is refused. Fitted to graded answers of that model and precision; with any other it is not used. Immutable, thread-safe.
/// </summary>
public sealed class DraftHeads
{
    /// <summary>Probability of a wrong answer from which a draft is refused where nothing is known of the prompt. 0.7.</summary>
    public const double DefaultThreshold = 0.7;

    private const int Format = 2;

    /// <summary>Creates heads.</summary>
    /// <param name="modelFingerprint">What <see cref="IPromptProbe.ModelFingerprint"/> of the model says.</param>
    /// <param name="early">Judges after 8 tokens.</param>
    /// <param name="end">Judges a whole draft.</param>
    /// <param name="earlyThreshold">Probability of a wrong answer from which <paramref name="early"/> refuses, 0 to 1; above 1 never.</param>
    /// <param name="endThreshold">The same for <paramref name="end"/>.</param>
    /// <exception cref="ArgumentException">The fingerprint is empty, the heads are swapped, or a threshold is not above 0.</exception>
    public DraftHeads(string modelFingerprint, DraftHead early, DraftHead end, double earlyThreshold, double endThreshold)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFingerprint);
        ArgumentNullException.ThrowIfNull(early);
        ArgumentNullException.ThrowIfNull(end);
        if ((early.States?.ModelFingerprint ?? modelFingerprint) != modelFingerprint || (end.States?.ModelFingerprint ?? modelFingerprint) != modelFingerprint)
            throw new ArgumentException("A head on the hidden state belongs to another model.", nameof(modelFingerprint));
        if (!early.IsEarly || end.IsEarly) throw new ArgumentException("The early head has 8 numbers, the other one 12.", nameof(early));
        if (!(earlyThreshold > 0) || !(endThreshold > 0)) throw new ArgumentException("A threshold must be above 0.", nameof(earlyThreshold));
        (ModelFingerprint, Early, End, EarlyThreshold, EndThreshold) = (modelFingerprint, early, end, earlyThreshold, endThreshold);
    }

    /// <summary>The model and precision they were fitted to.</summary>
    public string ModelFingerprint { get; }

    /// <summary>Judges after 8 tokens.</summary>
    public DraftHead Early { get; }

    /// <summary>Judges a whole draft.</summary>
    public DraftHead End { get; }

    /// <summary>
    /// Probability of a wrong answer from which a draft is refused after 8 tokens, by the draft alone. Where the score before the draft is a chance of the
    /// same model's, both together are held against the policy's threshold instead.
    /// </summary>
    public double EarlyThreshold { get; }

    /// <summary>The same for a whole draft.</summary>
    public double EndThreshold { get; }

    /// <summary>Reads what <see cref="Write(Stream)"/> wrote.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The heads.</returns>
    /// <exception cref="InvalidDataException">Not such a file, another version, or out of bounds.</exception>
    public static DraftHeads Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw Bad(e);
        }
    }

    /// <summary>Writes them as JSON.</summary>
    /// <param name="stream">Where to; not disposed.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream);
        Write(json);
    }

    internal static DraftHeads Read(JsonElement root)
    {
        try
        {
            if (root.GetProperty("draft_heads_format").GetInt32() != Format)
                throw new InvalidDataException("The draft heads were written by another version: fit them again.");
            return new DraftHeads(
                root.GetProperty("model").GetString() ?? "", Head(root.GetProperty("early")), Head(root.GetProperty("end")),
                root.GetProperty("early_threshold").GetDouble(), root.GetProperty("end_threshold").GetDouble());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Bad(e);
        }
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("draft_heads_format", Format);
        json.WriteString("model", ModelFingerprint);
        json.WriteNumber("early_threshold", EarlyThreshold);
        json.WriteNumber("end_threshold", EndThreshold);
        WriteHead(json, "early", Early);
        WriteHead(json, "end", End);
        json.WriteEndObject();
    }

    private static InvalidDataException Bad(Exception inner) => new("The draft heads cannot be read: it is not their file, or a number is out of bounds.", inner);

    private static DraftHead Head(JsonElement head) =>
        new(Numbers(head, "means"), Numbers(head, "scales"), Numbers(head, "weights"), head.GetProperty("bias").GetDouble(), Prior(head),
            head.TryGetProperty("states", out var states) ? ProbeHeads.Read(states.GetBytesFromBase64()) : null);

    private static DraftPrior? Prior(JsonElement head) => !head.TryGetProperty("prior", out _) ? null
        : Numbers(head, "prior") is [var offset, var score, var draft, ..] ? new(offset, score, draft) : throw new FormatException("A prior has three numbers.");

    private static double[] Numbers(JsonElement head, string name) => [.. head.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void WriteHead(Utf8JsonWriter json, string name, DraftHead head)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bias", head.Bias);
        WriteNumbers(json, "means", head.Means);
        WriteNumbers(json, "scales", head.Scales);
        WriteNumbers(json, "weights", head.Weights);
        if (head.Prior is { } prior) WriteNumbers(json, "prior", [prior.Offset, prior.Score, prior.Draft]);
        if (head.States is { } states) json.WriteBase64String("states", states.Write());
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
