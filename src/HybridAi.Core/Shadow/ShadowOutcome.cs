using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>What a shadow showed: how a device's unseen answer compares with the one that was given. Data without content.</summary>
public sealed record ShadowOutcome
{
    /// <summary>The decision's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The off-device target whose answer was given.</summary>
    [JsonPropertyName("given")]
    public required string Given { get; init; }

    /// <summary>The shadow itself: time, tokens and cost of the device. Its result is <see cref="AttemptResult.Shadow"/> or <see cref="AttemptResult.Failed"/>.</summary>
    [JsonPropertyName("shadow")]
    public required AttemptOutcome Shadow { get; init; }

    /// <summary>How hard the request seemed, in 0..1.</summary>
    [JsonPropertyName("score")]
    public double? Score { get; init; }

    /// <summary>Why the draft judges would have refused the device's answer; <see langword="null"/> when they would have shown it.</summary>
    [JsonPropertyName("refused")]
    public string? Refused { get; init; }

    /// <summary>Overlap of the two answers' words, in 0..1 (F1 of the words they share); <see langword="null"/> when the shadow failed.</summary>
    [JsonPropertyName("overlap")]
    public double? Overlap { get; init; }

    /// <summary>The device's answer's length over the given one's, in characters.</summary>
    [JsonPropertyName("length")]
    public double? LengthRatio { get; init; }

    /// <summary>Whether both call the same tools in the same order; <see langword="null"/> when neither calls any.</summary>
    [JsonPropertyName("sameTools")]
    public bool? SameTools { get; init; }
}
