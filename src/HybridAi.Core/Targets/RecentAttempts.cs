namespace HybridAi;

/// <summary>The last attempts on a target: which failed, how long their first content took. Thread-safe, of fixed size.</summary>
internal sealed class RecentAttempts
{
    private const int Size = 128;

    private readonly object _lock = new();
    private readonly bool[] _failed = new bool[Size];
    private readonly long[] _first = new long[Size];
    private int _count;
    private int _next;

    public void Add(bool failed, TimeSpan? first)
    {
        lock (_lock)
        {
            _failed[_next] = failed;
            _first[_next] = first?.Ticks ?? -1;
            _next = (_next + 1) % Size;
            _count = Math.Min(_count + 1, Size);
        }
    }

    public (int Count, double ErrorRate, TimeSpan? Median, TimeSpan? Ninetyfifth) Read()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                return default;
            }

            var failed = 0;
            var times = new List<long>(_count);
            for (var i = 0; i < _count; i++)
            {
                failed += _failed[i] ? 1 : 0;
                if (_first[i] >= 0)
                {
                    times.Add(_first[i]);
                }
            }

            times.Sort();
            return (_count, (double)failed / _count, Rank(times, 0.5), Rank(times, 0.95));
        }
    }

    private static TimeSpan? Rank(List<long> sorted, double share) =>
        sorted.Count == 0 ? null : TimeSpan.FromTicks(sorted[(int)Math.Ceiling(share * sorted.Count) - 1]);
}
