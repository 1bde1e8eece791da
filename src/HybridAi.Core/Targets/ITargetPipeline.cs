namespace HybridAi;

/// <summary>What stands between the router and one target: retries, a circuit breaker, a limit on the time to the first content.</summary>
/// <remarks>Everything it does happens before anything of an answer was shown. Thread-safe.</remarks>
public interface ITargetPipeline
{
    /// <summary>How long the target should be left alone because it failed often; <see langword="null"/> when it may be called.</summary>
    TimeSpan? CoolingDown { get; }

    /// <summary>What the circuit breaker does. Default open while <see cref="CoolingDown"/> says so, else closed.</summary>
    BreakerState Breaker => CoolingDown is null ? BreakerState.Closed : BreakerState.Open;

    /// <summary>Runs the start of an attempt, again if it failed in a way that may pass.</summary>
    /// <param name="start">
    /// Starts the attempt. Its token ends only the start: what goes on afterwards must not hold on to it, because it may be pooled.
    /// </param>
    /// <param name="streaming">Whether the start ends with the first content; otherwise it is the whole answer.</param>
    /// <param name="cancellationToken">The attempt's own token.</param>
    /// <exception cref="TargetUnavailableException">The target did not start to answer.</exception>
    ValueTask<T> StartAsync<T>(
        Func<CancellationToken, ValueTask<T>> start, bool streaming, CancellationToken cancellationToken);
}

/// <summary>What a circuit breaker does.</summary>
public enum BreakerState
{
    /// <summary>Lets calls through.</summary>
    Closed,

    /// <summary>Lets nothing through for a while: the target failed often.</summary>
    Open,

    /// <summary>The while is over: the next call is a trial that closes or opens it.</summary>
    HalfOpen,
}

/// <summary>The pipeline that does nothing.</summary>
public static class TargetPipeline
{
    /// <summary>Calls the target once and never limits it.</summary>
    public static ITargetPipeline Direct => DirectPipeline.Instance;
}

/// <summary>Calls the target once and never limits it.</summary>
internal sealed class DirectPipeline : ITargetPipeline
{
    public static DirectPipeline Instance { get; } = new();

    public TimeSpan? CoolingDown => null;

    public ValueTask<T> StartAsync<T>(
        Func<CancellationToken, ValueTask<T>> start, bool streaming, CancellationToken cancellationToken) => start(cancellationToken);
}
