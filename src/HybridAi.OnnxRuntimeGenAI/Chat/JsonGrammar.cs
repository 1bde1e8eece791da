using System.Buffers;
using System.Text;
using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI.Native;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Turns a response format into a grammar for the native side.</summary>
internal static class JsonGrammar
{
    // JSON mode: an object, as elsewhere; "any JSON value" would allow a bare number.
    private const string AnyObject = """{"type":"object"}""";

    // A small model may write legal white space for ever: the grammar allows none but single spaces behind ',' and ':'.
    private const string Hints = """{"whitespace_flexible":false,"item_separator":", ","key_separator":": "}""";

    /// <summary>The schema of a format, or <see langword="null"/> for plain text.</summary>
    public static string? SchemaOf(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson { Schema: { } schema } => WithHints(schema),
        ChatResponseFormatJson => WithHints(JsonElement.Parse(AnyObject)),
        _ => throw new LocalModelException(LocalModelErrorKind.NotSupported,
            $"The local model does not support the response format {format.GetType().Name}."),
    };

    /// <summary>The grammar of a schema. Without temperature the generators of equal schemas are shared.</summary>
    public static Guidance ToGuidance(string schema, AnswerWishes wishes) => wishes.Sampling.Temperature <= 0
        ? new("json_schema", schema)
        : new("json_schema", schema, wishes.Sampling.Temperature, wishes.Sampling.TopK > 0 ? wishes.Sampling.TopK : 50, wishes.Sampling.TopP,
            wishes.Seed is { } seed ? (int)(seed & int.MaxValue) : null);

    /// <summary>Whether a complete answer is JSON; a truncated one is not expected to be.</summary>
    public static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string WithHints(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            throw new LocalModelException(LocalModelErrorKind.GrammarInvalid, "A JSON schema must be a JSON object.");
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in schema.EnumerateObject())
            {
                if (!property.NameEquals("x-guidance"))
                    property.WriteTo(json);
            }
            json.WritePropertyName("x-guidance");
            json.WriteRawValue(Hints);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
