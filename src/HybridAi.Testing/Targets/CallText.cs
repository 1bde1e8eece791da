using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>Collects everything readable in a request. On purpose not the walk the egress gate does: that one is under test.</summary>
internal static class CallText
{
    public static string Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            Add(text, message.AuthorName);
            Add(text, message.AdditionalProperties);
            foreach (var content in message.Contents)
            {
                Add(text, content);
            }
        }

        if (options is not null)
        {
            Add(text, options);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, ChatOptions options)
    {
        Add(text, options.Instructions);
        Add(text, options.ModelId);
        Add(text, options.ConversationId);
        Add(text, options.AdditionalProperties);
        foreach (var stop in options.StopSequences ?? [])
        {
            Add(text, stop);
        }

        foreach (var tool in options.Tools ?? [])
        {
            Add(text, tool.Name);
            Add(text, tool.Description);
            Add(text, tool.AdditionalProperties);
            if (tool is AIFunctionDeclaration function)
            {
                Add(text, (object)function.JsonSchema);
            }
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            Add(text, json.SchemaName);
            Add(text, json.SchemaDescription);
            Add(text, json.Schema);
        }
    }

    private static void Add(StringBuilder text, AIContent content)
    {
        Add(text, content.AdditionalProperties);
        switch (content)
        {
            case TextContent { Text: var written }:
                Add(text, written);
                break;
            case TextReasoningContent { Text: var thought }:
                Add(text, thought);
                break;
            case FunctionCallContent call:
                Add(text, call.Name);
                Add(text, call.Arguments);
                break;
            case FunctionResultContent result:
                Add(text, result.Result);
                break;
            case DataContent data:
                Add(text, data.Name);
                Add(text, data.HasTopLevelMediaType("text") ? Encoding.UTF8.GetString(data.Data.Span) : data.Uri);
                break;
            case UriContent uri:
                Add(text, uri.Uri.OriginalString);
                break;
            case ErrorContent error:
                Add(text, error.Message);
                Add(text, error.Details);
                break;
            default:
                Add(text, content.ToString());
                break;
        }
    }

    private static void Add(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string plain:
                text.Append(plain).Append('\n');
                break;
            case JsonElement element:
                Add(text, element);
                break;
            case IEnumerable<KeyValuePair<string, object?>> properties:
                foreach (var (name, inner) in properties)
                {
                    text.Append(name).Append('\n');
                    Add(text, inner);
                }

                break;
            case AIContent content:
                Add(text, content);
                break;
            case System.Collections.IEnumerable several:
                foreach (var one in several)
                {
                    Add(text, one);
                }

                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
                break;
        }
    }

    // Strings unescaped, so that what is looked for is found however it was written.
    private static void Add(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    text.Append(property.Name).Append('\n');
                    Add(text, property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Add(text, item);
                }

                break;
            case JsonValueKind.String:
                text.Append(element.GetString()).Append('\n');
                break;
            default:
                text.Append(element.GetRawText()).Append('\n');
                break;
        }
    }
}
