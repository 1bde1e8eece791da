using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The facts about a target that decide whether it may answer and what that costs. Immutable.</summary>
/// <remarks>Unknown facts stay <see langword="null"/> and are not assumed.</remarks>
public sealed record TargetProfile
{
    /// <summary>Where the request would be seen.</summary>
    public required Location Location { get; init; }

    /// <summary>Prompt and answer together, in tokens; at least 1. <see langword="null"/> when unknown.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Longest answer in tokens; at least 1. <see langword="null"/> when unknown.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What the target can do beside text. Default <see cref="TargetCapabilities.None"/>.</summary>
    public TargetCapabilities Capabilities { get; init; }

    /// <summary>Price of a million input tokens in the currency of the application's budgets. Default 0.</summary>
    public decimal InputPerMillion { get; init; }

    /// <summary>Price of a million cached input tokens; <see langword="null"/> means the full input price.</summary>
    public decimal? CachedInputPerMillion { get; init; }

    /// <summary>Price of a million output tokens. Default 0.</summary>
    public decimal OutputPerMillion { get; init; }

    /// <summary>Region in which requests are processed, for example "eu".</summary>
    public string? Region { get; init; }

    /// <summary>How long the provider keeps requests; <see cref="TimeSpan.Zero"/> means not at all.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether the provider may train on requests.</summary>
    public bool? TrainsOnData { get; init; }

    /// <summary>Name of the agreement that covers the target, for example "dpa" or "baa".</summary>
    public string? Agreement { get; init; }

    /// <summary>Languages (BCP 47 primary subtags) the model answers well in; empty when unknown.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>What the target may be asked at most. <see langword="null"/> when there is no limit.</summary>
    public TargetLimits? Limits { get; init; }

    /// <summary>Order of answer quality between targets, higher is better. Default 0.</summary>
    public int QualityRank { get; init; }

    /// <summary>A target in this process or on this machine.</summary>
    /// <param name="contextWindow">Prompt and answer together, in tokens.</param>
    /// <param name="capabilities">What it can do beside text.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="contextWindow"/> is below 1.</exception>
    public static TargetProfile OnDevice(
        int? contextWindow = null, TargetCapabilities capabilities = TargetCapabilities.None) =>
        new() { Location = Location.Device, ContextWindow = AtLeastOne(contextWindow), Capabilities = capabilities };

    /// <summary>A third party's endpoint with tools, JSON and stop sequences.</summary>
    /// <param name="inputPerMillion">Price of a million input tokens; not negative.</param>
    /// <param name="outputPerMillion">Price of a million output tokens; not negative.</param>
    /// <param name="contextWindow">Prompt and answer together, in tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A price is negative or the window is below 1.</exception>
    public static TargetProfile Cloud(
        decimal inputPerMillion = 0m, decimal outputPerMillion = 0m, int? contextWindow = null) =>
        OffDevice(Location.Cloud, inputPerMillion, outputPerMillion, contextWindow);

    /// <summary>The organisation's own endpoint with tools, JSON and stop sequences.</summary>
    /// <inheritdoc cref="Cloud"/>
    public static TargetProfile Private(
        decimal inputPerMillion = 0m, decimal outputPerMillion = 0m, int? contextWindow = null) =>
        OffDevice(Location.Private, inputPerMillion, outputPerMillion, contextWindow);

    private static TargetProfile OffDevice(Location location, decimal input, decimal output, int? contextWindow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(input, nameof(input));
        ArgumentOutOfRangeException.ThrowIfNegative(output, nameof(output));

        return new()
        {
            Location = location,
            ContextWindow = AtLeastOne(contextWindow),
            InputPerMillion = input,
            OutputPerMillion = output,
            QualityRank = 1,
            Capabilities = TargetCapabilities.Tools | TargetCapabilities.ParallelTools | TargetCapabilities.Json
                | TargetCapabilities.JsonSchema | TargetCapabilities.Seed | TargetCapabilities.Penalties
                | TargetCapabilities.StopSequences | TargetCapabilities.Vision,
        };
    }

    private static int? AtLeastOne(int? contextWindow)
    {
        if (contextWindow is { } window)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(window, 1, nameof(contextWindow));
        }

        return contextWindow;
    }
}
