using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>
/// What a decision saw beside its signals, so that it can be decided again under another policy. Data without content; names of tenants and
/// tools are pseudonyms.
/// </summary>
public sealed record RouteFacts
{
    /// <summary>The score in full precision.</summary>
    [JsonPropertyName("score")]
    public double Score { get; init; }

    /// <summary>The prompt's score in full precision, before a hidden state was read.</summary>
    [JsonPropertyName("lexical")]
    public double LexicalScore { get; init; }

    /// <summary>By how much outcomes that were reported moved the score, in log-odds; 0 where learning is off or had nothing to say.</summary>
    [JsonPropertyName("learned")]
    public double Learned { get; init; }

    /// <summary>The score in full precision before they moved it; <see langword="null"/> where they did not.</summary>
    [JsonPropertyName("judged")]
    public double? JudgedScore { get; init; }

    /// <summary>What the request asked of a target.</summary>
    [JsonPropertyName("needs")]
    public TargetCapabilities Needs { get; init; }

    /// <summary>The caller's limit for the answer, in tokens.</summary>
    [JsonPropertyName("maxOut")]
    public int? MaxOutputTokens { get; init; }

    /// <summary>The target the application named.</summary>
    [JsonPropertyName("forced")]
    public string? Forced { get; init; }

    /// <summary>The target that answered the turn before.</summary>
    [JsonPropertyName("before")]
    public string? Before { get; init; }

    /// <summary>Whether a provider keeps the conversation.</summary>
    [JsonPropertyName("kept")]
    public bool HasConversationId { get; init; }

    /// <summary>The target whose provider keeps it, if that is known.</summary>
    [JsonPropertyName("owner")]
    public string? Owner { get; init; }

    /// <summary>Time of day where the request was made.</summary>
    [JsonPropertyName("local")]
    public TimeOnly Local { get; init; }

    /// <summary>The request's tags.</summary>
    [JsonPropertyName("tags")]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Pseudonym of the tenant.</summary>
    [JsonPropertyName("tenant")]
    public string? Tenant { get; init; }

    /// <summary>Pseudonyms of the tools the request offered, at most 32.</summary>
    [JsonPropertyName("tools")]
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Where the user stands on a ramp, in 0..1.</summary>
    [JsonPropertyName("ramp")]
    public double Ramp { get; init; }

    /// <summary>How the machine was doing.</summary>
    [JsonPropertyName("device")]
    public DeviceConditions Device { get; init; }

    /// <summary>What privacy found, with how sure it was.</summary>
    [JsonPropertyName("found")]
    public IReadOnlyList<LabelFact>? Found { get; init; }

    /// <summary>Whether the scan did not see everything.</summary>
    [JsonPropertyName("incomplete")]
    public bool Incomplete { get; init; }

    /// <summary>Whether there was an attachment that nobody could read.</summary>
    [JsonPropertyName("unread")]
    public bool Unread { get; init; }

    /// <summary>Whether a message was marked to be kept on the device.</summary>
    [JsonPropertyName("pinned")]
    public bool Pinned { get; init; }

    /// <summary>Locations for which something could not be masked.</summary>
    [JsonPropertyName("unmaskable")]
    public int Unmaskable { get; init; }

    /// <summary>How far a question for consent could reach: 0 nobody could be asked, 1 where policy asks, 2 further.</summary>
    [JsonPropertyName("reach")]
    public int Reach { get; init; }

    /// <summary>What the conversation handed on: treatments towards private and cloud, one digit each.</summary>
    [JsonPropertyName("inherited")]
    public string? Inherited { get; init; }

    /// <summary>Whether device targets without tools could answer without them.</summary>
    [JsonPropertyName("dropTools")]
    public bool DropsTools { get; init; }

    /// <summary>Usual time to the first content of each target in milliseconds, where it was known.</summary>
    [JsonPropertyName("first")]
    public IReadOnlyDictionary<string, double>? FirstToken { get; init; }
}

/// <summary>Findings of one kind.</summary>
/// <param name="Subject">Entity type or statement class.</param>
/// <param name="Kind">A finer name where the type has several.</param>
/// <param name="Score">How sure, in 0..1.</param>
/// <param name="Count">How many.</param>
/// <param name="IsStatement">Whether it is a class of statement.</param>
public sealed record LabelFact(
    [property: JsonPropertyName("s")] string Subject,
    [property: JsonPropertyName("k")] string? Kind,
    [property: JsonPropertyName("p")] double Score,
    [property: JsonPropertyName("n")] int Count,
    [property: JsonPropertyName("st")] bool IsStatement = false);
