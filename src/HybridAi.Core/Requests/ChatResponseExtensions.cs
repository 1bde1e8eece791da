using Microsoft.Extensions.AI;

namespace HybridAi;

internal static class ChatResponseExtensions
{
    /// <summary>A response with other messages and everything else of this one; nothing of this one is changed.</summary>
    public static ChatResponse WithMessages(this ChatResponse response, IList<ChatMessage> messages) => new(messages)
    {
        ResponseId = response.ResponseId,
        ConversationId = response.ConversationId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = response.FinishReason,
        Usage = response.Usage,
        RawRepresentation = response.RawRepresentation,
        AdditionalProperties = response.AdditionalProperties,
    };
}
