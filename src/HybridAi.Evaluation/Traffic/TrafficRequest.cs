using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>One request of a log, as far as money, difficulty and privacy need it.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Prompt">The last message by the user; <see langword="null"/> when the log has no content.</param>
/// <param name="AllText">Everything that was sent, for the privacy scan.</param>
/// <param name="InputTokens">Input tokens as reported.</param>
/// <param name="CachedTokens">Of these, tokens that were cached.</param>
/// <param name="OutputTokens">Output tokens as reported.</param>
/// <param name="Spend">What the gateway says it cost.</param>
public sealed record TrafficRequest(
    string? Model, string? Prompt, string AllText, long InputTokens, long CachedTokens, long OutputTokens, decimal? Spend)
{
    /// <summary>What was said, as far as it is text; what a tool answered is its result. Empty when the log has no content.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>Names of the tools that were offered.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Most tokens that the answer was allowed; <see langword="null"/> when nothing was said.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether something was sent that is no text, an image for example.</summary>
    public bool HasAttachments { get; init; }
}
