using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The JSON form of records and settings, for the files of a recorder.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RouteRecord))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;

/// <summary>Settings are written in full: what is left out would be read as zero, not as its default.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(PrivacyPolicyConverter)])]
[JsonSerializable(typeof(RouteSetting))]
internal sealed partial class SettingJsonContext : JsonSerializerContext;

/// <summary>Reads and writes records and settings as compact JSON, without reflection.</summary>
public static class RecordJson
{
    /// <summary>Writes a record.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="record">The record.</param>
    public static void Write(Utf8JsonWriter writer, RouteRecord record) =>
        JsonSerializer.Serialize(writer, record, RecordJsonContext.Default.RouteRecord);

    /// <summary>Writes a setting.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="setting">The setting.</param>
    public static void Write(Utf8JsonWriter writer, RouteSetting setting) =>
        JsonSerializer.Serialize(writer, setting, SettingJsonContext.Default.RouteSetting);

    /// <summary>Reads a record.</summary>
    /// <param name="json">What was written.</param>
    /// <exception cref="JsonException">It is not a record.</exception>
    public static RouteRecord ReadRecord(JsonElement json) =>
        json.Deserialize(RecordJsonContext.Default.RouteRecord) is { Decision: not null, Outcome: not null, Facts: not null } record
            ? record : throw new JsonException("This is not a record.");

    /// <summary>Reads a setting. What an older version did not know has its default.</summary>
    /// <param name="json">What was written.</param>
    /// <exception cref="JsonException">It is not a setting.</exception>
    public static RouteSetting ReadSetting(JsonElement json)
    {
        var empty = new RouteSetting(new(), new Dictionary<string, TargetProfile>());
        var merged = JsonSerializer.SerializeToNode(empty, SettingJsonContext.Default.RouteSetting)!.AsObject();
        if (JsonObject.Create(json) is not { } given || given["policy"] is not JsonObject policy || given["targets"] is not JsonObject targets)
        {
            throw new JsonException("This is not a setting.");
        }

        // What is missing would be read as zero or null, not as its default.
        foreach (var (name, value) in policy.ToArray())
        {
            merged["policy"]![name] = value?.DeepClone();
        }

        merged["targets"] = targets.DeepClone();
        foreach (var (_, target) in merged["targets"]!.AsObject())
        {
            target!.AsObject().TryAdd("languages", new JsonArray());
        }

        return merged.Deserialize(SettingJsonContext.Default.RouteSetting)!;
    }
}

/// <summary>A privacy policy as its table.</summary>
internal sealed class PrivacyPolicyConverter : JsonConverter<PrivacyPolicy>
{
    public override PrivacyPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var root = json.RootElement;
        try
        {
            return new(
                root.GetProperty("preset").GetString()!,
                (PrivacyPosture)root.GetProperty("posture").GetInt32(),
                root.GetProperty("rules").EnumerateArray().Select(r => new PrivacyRule(
                    r[0].GetString()!, (Treatment)r[1].GetInt32(), (Treatment)r[2].GetInt32(), r[3].GetDouble())
                {
                    InCompany = r[4].ValueKind == JsonValueKind.Null ? null : (Treatment)r[4].GetInt32(),
                }),
                root.GetProperty("detection").GetDouble());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or ArgumentException)
        {
            throw new JsonException("This is not a privacy policy.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, PrivacyPolicy value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("preset", value.Preset);
        writer.WriteNumber("posture", (int)value.Posture);
        writer.WriteNumber("detection", value.DetectionThreshold);
        writer.WriteStartArray("rules");
        foreach (var rule in value.Rules)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(rule.Subject);
            writer.WriteNumberValue((int)rule.Private);
            writer.WriteNumberValue((int)rule.Cloud);
            writer.WriteNumberValue(rule.Threshold);
            if (rule.InCompany is { } stricter)
            {
                writer.WriteNumberValue((int)stricter);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
