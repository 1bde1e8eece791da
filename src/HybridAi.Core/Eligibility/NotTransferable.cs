using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Finds what cannot be rebuilt from an allow-list and therefore cannot leave the device.</summary>
internal static class NotTransferable
{
    /// <summary>Names the first such thing, or returns <see langword="null"/>.</summary>
    public static string? Reason(RequestSnapshot request, TargetState target)
    {
        if (target.IsOnDevice)
        {
            return !request.DropsTools(target) && request.Options?.Tools is { } own && own.Any(t => t is not AIFunctionDeclaration) ? "hosted tool" : null;
        }

        return OfOptions(request.Options) ?? OfMessages(request.Messages);
    }

    public static string? OfOptions(ChatOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        if (options.RawRepresentationFactory is not null)
        {
            return "raw options";
        }

#pragma warning disable MEAI001 // Read only to refuse them: their content cannot be checked.
        if (options.ContinuationToken is not null || options.AllowBackgroundResponses == true)
        {
            return "continuation token";
        }
#pragma warning restore MEAI001

        return options.Tools is { } tools && tools.Any(t => t is not AIFunctionDeclaration) ? "hosted tool" : null;
    }

    public static string? OfMessages(IReadOnlyList<ChatMessage> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            foreach (var content in messages[i].Contents.Each())
            {
                if (!IsKnown(content))
                {
                    return content.GetType().Name;
                }

                if (content is FunctionResultContent { Result: { } result } && ToolResults.Unknown(result) is { } kind)
                {
                    return kind;
                }
            }
        }

        return null;
    }

    // Exact types: a derived content may carry what nobody looked at.
    public static bool IsKnown(AIContent content) =>
        content.GetType() == typeof(TextContent)
        || content.GetType() == typeof(TextReasoningContent)
        || content.GetType() == typeof(FunctionCallContent)
        || content.GetType() == typeof(FunctionResultContent)
        || content.GetType() == typeof(DataContent)
        || content.GetType() == typeof(UriContent)
        || content.GetType() == typeof(UsageContent)
        || content.GetType() == typeof(ErrorContent);
}
