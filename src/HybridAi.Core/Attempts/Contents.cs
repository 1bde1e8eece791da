using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What counts as content: the first of it, handed to the caller, commits an attempt.</summary>
internal static class Contents
{
    public static bool HasContent(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents.Each())
        {
            if (IsContent(content))
            {
                return true;
            }
        }

        return false;
    }

    public static bool HasContent(ChatResponse response)
    {
        foreach (var message in response.Messages)
        {
            if (message.Contents.Any(IsContent))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContent(AIContent content) => content switch
    {
        TextContent { Text: { Length: > 0 } } => true,
        TextReasoningContent { Text: { Length: > 0 } } => true,
        TextContent or TextReasoningContent or UsageContent => false,
        _ => true,
    };
}
