using HybridAi.Privacy;

namespace HybridAi;

/// <summary>How an audited request ended.</summary>
public enum AuditResult
{
    /// <summary>An answer was handed to the caller.</summary>
    Answered,

    /// <summary>Every target that was tried failed, or a stream broke.</summary>
    Failed,

    /// <summary>The caller cancelled or stopped reading.</summary>
    Cancelled,

    /// <summary>Privacy left no target.</summary>
    Blocked,

    /// <summary>No target may answer, for another reason than privacy.</summary>
    Refused,
}

/// <summary>One request that ended, for an audit. No content; tenant and conversation are for the sink to hash.</summary>
public sealed record AuditEntry
{
    /// <summary>The decision's id; an id of its own when nothing was decided.</summary>
    public required string Id { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The tenant, as the application named it. Never to be written down in clear.</summary>
    public string? Tenant { get; init; }

    /// <summary>The conversation key, as the application named it. Never to be written down in clear.</summary>
    public string? Conversation { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditResult Result { get; init; }

    /// <summary>Why the first target was chosen, as one of <see cref="RouteReasons"/>; <see langword="null"/> when nothing was decided.</summary>
    public string? Reason { get; init; }

    /// <summary>The target whose answer was handed to the caller.</summary>
    public string? Target { get; init; }

    /// <summary>Where that target saw the request.</summary>
    public Location? Location { get; init; }

    /// <summary>Off-device targets the request was sent to, answered or not, one line per attempt.</summary>
    public IReadOnlyList<AuditDestination> Sent { get; init; } = [];

    /// <summary>Whether anything left the device.</summary>
    public bool Left => Sent.Count > 0;

    /// <summary>
    /// What was found and how it was treated at the widest location it was sent to; what stayed is shown as it would have been treated
    /// towards a cloud.
    /// </summary>
    public IReadOnlyList<TreatedLabel> Labels { get; init; } = [];

    /// <summary>Labels that left as a mask, all attempts together.</summary>
    public int Masked { get; init; }

    /// <summary>What the consent provider answered; <see langword="null"/> when it was not asked.</summary>
    public string? Consent { get; init; }

    /// <summary>The policy in force.</summary>
    public required string Revision { get; init; }
}

/// <summary>One attempt that left the device.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Location">Where it saw the request.</param>
/// <param name="Result">How the attempt ended.</param>
public sealed record AuditDestination(string Target, Location Location, AttemptResult Result);
