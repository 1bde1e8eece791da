using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What is different about privacy for one tenant. Immutable.</summary>
public sealed record TenantPrivacy
{
    /// <summary>What may be seen where; <see langword="null"/> for the general policy.</summary>
    public PrivacyPolicy? Privacy { get; init; }

    /// <summary>What an off-device target must offer; <see langword="null"/> for the general requirements.</summary>
    public TargetRequirements? Require { get; init; }

    /// <summary>What finds sensitive text; <see langword="null"/> for the general scanner.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public PrivacyScanner? Scanner { get; init; }
}
