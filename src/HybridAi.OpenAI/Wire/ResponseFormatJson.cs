using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Writes <c>response_format</c>.</summary>
internal static class ResponseFormatJson
{
    /// <summary>Writes JSON mode or a JSON schema; text, the default, is not written.</summary>
    public static void Write(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.ResponseFormat is not ChatResponseFormatJson format)
        {
            return;
        }

        json.WriteStartObject("response_format"u8);
        if (format.Schema is { } schema)
        {
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, Name(format.SchemaName));
            if (!string.IsNullOrEmpty(format.SchemaDescription))
            {
                json.WriteString("description"u8, format.SchemaDescription);
            }

            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            var asked = options.AdditionalProperties?.TryGetValue("strict", out var value) == true ? value as bool? : null;
            if (asked ?? IsStrict(schema))
            {
                json.WriteBoolean("strict"u8, true);
            }

            json.WriteEndObject();
        }
        else
        {
            json.WriteString("type"u8, "json_object"u8);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Whether a server that enforces schemas strictly accepts this one: every object closed, every property required,
    /// and no keyword outside the common subset. Source: platform.openai.com/docs/guides/structured-outputs.
    /// </summary>
    internal static bool IsStrict(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => IsStrictObject(schema),
        _ => false,
    };

    private static bool IsStrictObject(JsonElement schema)
    {
        if (schema.Member("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            var required = schema.Items("required").Select(item => item.GetString()).ToHashSet();
            if (schema.Member("additionalProperties") is not { ValueKind: JsonValueKind.False }
                || !properties.EnumerateObject().All(p => required.Contains(p.Name) && IsStrict(p.Value)))
            {
                return false;
            }
        }
        else if (schema.Text("type") is null or "object" && schema.Member("enum") is null && schema.Member("anyOf") is null
            && schema.Member("$ref") is null && schema.Member("type") is not { ValueKind: JsonValueKind.Array })
        {
            return false;
        }

        return (schema.Member("items") is not { } items || IsStrict(items))
            && schema.Items("anyOf").All(IsStrict)
            && (schema.Member("$defs") is not { } defs || defs.EnumerateObject().All(d => IsStrict(d.Value)))
            && schema.Member("allOf") is null && schema.Member("oneOf") is null && schema.Member("not") is null
            && schema.Member("patternProperties") is null && schema.Member("if") is null;
    }

    private static string Name(string? name) => string.IsNullOrWhiteSpace(name)
        ? "answer"
        : string.Concat(name.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
