using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Writes the body of a chat-completions request.</summary>
internal static class RequestJson
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = false,
    };

    // The only additional properties that are sent. Other keys belong to the application or to the router.
    private static readonly string[] PassedOn = ["logprobs", "top_logprobs", "min_p", "service_tier"];

    /// <summary>Writes the body.</summary>
    /// <exception cref="TargetUnavailableException">A content or tool has no form on this wire (InvalidRequest).</exception>
    public static BinaryData Write(
        IEnumerable<ChatMessage> messages, ChatOptions? options, string model, TokenLimitField limitField, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, string.IsNullOrEmpty(options?.ModelId) ? model : options.ModelId);
            MessageJson.Write(json, messages, options?.Instructions);
            if (stream)
            {
                json.WriteBoolean("stream"u8, true);
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }

            if (options is not null)
            {
                WriteOptions(json, options, limitField);
            }

            json.WriteEndObject();
        }

        return new BinaryData(buffer.WrittenMemory);
    }

    private static void WriteOptions(Utf8JsonWriter json, ChatOptions options, TokenLimitField limitField)
    {
        if (options.MaxOutputTokens is { } limit)
        {
            json.WriteNumber(limitField == TokenLimitField.MaxTokens ? "max_tokens"u8 : "max_completion_tokens"u8, limit);
        }

        WriteFloat(json, "temperature"u8, options.Temperature);
        WriteFloat(json, "top_p"u8, options.TopP);
        WriteFloat(json, "frequency_penalty"u8, options.FrequencyPenalty);
        WriteFloat(json, "presence_penalty"u8, options.PresencePenalty);
        if (options.TopK is { } topK)
        {
            json.WriteNumber("top_k"u8, topK);
        }

        if (options.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        if (options.Reasoning?.Effort is { } effort)
        {
            json.WriteString("reasoning_effort"u8, effort switch
            {
                ReasoningEffort.None => "none",
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                ReasoningEffort.High => "high",
                _ => "xhigh",
            });
        }

        ToolJson.Write(json, options);
        ResponseFormatJson.Write(json, options);
        WritePassedOn(json, options.AdditionalProperties);
    }

    private static void WriteFloat(Utf8JsonWriter json, ReadOnlySpan<byte> name, float? value)
    {
        if (value is { } number && float.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WritePassedOn(Utf8JsonWriter json, AdditionalPropertiesDictionary? properties)
    {
        if (properties is null)
        {
            return;
        }

        foreach (var name in PassedOn)
        {
            switch (properties.TryGetValue(name, out var value) ? value : null)
            {
                case bool flag: json.WriteBoolean(name, flag); break;
                case int number: json.WriteNumber(name, number); break;
                case long number: json.WriteNumber(name, number); break;
                case float number when float.IsFinite(number): json.WriteNumber(name, number); break;
                case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
                case string text: json.WriteString(name, text); break;
                case JsonElement element when element.ValueKind != JsonValueKind.Undefined:
                    json.WritePropertyName(name);
                    element.WriteTo(json);
                    break;
                default: break;
            }
        }
    }
}
