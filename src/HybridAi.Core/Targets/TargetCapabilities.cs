namespace HybridAi;

/// <summary>What a target can do. What is not stated is not assumed.</summary>
[Flags]
public enum TargetCapabilities
{
    /// <summary>Text in, text out.</summary>
    None = 0,

    /// <summary>Calls tools (functions).</summary>
    Tools = 1 << 0,

    /// <summary>Calls several tools in one turn.</summary>
    ParallelTools = 1 << 1,

    /// <summary>Answers with JSON when asked (JSON mode).</summary>
    Json = 1 << 2,

    /// <summary>Answers with JSON that follows a given schema.</summary>
    JsonSchema = 1 << 3,

    /// <summary>Reads images.</summary>
    Vision = 1 << 4,

    /// <summary>Reads audio.</summary>
    Audio = 1 << 5,

    /// <summary>Reports log-probabilities of its tokens.</summary>
    LogProbabilities = 1 << 6,

    /// <summary>Honours <c>ChatOptions.Seed</c>.</summary>
    Seed = 1 << 7,

    /// <summary>Honours <c>ChatOptions.TopK</c>.</summary>
    TopK = 1 << 8,

    /// <summary>Honours <c>ChatOptions.FrequencyPenalty</c> and <c>ChatOptions.PresencePenalty</c>.</summary>
    Penalties = 1 << 9,

    /// <summary>Honours <c>ChatOptions.StopSequences</c>.</summary>
    StopSequences = 1 << 10,

    /// <summary>Reasoning effort can be asked for.</summary>
    Reasoning = 1 << 11,
}
