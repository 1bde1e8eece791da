using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace HybridAi;

/// <summary>One target's retries with jitter, circuit breaker and time limit; all of it before anything of an answer was shown.</summary>
/// <remarks>
/// Streams and whole answers have different time limits but share the breaker. The token that reaches the start of an attempt is
/// pooled: the attempt copies it into a source of its own and forgets it once it has started.
/// </remarks>
internal sealed class PollyTargetPipeline : ITargetPipeline
{
    private static readonly TimeSpan _shortWait = TimeSpan.FromSeconds(2);

    private readonly string _target;
    private readonly HybridAiTimeoutOptions _timeouts;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _streams;
    private readonly ResiliencePipeline _answers;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private long _closedUntil;

    public PollyTargetPipeline(
        string target, HybridAiResilienceOptions options, HybridAiTimeoutOptions timeouts, TimeProvider time, Func<double> random)
    {
        _target = target;
        _timeouts = timeouts;
        _time = time;
        var breaker = Builder().AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = options.BreakerFailureRatio,
            MinimumThroughput = options.BreakerMinimumCalls,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = options.BreakerDuration,
            StateProvider = _breaker,
            ShouldHandle = static a => ValueTask.FromResult(CountsAgainstTarget(a.Outcome.Exception)),
            OnOpened = a =>
            {
                Volatile.Write(ref _closedUntil, (_time.GetUtcNow() + a.BreakDuration).UtcTicks);
                return default;
            },
            OnClosed = _ =>
            {
                Volatile.Write(ref _closedUntil, 0);
                return default;
            },
        }).Build();
        _streams = Build(timeouts.FirstToken);
        _answers = Build(timeouts.Answer);

        ResiliencePipelineBuilder Builder() => new() { TimeProvider = time };

        ResiliencePipeline Build(TimeSpan limit)
        {
            var builder = Builder();
            if (options.Retries > 0)
            {
                builder.AddRetry(new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.Retries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Randomizer = random,
                    ShouldHandle = static a => ValueTask.FromResult(MayPass(a.Outcome.Exception)),
                    DelayGenerator = static a => ValueTask.FromResult((a.Outcome.Exception as TargetUnavailableException)?.RetryAfter),
                });
            }

            return builder.AddPipeline(breaker).AddTimeout(new TimeoutStrategyOptions { Timeout = limit }).Build();
        }
    }

    public TimeSpan? CoolingDown
    {
        get
        {
            var rest = Volatile.Read(ref _closedUntil) - _time.GetUtcNow().UtcTicks;
            return rest > 0 ? TimeSpan.FromTicks(rest) : null;
        }
    }

    // Polly stays "open" until the next call, however long ago the pause ended.
    public BreakerState Breaker => _breaker.CircuitState switch
    {
        CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => CoolingDown is null ? BreakerState.HalfOpen : BreakerState.Open,
    };

    public async ValueTask<T> StartAsync<T>(
        Func<CancellationToken, ValueTask<T>> start, bool streaming, CancellationToken cancellationToken)
    {
        try
        {
            return await (streaming ? _streams : _answers)
                .ExecuteAsync(static (s, token) => s(token), start, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutRejectedException e)
        {
            throw new TargetUnavailableException(
                TargetErrorKind.Transient,
                streaming
                    ? $"The target '{_target}' sent nothing within {_timeouts.FirstToken}. Raise Timeouts:FirstToken or look at the target."
                    : $"The target '{_target}' did not answer within {_timeouts.Answer}. Raise Timeouts:Answer or look at the target.",
                innerException: e);
        }
        catch (BrokenCircuitException e)
        {
            throw new TargetUnavailableException(
                TargetErrorKind.Transient, $"The target '{_target}' failed often and is left alone for a while.", e.RetryAfter, e);
        }
    }

    // Worth another try at once: a passing fault, or a short wait that the target itself asked for.
    private static bool MayPass(Exception? exception) => exception switch
    {
        TargetUnavailableException { Kind: TargetErrorKind.Transient } e => e.RetryAfter is null || e.RetryAfter <= _shortWait,
        TargetUnavailableException { Kind: TargetErrorKind.RateLimited, RetryAfter: { } wait } => wait <= _shortWait,
        HttpRequestException or IOException or TimeoutRejectedException or TimeoutException => true,
        _ => false,
    };

    private static bool CountsAgainstTarget(Exception? exception) => exception switch
    {
        TargetUnavailableException e => e.Kind is TargetErrorKind.Transient or TargetErrorKind.RateLimited
            or TargetErrorKind.Authentication or TargetErrorKind.Malformed,
        HttpRequestException or IOException or TimeoutRejectedException or TimeoutException => true,
        _ => false,
    };
}
