using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace HybridAi;

/// <summary>
/// What labels of an app's own traffic add to a classifier: a scale, an intercept and weights, relative to one revision. Content-free:
/// n-grams are 32-bit hashes, and only those that at least two labelled prompts share have one. Immutable.
/// </summary>
public sealed class ClassifierAdjustment
{
    /// <summary>Most n-grams; 256 KB of a file.</summary>
    internal const int MaxNgrams = 32768;

    private const int Format = 2;

    internal ClassifierAdjustment(
        string classifierRevision, int labels, double scale, double intercept, double slope, double offset, float[] structure,
        IReadOnlyDictionary<uint, float> ngrams)
    {
        ClassifierRevision = classifierRevision;
        Labels = labels;
        Scale = scale;
        Intercept = intercept;
        CalibrationSlope = slope;
        CalibrationOffset = offset;
        Structure = structure;
        Ngrams = ngrams;
    }

    /// <summary>The revision it was learned from; with any other it is stale.</summary>
    public string ClassifierRevision { get; }

    /// <summary>How many labels it was learned from.</summary>
    public int Labels { get; }

    internal double Scale { get; }

    internal double Intercept { get; }

    internal double CalibrationSlope { get; }

    internal double CalibrationOffset { get; }

    internal float[] Structure { get; }

    /// <summary>Weights of n-grams, those of frames included, by hash.</summary>
    internal IReadOnlyDictionary<uint, float> Ngrams { get; }

    /// <summary>Reads what <see cref="Write(Stream)"/> wrote.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The adjustment.</returns>
    /// <exception cref="InvalidDataException">Not such a file, another version, or out of bounds.</exception>
    public static ClassifierAdjustment Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw Bad("it is not a calibration file");
        }
    }

    internal static ClassifierAdjustment Read(JsonElement root)
    {
        try
        {
            if (root.GetProperty("format").GetInt32() != Format) throw Bad("it was written by another version; calibrate again");
            float[] structure = [.. root.GetProperty("structure").EnumerateArray().Select(v => Finite(v.GetSingle()))];
            byte[] hashes = root.GetProperty("ngrams").GetBytesFromBase64(), weights = root.GetProperty("weights").GetBytesFromBase64();
            if (structure.Length != HybridAi.Structure.Count || hashes.Length % 4 != 0 || weights.Length * 2 != hashes.Length)
                throw Bad("its sizes do not match");
            if (hashes.Length / 4 > MaxNgrams) throw Bad("it has too many n-grams");
            var ngrams = new Dictionary<uint, float>(hashes.Length / 4);
            for (int i = 0; i < hashes.Length / 4; i++)
            {
                uint hash = BinaryPrimitives.ReadUInt32LittleEndian(hashes.AsSpan(4 * i));
                ngrams[hash] = Finite((float)BinaryPrimitives.ReadHalfLittleEndian(weights.AsSpan(2 * i)));
            }

            return new ClassifierAdjustment(
                root.GetProperty("classifier").GetString() ?? "",
                root.GetProperty("labels").GetInt32(),
                Finite(root.GetProperty("scale").GetSingle()),
                Finite(root.GetProperty("intercept").GetSingle()),
                Finite(root.GetProperty("slope").GetSingle()) is > 0 and var slope ? slope : throw Bad("its slope would turn the order of scores round"),
                Finite(root.GetProperty("offset").GetSingle()),
                structure,
                ngrams);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Bad("it is not a calibration file");
        }
    }

    /// <summary>Writes it as JSON.</summary>
    /// <param name="stream">Where to; not disposed.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream);
        Write(json);
    }

    internal void Write(Utf8JsonWriter json)
    {
        byte[] hashes = new byte[4 * Ngrams.Count], weights = new byte[2 * Ngrams.Count];
        int at = 0;
        foreach (var (ngram, weight) in Ngrams.OrderBy(n => n.Key))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hashes.AsSpan(4 * at), ngram);
            BinaryPrimitives.WriteHalfLittleEndian(weights.AsSpan(2 * at++), (Half)weight);
        }

        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("classifier", ClassifierRevision);
        json.WriteNumber("labels", Labels);
        json.WriteNumber("scale", (float)Scale);
        json.WriteNumber("intercept", (float)Intercept);
        json.WriteNumber("slope", (float)CalibrationSlope);
        json.WriteNumber("offset", (float)CalibrationOffset);
        json.WriteStartArray("structure");
        foreach (float weight in Structure) json.WriteNumberValue(weight);
        json.WriteEndArray();
        json.WriteBase64String("ngrams", hashes);
        json.WriteBase64String("weights", weights);
        json.WriteEndObject();
    }

    internal ClassifierModel Apply(ClassifierModel model)
    {
        if (!model.Revision.Equals(ClassifierRevision, StringComparison.Ordinal))
            throw new InvalidOperationException(
                "The calibration was learned from another revision of the classifier and is stale: calibrate again.");
        var vocabulary = model.Vocabulary.With([.. Ngrams.Keys]);
        var weights = new float[vocabulary.Size];
        Array.Fill(weights, OwnWeights.None);
        foreach (var (ngram, weight) in Ngrams)
        {
            weights[vocabulary.Find(ngram)] = weight; // where it is found when the shipped n-grams hold it too
            weights[vocabulary.FindOwn(ngram)] = weight;
        }

        return model with
        {
            Vocabulary = vocabulary,
            Own = new OwnWeights(Scale, Intercept, Structure, weights),
            CalibrationSlope = CalibrationSlope,
            CalibrationOffset = CalibrationOffset,
            Revision = string.Create(CultureInfo.InvariantCulture, $"{model.Revision}+{Labels}"),
        };
    }

    private static float Finite(float value) => float.IsFinite(value) ? value : throw Bad("a number is not finite");

    private static InvalidDataException Bad(string why) => new($"The calibration cannot be read: {why}.");
}
