using System.Security.Cryptography;
using System.Text.Json;

namespace HybridAi;

/// <summary>
/// A calibration made on the device: what labels taught tier 0, the threshold that follows, and the evidence for both. It belongs to one
/// revision of the classifier and one local model; with others it is stale. Content-free. Immutable.
/// </summary>
public sealed record RoutingCalibration
{
    private const int Format = 1;
    private const double NothingStays = -1;
    private const double EverythingStays = 2;

    /// <summary>The revision of the shipped classifier.</summary>
    public required string ClassifierRevision { get; init; }

    /// <summary>Fingerprint of the local model the labels are about; null when they are not about one.</summary>
    public string? ModelFingerprint { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What the labels taught; null when there were too few.</summary>
    public ClassifierAdjustment? Adjustment { get; init; }

    /// <summary>
    /// Heads on the hidden state of this device's model, with how they and tier 0 become one score; null when none were fitted. Without them a calibrated
    /// tier 0 decides alone: heads of a package know neither its scores nor its threshold.
    /// </summary>
    public ProbeHeads? Heads { get; init; }

    /// <summary>Tier 2 of this device's model; <see langword="null"/> when nothing was fitted to drafts. It counts before what came with a package.</summary>
    public DraftHeads? Drafts { get; init; }

    /// <summary>Probabilities at or above it go to the strong model; null when none was asked for.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the threshold was chosen for, in words: the evidence.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Reads a file written by <see cref="Write"/>.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The calibration.</returns>
    /// <exception cref="InvalidDataException">Not such a file, another version, or out of bounds.</exception>
    public static RoutingCalibration Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("calibration_format").GetInt32() != Format)
                throw new InvalidDataException("The calibration was written by another version: calibrate again.");
            return new RoutingCalibration
            {
                ClassifierRevision = root.GetProperty("classifier").GetString() ?? "",
                ModelFingerprint = root.GetProperty("model").GetString(),
                Created = root.GetProperty("created").GetDateTimeOffset(),
                Threshold = ThresholdOf(root.GetProperty("threshold")),
                Evidence = root.GetProperty("evidence").GetString() ?? "",
                Adjustment = root.GetProperty("adjustment") is { ValueKind: JsonValueKind.Object } adjustment
                    ? ClassifierAdjustment.Read(adjustment) : null,
                Heads = root.TryGetProperty("heads", out var heads) && heads.ValueKind == JsonValueKind.String
                    ? ProbeHeads.Read(heads.GetBytesFromBase64()) : null,
                Drafts = root.TryGetProperty("drafts", out var drafts) ? DraftHeads.Read(drafts) : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The calibration cannot be read: it is not a calibration file.");
        }
    }

    private static double? ThresholdOf(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null
        : value.GetDouble() is >= NothingStays and <= EverythingStays and var threshold ? threshold
        : throw new InvalidDataException("The calibration cannot be read: its threshold is out of bounds.");

    /// <summary>Identifies what it holds; the same content has the same revision.</summary>
    /// <returns>Eight hexadecimal digits.</returns>
    public string ComputeRevision()
    {
        using var json = new MemoryStream();
        Write(json);
        return Convert.ToHexString(SHA256.HashData(json.ToArray()), 0, 4).ToLowerInvariant();
    }

    /// <summary>Writes it as JSON. An infinite threshold is written as 2 (everything stays local) or -1 (nothing does).</summary>
    /// <param name="stream">Where to; not disposed.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("calibration_format", Format);
        json.WriteString("classifier", ClassifierRevision);
        json.WriteString("model", ModelFingerprint);
        json.WriteString("created", Created);
        if (Threshold is { } threshold) json.WriteNumber("threshold", Math.Clamp(threshold, NothingStays, EverythingStays));
        else json.WriteNull("threshold");
        json.WriteString("evidence", Evidence);
        json.WritePropertyName("adjustment");
        if (Adjustment is null) json.WriteNullValue();
        else Adjustment.Write(json);
        if (Heads is not null) json.WriteBase64String("heads", Heads.Write());
        if (Drafts is not null)
        {
            json.WritePropertyName("drafts");
            Drafts.Write(json);
        }

        json.WriteEndObject();
    }

    /// <summary>Why it must not be used with these, or null when it may.</summary>
    /// <param name="classifier">The shipped classifier.</param>
    /// <param name="modelFingerprint">The local model's fingerprint; null when it has none.</param>
    /// <returns>The reason, to be shown.</returns>
    public string? StaleReason(PromptClassifier classifier, string? modelFingerprint)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        if (!classifier.Revision.Equals(ClassifierRevision, StringComparison.Ordinal))
            return "It was made with another revision of the classifier: calibrate again.";
        return ModelFingerprint is not null && !ModelFingerprint.Equals(modelFingerprint, StringComparison.Ordinal)
            ? "It was made for another local model: calibrate again."
            : null;
    }

    /// <summary>The classifier with what was learned; the same classifier when nothing was.</summary>
    /// <param name="classifier">The classifier of <see cref="ClassifierRevision"/>.</param>
    /// <returns>The calibrated classifier.</returns>
    /// <exception cref="InvalidOperationException">Another revision.</exception>
    public PromptClassifier Apply(PromptClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return Adjustment is null ? classifier : classifier.With(Adjustment);
    }
}
