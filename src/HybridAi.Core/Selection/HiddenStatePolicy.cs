namespace HybridAi;

/// <summary>When the local model's hidden state is read for a decision (tier 1), and what that may cost. Immutable.</summary>
/// <remarks>
/// It is read on the device only when it can change something: a device target with heads for its model and an off-device target are both
/// eligible, the mode is <see cref="InferenceMode.PreferOnDevice"/>, nothing stronger than the score decides, and the model is idle. Of a
/// request that stays, the read is part of the answer's own prefill.
/// </remarks>
public sealed record HiddenStatePolicy
{
    /// <summary>The shipped <see cref="Margin"/>: 85 % of the benchmark prompts of docs/reference/routing-evaluation/tier1.md lie within it.</summary>
    public const double DefaultMargin = 1.25;

    /// <summary>Whether it is read at all. Default <see langword="true"/>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// How far tier 0 may be from the threshold, in log-odds; further away its score is taken for certain. Default
    /// <see cref="DefaultMargin"/>; 0 never reads, a large number always.
    /// </summary>
    public double Margin { get; init; } = DefaultMargin;

    /// <summary>Longest wait for the state; then tier 0 decides alone. Default 200 milliseconds.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Longest prompt, in estimated tokens, that is read whole. Of a longer single message a copy of its first 128 tokens is read, which the answer
    /// cannot reuse; a longer conversation is read only where its last answer came from the same target. Default 256.
    /// </summary>
    public int MaxTokens { get; init; } = 256;
}
