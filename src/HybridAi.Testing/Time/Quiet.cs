namespace HybridAi.Testing;

/// <summary>Knows whether any thread works for a simulation: only then the clock must stand.</summary>
/// <remarks>
/// Marked work carries a value in its execution context, which follows it over every <c>await</c>; a thread that takes such work up or
/// puts it down is counted. Work that is queued and not taken up yet shows in the pool's own count. Between these two lies a moment in
/// which the pool may wake another thread: where work was seen to hop, quiet has to last longer than that; elsewhere a few looks do.
/// </remarks>
internal sealed class Quiet
{
    // Real time after which work that does not come on is taken for stuck and no longer holds the clock: a pool whose threads are blocked
    // by others, or a thread of our own that waits for something outside.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private const int Looks = 8;

    private static readonly TimeSpan _moment = TimeSpan.FromMicroseconds(250);

    private readonly AsyncLocal<object?> _mark;
    private int _running;
    private long _stuck;
    private long _since;

    public Quiet() => _mark = new(Changed);

    /// <summary>Whether this very work is marked.</summary>
    public bool IsMarked => _mark.Value is not null;

    public async Task MarkAsync(Func<Task> work)
    {
        _mark.Value = this;
        await work().ConfigureAwait(false);
    }

    /// <summary>Whether nothing runs. When it is not, the one driver lets the pool do its work and asks again.</summary>
    public bool IsSeen()
    {
        if (IsLasting())
        {
            _since = 0;
            return true;
        }

        var now = TimeProvider.System.GetTimestamp();
        _since = _since == 0 ? now : _since;
        if (TimeProvider.System.GetElapsedTime(_since, now) > _patience)
        {
            _stuck = Volatile.Read(ref _running) + ThreadPool.PendingWorkItemCount;
        }

        Thread.Yield();
        return false;
    }

    // Quiet, and still quiet after others could have run: between taking work up and marking it lies a moment.
    private bool IsLasting()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var looks = 0; looks < Looks || (_since != 0 && TimeProvider.System.GetElapsedTime(started) < _moment); looks++)
        {
            if (Busy() != 0)
            {
                return false;
            }

            Thread.SpinWait(20);
            Thread.Yield();
        }

        return Busy() == 0;
    }

    // What was stuck and moves again counts again.
    private long Busy()
    {
        var busy = Volatile.Read(ref _running) + ThreadPool.PendingWorkItemCount;
        _stuck = Math.Min(_stuck, busy);
        return busy - _stuck;
    }

    private void Changed(AsyncLocalValueChangedArgs<object?> change)
    {
        if (change.PreviousValue is null != change.CurrentValue is null)
        {
            Interlocked.Add(ref _running, change.CurrentValue is null ? -1 : 1);
        }
    }
}
