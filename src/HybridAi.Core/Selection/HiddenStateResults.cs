namespace HybridAi;

/// <summary>What became of reading the hidden state, in <see cref="RouteDecision.HiddenState"/>.</summary>
public static class HiddenStateResults
{
    /// <summary>It was read; the score is tier 1's.</summary>
    public const string Read = "read";

    /// <summary>Not read: tier 0 is far from the threshold.</summary>
    public const string Certain = "certain";

    /// <summary>Not read: the local model is not loaded yet, or busy.</summary>
    public const string Busy = "busy";

    /// <summary>Not read: there are no heads for this model and precision; tier 0 decides alone.</summary>
    public const string NoHeads = "no_heads";

    /// <summary>Not read: the conversation is longer than the policy allows.</summary>
    public const string TooLong = "too_long";

    /// <summary>Not read: the application's own labels have taught tier 0, and these heads know only what prompts need in general.</summary>
    public const string Calibrated = "calibrated";

    /// <summary>The read was stopped at its deadline; tier 0 decided.</summary>
    public const string Deadline = "deadline";

    /// <summary>The read failed; tier 0 decided.</summary>
    public const string Failed = "failed";
}
