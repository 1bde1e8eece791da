namespace HybridAi.Testing;

/// <summary>How many requests a scripted target takes in a window of time; the rest are turned away with the time to wait. Thread-safe.</summary>
public sealed class ScriptedQuota
{
    private readonly object _lock = new();
    private long _window = -1;
    private int _used;

    /// <summary>Creates a quota.</summary>
    /// <param name="calls">Requests in each window; not negative.</param>
    /// <param name="per">The window's length; above 0. Windows follow each other from the clock's start.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ScriptedQuota(int calls, TimeSpan per)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);

        Calls = calls;
        Per = per;
    }

    /// <summary>Requests in each window.</summary>
    public int Calls { get; }

    /// <summary>The window's length.</summary>
    public TimeSpan Per { get; }

    /// <summary>Takes one request, or says how long to wait.</summary>
    internal TimeSpan? Refuse(TimeSpan elapsed)
    {
        lock (_lock)
        {
            var window = elapsed.Ticks / Per.Ticks;
            (_window, _used) = window == _window ? (window, _used + 1) : (window, 1);
            return _used > Calls ? TimeSpan.FromTicks(((window + 1) * Per.Ticks) - elapsed.Ticks) : null;
        }
    }
}
