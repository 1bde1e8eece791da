using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Collects every piece of text of a request that could leave the device, so that each can be labelled.</summary>
internal sealed class RequestParts
{
    private RequestParts(int capacity) => Texts = new(capacity);

    public List<string> Texts { get; }

    /// <summary>Whether something is in the request that cannot be read as text: an image, for example.</summary>
    public bool Unreadable { get; private set; }

    /// <summary>Whether a message is marked to be kept on the device.</summary>
    public bool KeptOnDevice { get; private set; }

    public static RequestParts Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var parts = new RequestParts(messages.Count + 4);
        for (var i = 0; i < messages.Count; i++)
        {
            parts.Add(messages[i]);
        }

        if (options is not null)
        {
            parts.Add(options);
        }

        return parts;
    }

    private void Add(ChatMessage message)
    {
        KeptOnDevice |= message.IsKeptOnDevice();
        Add(message.AuthorName);
        var texts = 0;
        var contents = message.Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            texts += contents[i] is TextContent ? 1 : 0;
            Add(contents[i]);
        }

        // A value cut in two contents is whole again where a target joins them.
        if (texts > 1)
        {
            Add(message.Text);
        }
    }

    private void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                Add(text.Text);
                break;
            case TextReasoningContent reasoning:
                Add(reasoning.Text);
                break;
            case FunctionCallContent call:
                Add(call.Name);
                foreach (var (key, value) in call.Arguments ?? Enumerable.Empty<KeyValuePair<string, object?>>())
                {
                    Add(key);
                    AddValue(value);
                }

                break;
            case FunctionResultContent result:
                AddValue(result.Result);
                break;
            case DataContent data:
                Add(data);
                break;
            case UriContent uri:
                Add(uri.Uri.OriginalString);
                Add(Uri.UnescapeDataString(uri.Uri.OriginalString));
                break;
            case ErrorContent error:
                Add(error.Message);
                Add(error.ErrorCode);
                break;
            case UsageContent:
                break;
            default:
                Unreadable = true;
                break;
        }
    }

    private void Add(DataContent data)
    {
        Add(data.Name);
        if (data.MediaType is { } type && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)))
        {
            Add(Encoding.UTF8.GetString(data.Data.Span));
        }
        else
        {
            Unreadable = true;
        }
    }

    private void Add(ChatOptions options)
    {
        Add(options.Instructions);
        Add(options.ModelId);
        foreach (var stop in options.StopSequences ?? [])
        {
            Add(stop);
        }

        foreach (var tool in options.Tools ?? [])
        {
            Add(tool.Name);
            Add(tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                Add(function.JsonSchema);
                Add(function.ReturnJsonSchema ?? default);
            }
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            Add(json.SchemaName);
            Add(json.SchemaDescription);
            Add(json.Schema ?? default);
        }

        foreach (var (key, value) in options.AdditionalProperties ?? [])
        {
            if (!key.StartsWith(HybridKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                Add(key);
                AddValue(value);
            }
        }
    }

    private void AddValue(object? value)
    {
        switch (value)
        {
            case null or bool:
                break;
            case string text:
                Add(text);
                break;
            case JsonElement element:
                Add(element);
                break;
            case AIContent content:
                Add(content);
                break;
            case IEnumerable<AIContent> contents:
                foreach (var content in contents)
                {
                    Add(content);
                }

                break;
            case IFormattable number when value.GetType().IsPrimitive || value is decimal:
                Add(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                Add(Rebuild.TryAsJson(value));
                break;
        }
    }

    private void Add(JsonElement? element)
    {
        if (element is { } present)
        {
            Add(present);
        }
        else
        {
            Unreadable = true;
        }
    }

    // Strings are labelled unescaped: "\u0034111" is a card number once a target has parsed it.
    private void Add(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Add(element.GetString());
                break;
            case JsonValueKind.Number:
                Add(element.GetRawText());
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Add(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Add(property.Name);
                    Add(property.Value);
                }

                break;
        }
    }

    private void Add(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        Texts.Add(text);
        if (text.Contains("\\u", StringComparison.Ordinal))
        {
            Texts.Add(JsonEscapes.Decode(text));
        }
    }
}
