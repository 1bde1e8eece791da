using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>How an attempt ended.</summary>
public enum AttemptResult
{
    /// <summary>Its answer was handed to the caller.</summary>
    Committed,

    /// <summary>Its draft was not good enough; another target took over.</summary>
    Escalated,

    /// <summary>It failed before anything was handed to the caller.</summary>
    Failed,

    /// <summary>It failed after the caller had seen a part of its answer.</summary>
    Broken,

    /// <summary>The caller cancelled or stopped reading.</summary>
    Cancelled,

    /// <summary>It ran beside the answer that was given; nobody saw it.</summary>
    Shadow,

    /// <summary>Another target that was started beside it began to answer first; it was cancelled, and its tokens are what was known of them then.</summary>
    Outrun,
}

/// <summary>One try on one target, as data.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Reason">Error kind or the judge's reason.</param>
/// <param name="Milliseconds">Time spent waiting for the target; the caller's own time excluded.</param>
/// <param name="FirstTokenMilliseconds">Time to the target's first content.</param>
/// <param name="InputTokens">Input tokens.</param>
/// <param name="CachedTokens">Of these, tokens that were cached.</param>
/// <param name="OutputTokens">Output tokens.</param>
/// <param name="Cost">Cost by the profile's prices.</param>
/// <param name="Estimated">Whether the tokens are estimated because the target did not report them.</param>
/// <param name="Repaired">Whether JSON or a tool call of the answer was mended.</param>
public sealed record AttemptOutcome(
    [property: JsonPropertyName("target")] string Target,
    [property: JsonPropertyName("result"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] AttemptResult Result,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("ms")] double Milliseconds,
    [property: JsonPropertyName("firstMs")] double? FirstTokenMilliseconds,
    [property: JsonPropertyName("in")] long? InputTokens,
    [property: JsonPropertyName("cached")] long? CachedTokens,
    [property: JsonPropertyName("out")] long? OutputTokens,
    [property: JsonPropertyName("cost"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal Cost,
    [property: JsonPropertyName("estimated")] bool Estimated = false,
    [property: JsonPropertyName("repaired")] bool Repaired = false);
