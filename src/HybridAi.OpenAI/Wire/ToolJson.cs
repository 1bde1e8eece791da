using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Tools on the wire: declarations, calls and results.</summary>
internal static class ToolJson
{
    // The abstraction's own source-generated types know JSON values and its content types, also where reflection is off.
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c> when there are tools.</summary>
    /// <exception cref="TargetUnavailableException">A tool is not a function (InvalidRequest).</exception>
    public static void Write(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            WriteDeclaration(json, tool as AIFunctionDeclaration ?? throw new TargetUnavailableException(
                TargetErrorKind.InvalidRequest, $"A tool of kind {tool.GetType().Name} cannot be sent: only functions can."));
        }

        json.WriteEndArray();
        WriteChoice(json, options.ToolMode);
        if (options.AllowMultipleToolCalls is { } parallel)
        {
            json.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    /// <summary>Writes the calls an assistant's message made.</summary>
    public static void WriteCalls(Utf8JsonWriter json, List<FunctionCallContent> calls)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.CallId);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments is null ? "{}" : Serialize(call.Arguments));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What of a tool's result is no text: the wire has no place for it in the result itself.</summary>
    public static IEnumerable<AIContent> Media(FunctionResultContent result) => result.Result switch
    {
        AIContent one => IsSaid(one) ? [] : [one],
        IEnumerable<AIContent> contents => contents.Where(c => !IsSaid(c)),
        _ => [],
    };

    /// <summary>A tool's result as text: strings as they are, the texts of contents joined, everything else as JSON.</summary>
    public static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is null ? string.Empty : "Error: the tool failed.",
        string text => text,
        TextContent text => text.Text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        AIContent content => Said(content),
        IEnumerable<AIContent> contents => string.Concat(contents.Select(Said)),
        { } value => Serialize(value),
    };

    /// <summary>A call's arguments from the server's text.</summary>
    /// <returns>The call; what cannot be read shows as <see cref="FunctionCallContent.Exception"/> without the text.</returns>
    public static FunctionCallContent Call(string id, string name, string? arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
        {
            return new(id, name, new Dictionary<string, object?>());
        }

        try
        {
            using var document = JsonDocument.Parse(arguments);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var values = new Dictionary<string, object?>();
                foreach (var member in document.RootElement.EnumerateObject())
                {
                    values[member.Name] = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.Clone();
                }

                return new(id, name, values);
            }
        }
        catch (JsonException)
        {
            // Said below; the exception's own text may quote the arguments.
        }

        return new(id, name) { Exception = new FormatException("The tool call's arguments are not a JSON object.") };
    }

    private static string Said(AIContent content) => content switch
    {
        TextContent text => text.Text,
        ErrorContent error => $"Error: {error.Message}",
        DataContent data when IsSaid(data) => Encoding.UTF8.GetString(data.Data.Span),
        DataContent or UriContent => "(see below)",
        _ => string.Empty,
    };

    private static bool IsSaid(AIContent content) =>
        content is TextContent or TextReasoningContent or ErrorContent or UsageContent
        || (content is DataContent data && (data.HasTopLevelMediaType("text") || data.MediaType is "application/json"));

    private static void WriteDeclaration(Utf8JsonWriter json, AIFunctionDeclaration function)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, function.Name);
        if (!string.IsNullOrEmpty(function.Description))
        {
            json.WriteString("description"u8, function.Description);
        }

        json.WritePropertyName("parameters"u8);
        if (function.JsonSchema.Member("properties") is not null)
        {
            function.JsonSchema.WriteTo(json);
        }
        else
        {
            // Some servers refuse a function without this form.
            json.WriteRawValue("""{"type":"object","properties":{}}"""u8);
        }

        if (function.AdditionalProperties.TryGetValue("strict", out var strict) && strict is bool flag)
        {
            json.WriteBoolean("strict"u8, flag);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        switch (mode)
        {
            case NoneChatToolMode:
                json.WriteString("tool_choice"u8, "none"u8);
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice"u8, "required"u8);
                break;
            case AutoChatToolMode:
                json.WriteString("tool_choice"u8, "auto"u8);
                break;
            default: break;
        }
    }

    private static string Serialize(IDictionary<string, object?> value) =>
        JsonSerializer.Serialize(value, Compact.GetTypeInfo(typeof(IDictionary<string, object?>)));

    private static string Serialize(object value) => JsonSerializer.Serialize(value, Compact.GetTypeInfo(typeof(object)));
}
