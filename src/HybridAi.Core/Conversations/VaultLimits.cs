namespace HybridAi;

/// <summary>How much is kept of what masks stand for, and for how long. In memory only.</summary>
/// <remarks>What was forgotten is never guessed: its tokens stay tokens in answers, and the next request gets new ones.</remarks>
public sealed record VaultLimits
{
    /// <summary>Most values of one conversation, each written form counted; at least 1. Default 2,000. A request that would need more stays on the device.</summary>
    public int MaxValues { get; init; } = 2_000;

    /// <summary>How long a conversation may rest before its values are forgotten; more than zero. Default 1 hour.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most bytes of all conversations together, about; at least 1. Default 64 MB. Those that rested longest are forgotten first.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;
}
