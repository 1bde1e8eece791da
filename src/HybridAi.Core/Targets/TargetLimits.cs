namespace HybridAi;

/// <summary>What a target may be asked at most. Counted in this process, over every window of a minute. Immutable.</summary>
public sealed record TargetLimits
{
    /// <summary>Requests in any minute, retries included; at least 1. Default unlimited.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// Input and output tokens in any minute; at least 1. An attempt counts with its estimate until the target reports its usage.
    /// Default unlimited.
    /// </summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Attempts at once, from their start to the end of their answer; at least 1. Default unlimited.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Attempts that may wait for their turn; not negative. Default 64. With more waiting, requests go elsewhere.</summary>
    public int MaxQueued { get; init; } = 64;

    /// <summary>Longest wait for a turn. Default 10 seconds. A request that would have to wait longer goes elsewhere.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Who is served first where requests wait for their turn.</summary>
public enum RequestPriority
{
    /// <summary>After all others: batch work.</summary>
    Low,

    /// <summary>The default.</summary>
    Normal,

    /// <summary>Before all others: somebody waits for it.</summary>
    High,
}
