using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Testing;

/// <summary>A timer of <see cref="VirtualTime"/>. Its callback sees the execution context it was created in, as with real timers.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    [SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "A captured context holds nothing to dispose.")]
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>Changes with every new due time; an entry of the queue with an old one is void. Guarded by the clock's lock.</summary>
    public int Version { get; set; }

    /// <summary>Whether the queue holds a valid entry. Guarded by the clock's lock, as the period is.</summary>
    public bool IsDue { get; set; }

    public TimeSpan Period { get; set; }

    public void Fire()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        time.Schedule(this, dueTime, period);
        return true;
    }

    public void Dispose() => time.Schedule(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);
}
