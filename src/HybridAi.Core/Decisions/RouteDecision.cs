using System.Text.Json.Serialization;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The plan for one request: who answers and why. Data without content; at most 1 KB as JSON for up to 4 targets.</summary>
public sealed record RouteDecision
{
    /// <summary>Identifies the request; empty in a preview.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>When it was decided; the default value in a preview.</summary>
    [JsonPropertyName("at")]
    public DateTimeOffset At { get; init; }

    /// <summary>The target that is tried first.</summary>
    [JsonPropertyName("target")]
    public required string Target { get; init; }

    /// <summary>Where that target sees the request.</summary>
    [JsonPropertyName("location")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Location Location { get; init; }

    /// <summary>Why, as one of <see cref="RouteReasons"/>.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>Why, as a sentence.</summary>
    [JsonPropertyName("why")]
    public required string Explanation { get; init; }

    /// <summary>How likely the device's answer is not good enough, in 0..1; <see langword="null"/> when nothing was scored.</summary>
    [JsonPropertyName("score")]
    public double? Score { get; init; }

    /// <summary>The score before outcomes that were reported moved it; <see langword="null"/> where they did not.</summary>
    [JsonPropertyName("judged")]
    public double? JudgedScore { get; init; }

    /// <summary>What the score consists of; <see langword="null"/> when nothing was scored.</summary>
    [JsonPropertyName("parts")]
    public ScoreContributions? Contributions { get; init; }

    /// <summary>Score from which a request is too hard for the device.</summary>
    [JsonPropertyName("threshold")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double Threshold { get; init; }

    /// <summary>What gave the score: 0 prompt classifier, 1 hidden state.</summary>
    [JsonPropertyName("tier")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Tier { get; init; }

    /// <summary>
    /// What became of reading the local model's hidden state, as one of <see cref="HiddenStateResults"/>; <see langword="null"/> when it could
    /// not have changed anything.
    /// </summary>
    [JsonPropertyName("state")]
    public string? HiddenState { get; init; }

    /// <summary>The mode in force.</summary>
    [JsonPropertyName("mode")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public InferenceMode Mode { get; init; }

    /// <summary>Name of the rule that matched, if one did.</summary>
    [JsonPropertyName("rule")]
    public string? Rule { get; init; }

    /// <summary>Facts about the request.</summary>
    [JsonPropertyName("signals")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required RequestSignals Signals { get; init; }

    /// <summary>Every target: the eligible ones in the order in which they would be tried, then the others.</summary>
    [JsonPropertyName("targets")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required IReadOnlyList<TargetEligibility> Targets { get; init; }

    /// <summary>Found entity types and statement classes with their counts; empty when nothing was found.</summary>
    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, int> Labels { get; init; } = NoLabels;

    /// <summary>Whether another target may take over if the first draft is not good enough.</summary>
    [JsonPropertyName("mayEscalate")]
    public bool MayEscalate { get; init; }

    /// <summary>
    /// Whether the device's drafts are judged by its model's confidence, as one of <see cref="DraftHeadsResults"/>; <see langword="null"/> when no
    /// heads were given, nothing could take over, or the model is not loaded yet.
    /// </summary>
    [JsonPropertyName("draftHeads")]
    public string? DraftHeads { get; init; }

    /// <summary>Whether the request is harder than what the chosen target is trusted with, and nothing better may answer.</summary>
    [JsonPropertyName("belowCompetence")]
    public bool BelowCompetence { get; init; }

    /// <summary>The policy in force.</summary>
    [JsonPropertyName("revision")]
    public required string Revision { get; init; }

    internal static readonly IReadOnlyDictionary<string, int> NoLabels = new Dictionary<string, int>(0);
}
