namespace HybridAi;

/// <summary>Holds one target to its limits. Thread-safe; moves with the given clock only.</summary>
/// <remarks>
/// Rates hold over every window of a minute, not only over calendar minutes or on average. Who waits is served by priority, then the
/// tenant that was served longest ago, then by arrival; who is first in turn is never passed by somebody who needs less.
/// </remarks>
internal sealed class TargetLimiter(string target, TargetLimits limits, TimeProvider time)
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly Queue<Lease> _recent = new();
    private readonly List<Waiter> _waiting = [];
    private readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private long _recentTokens;
    private long _turn;
    private long _pausedUntil;
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public int Queued
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>What counts against the limits of the last minute, each only where there is one.</summary>
    public (int? Requests, long? Tokens) Window
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return (limits.RequestsPerMinute is null ? null : _recent.Count, limits.TokensPerMinute is null ? null : _recentTokens);
            }
        }
    }

    /// <summary>How much of the tightest limit is in use, in 0..1.</summary>
    public double Fill
    {
        get
        {
            lock (_lock)
            {
                Forget();
                var requests = limits.RequestsPerMinute is { } r ? _recent.Count / (double)r : 0;
                var tokens = limits.TokensPerMinute is { } t ? _recentTokens / (double)t : 0;
                var running = limits.MaxConcurrent is { } c ? _running / (double)c : 0;
                return Math.Min(1, Math.Max(requests, Math.Max(tokens, running)));
            }
        }
    }

    /// <summary>The wait that keeps a request away now: longer than allowed, or in a full queue; else <see langword="null"/>.</summary>
    public TimeSpan? TooLong(long tokens)
    {
        lock (_lock)
        {
            Forget();
            var wait = _waiting.Count == 0 && Fits(tokens) ? TimeSpan.Zero : Ready(tokens);
            return wait > limits.MaxWait || (wait > TimeSpan.Zero && limits.MaxQueued == 0) || (_waiting.Count > 0 && _waiting.Count >= limits.MaxQueued)
                ? wait
                : null;
        }
    }

    /// <summary>Waits for a turn. Who holds the lease counts as running until it is released.</summary>
    /// <exception cref="TargetUnavailableException">There was no turn within the longest wait, or too many wait already.</exception>
    public ValueTask<Lease> EnterAsync(long tokens, string? tenant, RequestPriority priority, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            Forget();
            if (_waiting.Count == 0 && Fits(tokens))
            {
                return new(Admit(tokens));
            }

            if (_waiting.Count >= limits.MaxQueued || Ready(tokens) > limits.MaxWait)
            {
                throw Refusal();
            }

            waiter = new(tokens, tenant ?? "", priority, ++_turn);
            _waiting.Add(waiter);
            Pump();
        }

        return new(WaitAsync(waiter, cancellationToken));
    }

    /// <summary>Lets nobody in for a while, because the target asked for it.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_lock)
        {
            _pausedUntil = Math.Max(_pausedUntil, Now() + duration.Ticks);
        }
    }

    private async Task<Lease> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        Telemetry.Queued(target, 1);
        try
        {
            return await TurnAsync(waiter, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Telemetry.Queued(target, -1);
        }
    }

    private async Task<Lease> TurnAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limits.MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var gives = either.Token.UnsafeRegister(
            static state =>
            {
                var (limiter, waiter) = ((TargetLimiter, Waiter))state!;
                limiter.Leave(waiter);
            },
            (this, waiter));
        if (await waiter.Turn.Task.ConfigureAwait(false) is { } lease)
        {
            return lease;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw Refusal();
    }

    private TargetUnavailableException Refusal() => new(
        TargetErrorKind.RateLimited,
        $"The target '{target}' is at its limits and the wait is too long. Raise its limits or MaxWait, or add a target that can stand in.");

    private void Leave(Waiter waiter)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.Turn.TrySetResult(null);
                Pump();
            }
        }
    }

    private void Exit()
    {
        lock (_lock)
        {
            _running--;
            Pump();
        }
    }

    private void Settle(Lease lease, long tokens)
    {
        lock (_lock)
        {
            if (lease.Counts)
            {
                _recentTokens += tokens - lease.Tokens;
            }

            lease.Tokens = tokens;
            Pump();
        }
    }

    private void Pump()
    {
        Forget();
        while (Next() is { } next && Fits(next.Tokens))
        {
            _waiting.Remove(next);
            if (_waiting.Count == 0 || _served.Count > 4096)
            {
                _served.Clear();
            }

            _served[next.Tenant] = ++_turn;
            next.Turn.TrySetResult(Admit(next.Tokens));
        }

        Wake();
    }

    private Waiter? Next()
    {
        Waiter? best = null;
        foreach (var one in _waiting)
        {
            best = best is null || Order(one).CompareTo(Order(best)) < 0 ? one : best;
        }

        return best;

        (int, long, long) Order(Waiter w) => (-(int)w.Priority, _served.GetValueOrDefault(w.Tenant), w.Arrived);
    }

    private Lease Admit(long tokens)
    {
        _running++;
        var lease = new Lease(this, Now(), tokens);
        if (limits.RequestsPerMinute is not null || limits.TokensPerMinute is not null)
        {
            lease.Counts = true;
            _recent.Enqueue(lease);
            _recentTokens += tokens;
        }

        return lease;
    }

    // A request above the whole minute's tokens would never fit: it gets a minute of its own.
    private bool Fits(long tokens) =>
        !(_running >= limits.MaxConcurrent)
        && Now() >= _pausedUntil
        && !(_recent.Count >= limits.RequestsPerMinute)
        && !(limits.TokensPerMinute is { } most && _recentTokens + Math.Min(tokens, most) > most && _recentTokens > 0);

    /// <summary>When the rates let a request through if nobody else came; a free place among those that run cannot be foreseen.</summary>
    private TimeSpan Ready(long tokens)
    {
        var now = Now();
        var at = Math.Max(now, _pausedUntil);
        var (count, sum) = (_recent.Count, _recentTokens);
        foreach (var old in _recent)
        {
            if (!(count >= limits.RequestsPerMinute) && !(limits.TokensPerMinute is { } most && sum > 0 && sum + Math.Min(tokens, most) > most))
            {
                break;
            }

            at = Math.Max(at, old.At + _window.Ticks);
            count--;
            sum -= old.Tokens;
        }

        return TimeSpan.FromTicks(at - now);
    }

    private void Forget()
    {
        var now = Now();
        while (_recent.TryPeek(out var old) && old.At + _window.Ticks <= now)
        {
            _recent.Dequeue();
            old.Counts = false;
            _recentTokens -= old.Tokens;
        }
    }

    private void Wake()
    {
        if (_waiting.Count == 0)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var wait = Ready(Next()!.Tokens);
        _timer ??= time.CreateTimer(static s => ((TargetLimiter)s!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Without a rate to wait for, whoever leaves wakes the next one. Timers have milliseconds: one more, so that none fires early.
        _timer.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        lock (_lock)
        {
            Pump();
        }
    }

    private long Now() => time.GetElapsedTime(0).Ticks;

    /// <summary>A turn. Counts as running until it is released; its tokens count for a minute.</summary>
    internal sealed class Lease(TargetLimiter owner, long at, long tokens)
    {
        private int _left;

        public long At { get; } = at;

        public long Tokens { get; set; } = tokens;

        public bool Counts { get; set; }

        /// <summary>Replaces the estimate by what was used.</summary>
        public void Settle(long used) => owner.Settle(this, used);

        /// <summary>Gives the place back; once.</summary>
        public void Release()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                owner.Exit();
            }
        }
    }

    private sealed class Waiter(long tokens, string tenant, RequestPriority priority, long arrived)
    {
        public long Tokens { get; } = tokens;

        public string Tenant { get; } = tenant;

        public RequestPriority Priority { get; } = priority;

        public long Arrived { get; } = arrived;

        public TaskCompletionSource<Lease?> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
