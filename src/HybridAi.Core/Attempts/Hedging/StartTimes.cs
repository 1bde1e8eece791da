namespace HybridAi;

/// <summary>How long a target's last answers took to begin. Thread-safe, of fixed size.</summary>
internal sealed class StartTimes
{
    private const int Size = 128;

    private readonly object _lock = new();
    private readonly long[] _ticks = new long[Size];
    private int _count;
    private int _next;

    /// <summary>An answer began; or it was outrun and would have taken at least so long.</summary>
    public void Add(TimeSpan took)
    {
        lock (_lock)
        {
            _ticks[_next] = took.Ticks;
            _next = (_next + 1) % Size;
            _count = Math.Min(_count + 1, Size);
        }
    }

    /// <summary>The time that a share of the answers kept, by nearest rank; <see langword="null"/> before there are enough to say.</summary>
    public TimeSpan? Quantile(double share, int least)
    {
        Span<long> sorted = stackalloc long[Size];
        lock (_lock)
        {
            if (_count == 0 || _count < least)
            {
                return null;
            }

            sorted = sorted[.._count];
            _ticks.AsSpan(0, _count).CopyTo(sorted);
        }

        sorted.Sort();
        return TimeSpan.FromTicks(sorted[Math.Clamp((int)Math.Ceiling((share * sorted.Length) - 1e-9) - 1, 0, sorted.Length - 1)]);
    }
}
