using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Says whether a device's draft is good enough to be shown. Thread-safe.</summary>
/// <remarks>Called when the held-back part is complete and, if nothing was shown by then, once more at the end of the answer.</remarks>
public interface IDraftJudge
{
    /// <summary>A short name for decisions and metrics.</summary>
    string Name { get; }

    /// <summary>
    /// The most that one judging may use, for judges that ask a model; it is reserved from budgets and <see cref="HybridPolicy.MaxCost"/> before the judge is
    /// asked, and where it no longer fits the judge is not asked. Default nothing: a judge that only looks.
    /// </summary>
    UsageAmount MostUsage => default;

    /// <summary>Judges a draft.</summary>
    /// <param name="draft">The draft so far.</param>
    /// <param name="cancellationToken">Ends the judging.</param>
    ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken);
}

/// <summary>A device's answer that was not shown yet.</summary>
/// <param name="Target">Who wrote it.</param>
/// <param name="Messages">What it answers.</param>
/// <param name="Options">The options it was asked with.</param>
/// <param name="Text">Its text so far.</param>
/// <param name="Updates">Everything it consists of so far.</param>
/// <param name="IsComplete">Whether the answer has ended.</param>
public sealed record Draft(
    string Target,
    IReadOnlyList<ChatMessage> Messages,
    ChatOptions? Options,
    string Text,
    IReadOnlyList<ChatResponseUpdate> Updates,
    bool IsComplete);

/// <summary>What a judge says.</summary>
/// <param name="Refused">Whether another target should answer instead.</param>
/// <param name="Reason">Why, as a short code without content: small letters, '-' and '_', at most 32. Anything else is not handed on; the judge's name stands for it.</param>
public readonly record struct DraftVerdict(bool Refused, string? Reason)
{
    /// <summary>The draft may be shown.</summary>
    public static DraftVerdict Accept => default;

    /// <summary>What this judging used; billed to the request, its budgets and its outcome. Default nothing.</summary>
    public UsageAmount Used { get; init; }

    /// <summary>The draft is not good enough.</summary>
    /// <param name="reason">Why, as a short code without content.</param>
    public static DraftVerdict Refuse(string reason) => new(true, reason);
}
