using System.Text;
using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Reads messages as turns of text. What cannot be shown to the model is refused, never dropped silently.</summary>
internal static class TurnReader
{
    /// <summary>Reads messages and instructions.</summary>
    /// <exception cref="LocalModelException">A content is not text, or there is no message.</exception>
    public static List<Turn> Read(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var turns = new List<Turn>();
        foreach (var message in messages)
            turns.Add(new(RoleOf(message.Role), TextOf(message)));
        if (turns.Count == 0)
            throw new LocalModelException(LocalModelErrorKind.NotSupported, "There is no message to answer. Send at least one.");
        if (string.IsNullOrEmpty(options?.Instructions))
            return turns;
        // Templates take one system turn, at the front.
        if (turns[0].Role == "system")
            turns[0] = new("system", $"{options.Instructions}\n\n{turns[0].Content}");
        else
            turns.Insert(0, new("system", options.Instructions));
        return turns;
    }

    private static string RoleOf(ChatRole role) =>
        role == ChatRole.System ? "system"
        : role == ChatRole.User ? "user"
        : role == ChatRole.Assistant ? "assistant"
        : throw new LocalModelException(LocalModelErrorKind.NotSupported,
            "The local model takes system, user and assistant messages only.");

    private static string TextOf(ChatMessage message)
    {
        if (message.Contents is [TextContent only])
            return only.Text ?? "";
        var text = new StringBuilder();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent part:
                    text.Append(part.Text);
                    break;
                // Reasoning of earlier answers is not shown to a model again, and usage is no content.
                case TextReasoningContent or UsageContent:
                    break;
                default:
                    throw new LocalModelException(LocalModelErrorKind.NotSupported,
                        $"The local model reads text only; a message holds {content.GetType().Name}.");
            }
        }
        return text.ToString();
    }
}
