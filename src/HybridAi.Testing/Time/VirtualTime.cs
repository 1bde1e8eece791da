namespace HybridAi.Testing;

/// <summary>A clock for tests that moves by itself while something waits for it, and never really waits. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Hand it to the client (<see cref="HybridChatClientParts.Time"/>) and to the scripted targets. An answer that takes a minute then
/// takes no time at all, and every timeout, deadline and breaker on the way fires at its exact moment, in order.
/// </para>
/// <para>
/// The clock moves only when everything that runs on it waits. A test that runs several requests at once puts them into
/// <see cref="RunAsync"/>, so that the clock knows what runs. Work that waits for something outside (a socket, another clock) does
/// not stop it.
/// </para>
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly object _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long Due, long Order)> _due = new();
    private readonly Quiet _quiet = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;
    private int _void;
    private int _waiting;
    private bool _driving;

    /// <summary>Creates a clock that stands still.</summary>
    /// <param name="start">What it shows first. Default midnight UTC of 1 January 2030.</param>
    public VirtualTime(DateTimeOffset? start = null) => _start = start ?? new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <summary>Moves the clock; timers that become due fire in order, on this thread.</summary>
    /// <param name="by">How far; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = Volatile.Read(ref _now) + by.Ticks;
        // Under a context, what a timer wakes would be sent to the pool and run after this method has returned.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (Next(end) is { } timer)
            {
                timer.Fire();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        lock (_lock)
        {
            _now = Math.Max(_now, end);
        }
    }

    /// <summary>Waits on this clock and lets it move. This is how scripted targets take their time.</summary>
    /// <param name="delay">How long; <see cref="Timeout.InfiniteTimeSpan"/> waits for the token alone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (delay == TimeSpan.Zero)
        {
            return;
        }

        // Not Task.Delay: a cancelled one ends over the pool, and the clock would not know that somebody is about to go on.
        var done = new TaskCompletionSource();
        using var need = Need();
        using var ends = cancellationToken.UnsafeRegister(static (done, token) => ((TaskCompletionSource)done!).TrySetCanceled(token), done);
        using var timer = delay < TimeSpan.Zero ? null
            : CreateTimer(static done => ((TaskCompletionSource)done!).TrySetResult(), done, delay, Timeout.InfiniteTimeSpan);
        await done.Task.ConfigureAwait(false);
    }

    /// <summary>Runs work that waits on this clock at several places at once; the clock moves only while all of it waits.</summary>
    /// <param name="work">The work.</param>
    /// <returns>The work's own task.</returns>
    public Task RunAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);

        return _quiet.IsMarked ? work() : Task.Run(() => _quiet.MarkAsync(work));
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);

        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Entries of the queue, void ones included.</summary>
    internal int Pending => _due.Count;

    internal void Schedule(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _void += timer.IsDue ? 1 : 0;
            timer.Version++;
            timer.Period = period;
            timer.IsDue = dueTime >= TimeSpan.Zero;
            if (timer.IsDue)
            {
                _due.Enqueue((timer, timer.Version), (_now + dueTime.Ticks, _order++));
            }

            if (_void > 1024 && _void > _due.Count / 2)
            {
                Sweep();
            }
        }

        Drive();
    }

    /// <summary>Says that something waits, so that the clock moves until it is disposed.</summary>
    internal IDisposable Need()
    {
        lock (_lock)
        {
            _waiting++;
        }

        Drive();
        return new Needed(this);
    }

    /// <summary>Takes the next timer that is due until then and moves the clock to it.</summary>
    private VirtualTimer? Next(long end)
    {
        lock (_lock)
        {
            while (_due.TryPeek(out var next, out var key) && key.Due <= end)
            {
                _due.Dequeue();
                if (next.Version != next.Timer.Version)
                {
                    _void--;
                    continue;
                }

                _now = Math.Max(_now, key.Due);
                next.Timer.IsDue = next.Timer.Period > TimeSpan.Zero;
                if (next.Timer.IsDue)
                {
                    _due.Enqueue(next, (_now + next.Timer.Period.Ticks, _order++));
                }

                return next.Timer;
            }

            return null;
        }
    }

    // Most timers never fire: a deadline is long, an answer short.
    private void Sweep()
    {
        var live = _due.UnorderedItems.Where(e => e.Element.Version == e.Element.Timer.Version).ToList();
        _due.Clear();
        _due.EnqueueRange(live);
        _void = 0;
    }

    private void Drive()
    {
        lock (_lock)
        {
            if (_driving || _waiting == 0 || _due.Count == 0)
            {
                return;
            }

            _driving = true;
        }

        QueueSteps();
    }

    // Behind everything the pool has in its queue: all that goes first.
    private void QueueSteps() => ThreadPool.UnsafeQueueUserWorkItem(static time => time.Steps(), this, preferLocal: false);

    // What a timer wakes runs on this thread up to its next wait: in the same order every time.
    private void Steps()
    {
        while (true)
        {
            if (!_quiet.IsSeen())
            {
                QueueSteps();
                return;
            }

            lock (_lock)
            {
                if (_waiting == 0 || _due.Count == 0)
                {
                    _driving = false;
                    return;
                }
            }

            Next(long.MaxValue)?.Fire();
        }
    }

    private sealed class Needed(VirtualTime time) : IDisposable
    {
        public void Dispose()
        {
            lock (time._lock)
            {
                time._waiting--;
            }
        }
    }
}
