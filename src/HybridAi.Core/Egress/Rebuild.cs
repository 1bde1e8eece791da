using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Copies messages and options into fresh objects from an allow-list. What is not on the list is refused, never dropped.</summary>
/// <remarks>
/// Left behind on purpose, because no target needs them: ids and times of messages, annotations, raw representations, additional
/// properties of messages and contents, and every <c>hybridai.*</c> option.
/// </remarks>
internal static class Rebuild
{
    public static List<ChatMessage> Messages(IEnumerable<ChatMessage> messages)
    {
        var rebuilt = new List<ChatMessage>();
        foreach (var message in messages)
        {
            var contents = new List<AIContent>(message.Contents.Count);
            foreach (var content in message.Contents)
            {
                if (content is not UsageContent)
                {
                    contents.Add(Content(content));
                }
            }

            rebuilt.Add(new(message.Role, contents) { AuthorName = message.AuthorName });
        }

        return rebuilt;
    }

    public static ChatOptions? Options(ChatOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        if (NotTransferable.OfOptions(options) is { } kind)
        {
            throw Refused(kind);
        }

        return new()
        {
            ConversationId = options.ConversationId,
            Instructions = options.Instructions,
            Temperature = options.Temperature,
            MaxOutputTokens = options.MaxOutputTokens,
            TopP = options.TopP,
            TopK = options.TopK,
            FrequencyPenalty = options.FrequencyPenalty,
            PresencePenalty = options.PresencePenalty,
            Seed = options.Seed,
            Reasoning = options.Reasoning is { } r ? new() { Effort = r.Effort, Output = r.Output } : null,
            ResponseFormat = Format(options.ResponseFormat),
            ModelId = options.ModelId,
            StopSequences = options.StopSequences is { } stops ? [.. stops] : null,
            AllowMultipleToolCalls = options.AllowMultipleToolCalls,
            ToolMode = options.ToolMode,
            Tools = options.Tools is { } tools ? [.. tools.Select(Declaration)] : null,
            AdditionalProperties = Properties(options.AdditionalProperties),
        };
    }

    private static AIContent Content(AIContent content) => !NotTransferable.IsKnown(content)
        ? throw Refused(content.GetType().Name)
        : content switch
        {
            TextContent text => new TextContent(text.Text),
            TextReasoningContent reasoning => new TextReasoningContent(reasoning.Text),
            FunctionCallContent call => new FunctionCallContent(call.CallId, call.Name, Arguments(call.Arguments))
            {
                InformationalOnly = call.InformationalOnly,
            },
            FunctionResultContent result => new FunctionResultContent(result.CallId, Result(result.Result)),
            DataContent data => new DataContent(data.Data.ToArray(), data.MediaType) { Name = data.Name },
            UriContent uri => new UriContent(uri.Uri, uri.MediaType),
            ErrorContent error => new ErrorContent(error.Message) { ErrorCode = error.ErrorCode },
            _ => throw Refused(content.GetType().Name),
        };

    private static Dictionary<string, object?>? Arguments(IDictionary<string, object?>? arguments) =>
        arguments?.ToDictionary(a => a.Key, a => Value(a.Value), StringComparer.Ordinal);

    // Enumerated once: what is labelled afterwards is this copy.
    private static object? Result(object? result)
    {
        if (result is null or TextContent || !ToolResults.AreContents(result))
        {
            return Value(result);
        }

        var contents = ToolResults.Read(result) ?? throw Refused(ToolResults.Unknown(result) ?? "content list");
        return result is AIContent ? Content(contents[0]) : contents.Where(c => c is not UsageContent).Select(Content).ToList();
    }

    /// <summary>A value of a tool call or result in a form that holds nothing unseen.</summary>
    public static object? Value(object? value) => value switch
    {
        null or string or bool or int or long or double or float or decimal => value,
        TextContent text when text.GetType() == typeof(TextContent) => text.Text,
        JsonElement element => element.Clone(),
        byte[] bytes => bytes.Clone(),
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        Memory<byte> bytes => bytes.ToArray(),
        AIContent => throw Refused(value.GetType().Name),
        IEnumerable<AIContent> => throw Refused("content list"),
        _ => AsJson(value),
    };

    private static JsonElement AsJson(object value) => TryAsJson(value) ?? throw Refused(value.GetType().Name);

    /// <summary>A value of a tool call or result as the JSON a target would see, or <see langword="null"/> when it has none.</summary>
    public static JsonElement? TryAsJson(object value)
    {
        try
        {
            return JsonSerializer.SerializeToElement(
                value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value is JsonNode ? typeof(JsonNode) : value.GetType()));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null; // It runs getters of the application; whatever they throw may quote what they hold.
        }
    }

    private static ChatResponseFormat? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json =>
            ChatResponseFormat.ForJsonSchema(schema.Clone(), json.SchemaName, json.SchemaDescription),
        ChatResponseFormatJson => ChatResponseFormat.Json,
        ChatResponseFormatText => ChatResponseFormat.Text,
        null => null,
        _ => throw Refused(format.GetType().Name),
    };

    // A declaration cannot be invoked: a target that runs tools by itself would send results nobody looked at.
    private static AIFunctionDeclaration Declaration(AITool tool) => tool is AIFunctionDeclaration function
        ? AIFunctionFactory.CreateDeclaration(
            function.Name, function.Description, function.JsonSchema.Clone(), function.ReturnJsonSchema?.Clone())
        : throw Refused("hosted tool");

    private static AdditionalPropertiesDictionary? Properties(AdditionalPropertiesDictionary? properties)
    {
        if (properties is null)
        {
            return null;
        }

        var rebuilt = new AdditionalPropertiesDictionary();
        foreach (var (key, value) in properties)
        {
            if (!key.StartsWith(HybridKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                rebuilt[key] = Value(value);
            }
        }

        return rebuilt.Count > 0 ? rebuilt : null;
    }

    private static TargetUnavailableException Refused(string kind) => new(
        TargetErrorKind.InvalidRequest,
        $"The request holds something that cannot be checked before it leaves the device ({kind}). Remove it or keep the request on the device.");
}
