namespace HybridAi;

/// <summary>Lets the device answer beside an off-device target, unseen, to learn how good it would have been. Immutable.</summary>
/// <remarks>Only device targets ever run as a shadow: nothing leaves the device for it. It starts when the answer is complete.</remarks>
public sealed record ShadowPolicy
{
    /// <summary>Share of the answers from off-device targets that get a shadow, by a stable hash of the decision's id; 0..1. Default 0.</summary>
    public double Share { get; init; }

    /// <summary>Shadows that may wait; more are dropped. Not negative. Default 16.</summary>
    public int MaxQueued { get; init; } = 16;

    /// <summary>Longest answer of a shadow in tokens; at least 1. Default 256.</summary>
    public int MaxOutputTokens { get; init; } = 256;
}
