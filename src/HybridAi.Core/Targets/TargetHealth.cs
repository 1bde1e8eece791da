namespace HybridAi;

/// <summary>Tells how targets are doing; a <see cref="HybridChatClient"/> offers it, also through <c>GetService</c>.</summary>
public interface ITargetHealth
{
    /// <summary>A snapshot of every target, in the order in which they were added. Cheap; asks nobody.</summary>
    IReadOnlyList<TargetHealth> GetHealth();
}

/// <summary>How one target has been doing lately. Data without content.</summary>
public sealed record TargetHealth
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>Where it sees requests.</summary>
    public required Privacy.Location Location { get; init; }

    /// <summary>Whether it would be asked now: its model is there, and neither its breaker nor its own wish keeps it away.</summary>
    public bool Available { get; init; }

    /// <summary>How far its model is; <see langword="null"/> when it has none to prepare.</summary>
    public ModelState? Model { get; init; }

    /// <summary>How long it is left alone because it failed often or asked to wait.</summary>
    public TimeSpan? CoolingDown { get; init; }

    /// <summary>What its circuit breaker does; always closed without one.</summary>
    public BreakerState Breaker { get; init; }

    /// <summary>Attempts that the figures below are about: the last 128 at most.</summary>
    public int Recent { get; init; }

    /// <summary>Share of them that failed, in 0..1. Drafts that were refused and attempts that were cancelled did not fail.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Median time to the first content; <see langword="null"/> when none was seen.</summary>
    public TimeSpan? FirstTokenMedian { get; init; }

    /// <summary>Time to the first content that 95 % of the attempts kept.</summary>
    public TimeSpan? FirstToken95 { get; init; }

    /// <summary>Attempts running now.</summary>
    public int Running { get; init; }

    /// <summary>Attempts waiting for the target's limits.</summary>
    public int Queued { get; init; }

    /// <summary>Requests of the last minute that count against its limit; <see langword="null"/> without a limit.</summary>
    public int? RequestsInMinute { get; init; }

    /// <summary>Tokens of the last minute that count against its limit, running attempts by their estimate; <see langword="null"/> without a limit.</summary>
    public long? TokensInMinute { get; init; }

    /// <summary>How much of its tightest limit is in use, in 0..1; <see langword="null"/> when it has none.</summary>
    public double? LimitFill { get; init; }
}
