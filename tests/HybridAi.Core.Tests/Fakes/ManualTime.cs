namespace HybridAi;

/// <summary>A clock that moves only when told. Its odd frequency shows code that takes ticks for 100 ns.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Within, TaskCompletionSource Source)> _awaited = [];
    private TimeSpan _now;

    public override long TimestampFrequency => 3_000_000;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) + _now;

    public override long GetTimestamp() => (long)(_now.TotalSeconds * TimestampFrequency);

    public void Advance(TimeSpan by)
    {
        var end = _now + by;
        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                _now = next?.Due > _now ? next.Due!.Value : next is null ? end : _now;
                next?.Arm(_now);
            }

            if (next is null)
            {
                return;
            }

            next.Fire();
        }
    }

    /// <summary>Waits until something waits for this clock and is due soon: only then moving it cannot overtake work under way.</summary>
    public Task ArmedAsync(TimeSpan within)
    {
        lock (_lock)
        {
            if (_timers.Exists(t => t.Due <= _now + within))
            {
                return Task.CompletedTask;
            }

            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((within, source));
            return source.Task;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan? Due { get; private set; }

        public void Arm(TimeSpan now) => Due = _period > TimeSpan.Zero ? now + _period : null;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? null : owner._now + dueTime;
                foreach (var met in owner._awaited.Where(a => Due <= owner._now + a.Within).ToList())
                {
                    owner._awaited.Remove(met);
                    met.Source.SetResult();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
                Due = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
