using System.Text.Json.Serialization;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Whether a target may answer a request, and if not, why. Hard constraints only.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Location">Where it would see the request.</param>
/// <param name="Eligible">Whether it may answer.</param>
/// <param name="Reason">Why not, as one of <see cref="IneligibleReasons"/>.</param>
/// <param name="Detail">Why not, in a few words without content.</param>
public sealed record TargetEligibility(
    [property: JsonPropertyName("target")] string Target,
    [property: JsonPropertyName("location"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] Location Location,
    [property: JsonPropertyName("eligible"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool Eligible,
    [property: JsonPropertyName("reason")] string? Reason = null,
    [property: JsonPropertyName("detail")] string? Detail = null);

/// <summary>Why a target may not answer. Codes are stable; new ones may be added.</summary>
public static class IneligibleReasons
{
    /// <summary>Privacy forbids the content at the target's location.</summary>
    public const string Privacy = "privacy";

    /// <summary>The target's facts (region, retention, training, agreement) are not what policy requires.</summary>
    public const string Requirement = "requirement";

    /// <summary>In an attempt: consent was asked for and not given.</summary>
    public const string Consent = "consent";

    /// <summary>The target cannot do what the request needs.</summary>
    public const string Capability = "capability";

    /// <summary>The request does not fit the target's context window.</summary>
    public const string Context = "context";

    /// <summary>The target cannot answer on this machine.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The target's model is still being prepared.</summary>
    public const string Preparing = "preparing";

    /// <summary>The target failed lately or asked to wait.</summary>
    public const string CoolingDown = "cooling-down";

    /// <summary>The application named another target.</summary>
    public const string Override = "override";

    /// <summary>The mode does not allow the target's location.</summary>
    public const string Mode = "mode";

    /// <summary>The state of the machine forbids the target's side; the detail says which.</summary>
    public const string Device = "device";

    /// <summary>The target's profile does not name the request's language.</summary>
    public const string Language = "language";

    /// <summary>The target is at its limits, and the wait for a turn would be too long.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>A budget is used up.</summary>
    public const string Budget = "budget";

    /// <summary>A kill switch turns the target off.</summary>
    public const string Off = "off";

    /// <summary>The conversation is kept by another provider, or its provider is not known.</summary>
    public const string Conversation = "conversation";

    /// <summary>The request holds something that cannot be rebuilt and checked before it leaves.</summary>
    public const string NotTransferable = "not-transferable";

    /// <summary>The audit cannot keep a record of what would leave.</summary>
    public const string Audit = "audit";
}
