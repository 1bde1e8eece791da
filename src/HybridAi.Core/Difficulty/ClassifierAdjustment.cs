using System.Globalization;
using System.Text.Json;

namespace HybridAi;

/// <summary>
/// What labels of an app's own traffic add to a classifier: a scale, an intercept and weights, relative to one revision. Content-free:
/// the weights are hashed, and only words that at least two labelled prompts share have one. Immutable.
/// </summary>
public sealed class ClassifierAdjustment
{
    internal const int MaxNgrams = 8192;

    private const int Format = 1;

    internal ClassifierAdjustment(
        string classifierRevision, int labels, double scale, double intercept, double slope, double offset, float[] structure,
        IReadOnlyDictionary<int, float> buckets, IReadOnlyDictionary<uint, float> ngrams)
    {
        ClassifierRevision = classifierRevision;
        Labels = labels;
        Scale = scale;
        Intercept = intercept;
        CalibrationSlope = slope;
        CalibrationOffset = offset;
        Structure = structure;
        Buckets = buckets;
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

    internal IReadOnlyDictionary<int, float> Buckets { get; }

    /// <summary>Weights of n-grams that the shipped vocabulary lacks, by hash.</summary>
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
            if (structure.Length != HybridAi.Structure.Count) throw Bad("its sizes do not match");
            var buckets = new Dictionary<int, float>();
            foreach (var bucket in root.GetProperty("buckets").EnumerateObject())
            {
                int index = int.Parse(bucket.Name, NumberStyles.None, CultureInfo.InvariantCulture);
                if (index >= 1 << 18) throw Bad("a bucket is out of bounds");
                buckets[index] = Finite(bucket.Value.GetSingle());
            }

            var ngrams = new Dictionary<uint, float>();
            foreach (var ngram in root.GetProperty("ngrams").EnumerateObject())
                ngrams[uint.Parse(ngram.Name, NumberStyles.None, CultureInfo.InvariantCulture)] = Finite(ngram.Value.GetSingle());
            if (ngrams.Count > MaxNgrams) throw Bad("it has too many n-grams");
            return new ClassifierAdjustment(
                root.GetProperty("classifier").GetString() ?? "",
                root.GetProperty("labels").GetInt32(),
                Finite(root.GetProperty("scale").GetSingle()),
                Finite(root.GetProperty("intercept").GetSingle()),
                Finite(root.GetProperty("slope").GetSingle()),
                Finite(root.GetProperty("offset").GetSingle()),
                structure,
                buckets,
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
        json.WriteStartObject("buckets");
        foreach (var (bucket, weight) in Buckets.OrderBy(b => b.Key))
            json.WriteNumber(bucket.ToString(CultureInfo.InvariantCulture), weight);
        json.WriteEndObject();
        json.WriteStartObject("ngrams");
        foreach (var (ngram, weight) in Ngrams.OrderBy(n => n.Key))
            json.WriteNumber(ngram.ToString(CultureInfo.InvariantCulture), weight);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal ClassifierModel Apply(ClassifierModel model)
    {
        if (!model.Revision.Equals(ClassifierRevision, StringComparison.Ordinal))
            throw new InvalidOperationException(
                "The calibration was learned from another revision of the classifier and is stale: calibrate again.");
        var vocabulary = model.Vocabulary.With([.. Ngrams.Keys]);
        var weights = new Half[vocabulary.Size];
        for (int i = 0; i < model.Weights.Length; i++)
            weights[i] = (Half)((Scale * (double)model.Weights[i]) + Buckets.GetValueOrDefault(i));
        foreach (var (ngram, weight) in Ngrams) weights[vocabulary.Find(ngram)] = (Half)weight;
        var structure = new float[model.StructureWeights.Length];
        for (int i = 0; i < structure.Length; i++) structure[i] = (float)((Scale * model.StructureWeights[i]) + Structure[i]);
        return new ClassifierModel
        {
            Vocabulary = vocabulary,
            Weights = weights,
            StructureWeights = structure,
            StructureMeans = model.StructureMeans,
            StructureScales = model.StructureScales,
            StructureClip = model.StructureClip,
            LengthPower = model.LengthPower,
            LengthOffset = model.LengthOffset,
            Intercept = (Scale * model.Intercept) + Intercept,
            CalibrationSlope = CalibrationSlope,
            CalibrationOffset = CalibrationOffset,
            TaskWeights = model.TaskWeights,
            TaskScale = model.TaskScale,
            TaskStructureWeights = model.TaskStructureWeights,
            TaskIntercepts = model.TaskIntercepts,
            Revision = string.Create(CultureInfo.InvariantCulture, $"{model.Revision}+{Labels}"),
        };
    }

    private static float Finite(float value) => float.IsFinite(value) ? value : throw Bad("a number is not finite");

    private static InvalidDataException Bad(string why) => new($"The calibration cannot be read: {why}.");
}
