namespace HybridAi;

/// <summary>An attempt as far as a race between two needs it.</summary>
internal interface IHedgedAttempt : IAsyncDisposable
{
    AttemptMeter Meter { get; }

    Exception? Error { get; }

    string? Refusal { get; }

    /// <summary>Runs until something may be handed on, or until it is clear that nothing will be. Commits nothing.</summary>
    ValueTask<AttemptStep> FirstAsync();

    /// <summary>Ends what it waits for. It is disposed once its step has ended.</summary>
    void Cancel();

    /// <summary>It goes on: its first step may be handed on.</summary>
    void Win(AttemptStep step);
}
