using System.Text.Json.Serialization;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What happened to one request. Data without content; at most 1 KB as JSON for up to 4 attempts.</summary>
public sealed record RouteOutcome
{
    /// <summary>The decision's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The target whose answer was handed to the caller; <see langword="null"/> when none was.</summary>
    [JsonPropertyName("target")]
    public string? Target { get; init; }

    /// <summary>Where that target saw the request.</summary>
    [JsonPropertyName("location")]
    public Location? Location { get; init; }

    /// <summary>Every attempt in order.</summary>
    [JsonPropertyName("attempts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required IReadOnlyList<AttemptOutcome> Attempts { get; init; }

    /// <summary>Cost of all attempts, draft judges included, in the currency of the profiles' prices.</summary>
    [JsonPropertyName("cost")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal Cost { get; init; }

    /// <summary>From the call to the first content handed to the caller, in milliseconds.</summary>
    [JsonPropertyName("firstTokenMs")]
    public double? FirstTokenMilliseconds { get; init; }

    /// <summary>From the call to the end, in milliseconds; time the caller spent between updates included.</summary>
    [JsonPropertyName("totalMs")]
    public double TotalMilliseconds { get; init; }

    /// <summary>Whether a draft was refused and another target took over.</summary>
    [JsonPropertyName("escalated")]
    public bool Escalated { get; init; }

    /// <summary>Whether a target failed and another took over.</summary>
    [JsonPropertyName("failedOver")]
    public bool FailedOver { get; init; }

    /// <summary>The second target, started because the first took long to begin; <see langword="null"/> when none was. Which one answered is <see cref="Target"/>.</summary>
    [JsonPropertyName("hedge")]
    public string? Hedge { get; init; }

    /// <summary>The device target that answers once more, unseen, to be compared; its figures are a <see cref="ShadowOutcome"/> of their own.</summary>
    [JsonPropertyName("shadow")]
    public string? Shadow { get; init; }

    /// <summary>What reading the hidden state for the decision cost; <see langword="null"/> when it was not read.</summary>
    [JsonPropertyName("state")]
    public HiddenStateCost? HiddenState { get; init; }

    /// <summary>What draft judges used that ask a model; <see langword="null"/> when none did. Part of <see cref="Cost"/>.</summary>
    [JsonPropertyName("judges")]
    public JudgeCost? Judges { get; init; }

    /// <summary>What left the device: number of labels by treatment, for all off-device attempts together.</summary>
    [JsonPropertyName("left")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EgressSummary Egress { get; init; } = EgressSummary.None;
}

/// <summary>What left the device in one request, in counts.</summary>
/// <param name="Requests">Requests sent to an off-device target.</param>
/// <param name="Characters">Characters of text sent.</param>
/// <param name="Allowed">Labels that policy allows to leave.</param>
/// <param name="Masked">Labels that left as a mask.</param>
public sealed record EgressSummary(
    [property: JsonPropertyName("requests"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Requests,
    [property: JsonPropertyName("chars"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] long Characters,
    [property: JsonPropertyName("allowed"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Allowed,
    [property: JsonPropertyName("masked"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Masked)
{
    /// <summary>Nothing left the device.</summary>
    public static EgressSummary None { get; } = new(0, 0, 0, 0);
}
