namespace HybridAi.OnnxRuntimeGenAI;

/// <summary>How a <see cref="GenAIChatClient"/> runs its model. Immutable.</summary>
public sealed record GenAIChatClientOptions
{
    /// <summary>The model's name in responses and metadata. Default: the name in the model's files, else the folder's name.</summary>
    public string? ModelId { get; init; }

    /// <summary>
    /// Threads of a run; at least 1. Default <see langword="null"/>: the physical cores, at most the process's processor quota.
    /// More threads than cores cost two thirds of the speed.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Answers generated at the same time, 1 to 64; they share the threads. Default 2.</summary>
    public int MaxConcurrency { get; init; } = 2;

    /// <summary>
    /// Requests that may wait, 0 to 65,536; the next one fails with <see cref="LocalModelErrorKind.Busy"/>. Callers (tenant and
    /// conversation key) are served in turn. Default 64.
    /// </summary>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Idle conversations whose cache is kept, 0 to 4,096. Default 8.</summary>
    public int MaxSessions { get; init; } = 8;

    /// <summary>Bytes of cache kept for all conversations. Default 192 MiB. Answers in progress are never cut for it.</summary>
    public long CacheBytes { get; init; } = 192L << 20;

    /// <summary>After how long an idle conversation's cache is dropped; 1 second to 1 day. Default 10 minutes.</summary>
    public TimeSpan IdleExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest answer in tokens when the request sets no limit; at least 1. Default 512.</summary>
    public int DefaultMaxOutputTokens { get; init; } = 512;

    /// <summary>Temperature when the request sets none; 0 to 2. Default 0: the likeliest token, so that answers repeat.</summary>
    public float DefaultTemperature { get; init; }

    /// <summary>
    /// A system prompt that all callers use. Its cache, and nothing else, may be reused across conversations and tenants.
    /// Default <see langword="null"/>: only the prompt that the model's own template adds.
    /// </summary>
    public string? SharedSystemPrompt { get; init; }

    /// <summary>What happens to a request that does not fit the context. Default <see cref="ContextOverflow.Refuse"/>.</summary>
    public ContextOverflow ContextOverflow { get; init; } = ContextOverflow.Refuse;

    /// <summary>
    /// Execution providers to try in this order before the processor, such as "cuda" or "WebGPU"; their native packages are the
    /// application's choice. Default none.
    /// </summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Tells the time. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
        Between(MaxConcurrency, 1, 64, nameof(MaxConcurrency));
        Between(QueueLimit, 0, 65_536, nameof(QueueLimit));
        Between(MaxSessions, 0, 4_096, nameof(MaxSessions));
        Between(DefaultTemperature, 0f, 2f, nameof(DefaultTemperature));
        Between(IdleExpiry, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(IdleExpiry));
        ArgumentOutOfRangeException.ThrowIfNegative(CacheBytes, nameof(CacheBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(DefaultMaxOutputTokens, 1, nameof(DefaultMaxOutputTokens));
        ArgumentNullException.ThrowIfNull(TimeProvider, nameof(TimeProvider));
        ArgumentNullException.ThrowIfNull(Providers, nameof(Providers));
    }

    private static void Between<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}

/// <summary>What happens to a request that does not fit the model's context.</summary>
public enum ContextOverflow
{
    /// <summary>It fails with <see cref="LocalModelErrorKind.ContextExceeded"/>.</summary>
    Refuse,

    /// <summary>
    /// The oldest turns are left out until it fits; system messages and the last user message stay. The answer says how many in
    /// <c>AdditionalProperties</c> under <see cref="GenAIChatClient.DroppedMessagesKey"/>.
    /// </summary>
    DropOldestTurns,
}
