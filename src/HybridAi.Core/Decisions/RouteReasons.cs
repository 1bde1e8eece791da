namespace HybridAi;

/// <summary>Why a target was chosen. Codes are stable; new ones may be added.</summary>
public static class RouteReasons
{
    /// <summary>The score is below the threshold: the device answers.</summary>
    public const string Easy = "easy";

    /// <summary>The score reaches the threshold: an off-device target answers.</summary>
    public const string Hard = "hard";

    /// <summary>Privacy left only this target's location.</summary>
    public const string Pinned = "pinned";

    /// <summary>The mode prefers or allows only this side.</summary>
    public const string Mode = "mode";

    /// <summary>The application named the target.</summary>
    public const string Forced = "forced";

    /// <summary>No other target may answer.</summary>
    public const string OnlyEligible = "only-eligible";

    /// <summary>The target asked for the tool results that the request brings.</summary>
    public const string ToolLoop = "tool-loop";

    /// <summary>The conversation stays where it is.</summary>
    public const string Sticky = "sticky";

    /// <summary>The conversation is kept by this provider.</summary>
    public const string ConversationOwner = "conversation-owner";

    /// <summary>A rule of the configuration put it first.</summary>
    public const string Rule = "rule";

    /// <summary>A short follow-up stays with the target that answered the turn before.</summary>
    public const string FollowUp = "follow-up";

    /// <summary>The agent on the device was stuck.</summary>
    public const string AgentStuck = "agent-stuck";

    /// <summary>The ramp has not reached this user yet.</summary>
    public const string Ramp = "ramp";

    /// <summary>There is no network.</summary>
    public const string Offline = "offline";

    /// <summary>The machine is too hot.</summary>
    public const string Hot = "hot";

    /// <summary>The system saves energy.</summary>
    public const string BatterySaver = "battery-saver";

    /// <summary>The battery is low.</summary>
    public const string LowBattery = "low-battery";

    /// <summary>The machine runs on its battery.</summary>
    public const string OnBattery = "on-battery";

    /// <summary>The network is paid for by volume.</summary>
    public const string Metered = "metered";

    /// <summary>The configured strategy put it first.</summary>
    public const string Strategy = "strategy";
}
