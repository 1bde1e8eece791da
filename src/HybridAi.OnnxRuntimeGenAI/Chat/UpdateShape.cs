using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Gives all updates of an answer the same ids.</summary>
internal sealed class UpdateShape(string modelId, DateTimeOffset createdAt)
{
    private readonly string _responseId = $"local-{Guid.NewGuid():N}";
    private readonly string _messageId = $"msg-{Guid.NewGuid():N}";

    /// <summary>An update with a piece of the answer.</summary>
    public ChatResponseUpdate Of(AnswerPiece piece)
    {
        var update = Create(piece.Text.Length > 0 ? [new TextContent(piece.Text)] : []);
        if (piece.LogProbabilities is not null)
            (update.AdditionalProperties ??= [])[GenAIChatClient.LogProbabilitiesKey] = piece.LogProbabilities;
        if (piece.Confidence is not null)
            (update.AdditionalProperties ??= [])[IDraftConfidence.Key] = piece.Confidence;
        return update;
    }

    /// <summary>The last update: finish reason, usage, what was left out.</summary>
    public ChatResponseUpdate Last(
        ChatFinishReason finish, int promptTokens, GenerationResult result, int dropped, DraftConfidence? confidence)
    {
        var update = Create([new UsageContent(new UsageDetails
        {
            InputTokenCount = promptTokens,
            OutputTokenCount = result.OutputTokens,
            TotalTokenCount = promptTokens + result.OutputTokens,
            CachedInputTokenCount = result.CachedTokens,
        })]);
        update.FinishReason = finish;
        if (dropped > 0)
            (update.AdditionalProperties ??= [])[GenAIChatClient.DroppedMessagesKey] = dropped;
        if (confidence is not null)
            (update.AdditionalProperties ??= [])[IDraftConfidence.Key] = confidence;
        return update;
    }

    private ChatResponseUpdate Create(List<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = _responseId,
        MessageId = _messageId,
        ModelId = modelId,
        CreatedAt = createdAt,
    };
}
