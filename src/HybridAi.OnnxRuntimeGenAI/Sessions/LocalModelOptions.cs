namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>How a model is run.</summary>
internal sealed record LocalModelOptions
{
    /// <summary>Threads of a run; <see langword="null"/>: <see cref="CpuBudget.Threads"/>.</summary>
    public int? Threads { get; init; }

    /// <summary>Answers that are generated at the same time.</summary>
    public int MaxConcurrency { get; init; } = 2;

    /// <summary>Requests that may wait.</summary>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Idle conversations whose cache is kept.</summary>
    public int MaxSessions { get; init; } = 8;

    /// <summary>Bytes of cache that are kept.</summary>
    public long CacheBytes { get; init; } = 192L << 20;

    /// <summary>After how long an idle conversation's cache is dropped.</summary>
    public TimeSpan IdleExpiry { get; init; } = TimeSpan.FromMinutes(10);
}
