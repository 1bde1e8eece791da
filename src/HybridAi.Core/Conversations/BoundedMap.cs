using System.Collections.Concurrent;

namespace HybridAi;

/// <summary>A dictionary that forgets its oldest entries when it is full. Thread-safe.</summary>
internal sealed class BoundedMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _values = new();
    private readonly ConcurrentQueue<TKey> _age = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool TryGet(TKey key, out TValue value) => _values.TryGetValue(key, out value!);

    /// <summary>The value of a key, made when there is none. Of two made at once only one is kept.</summary>
    public TValue GetOrAdd(TKey key, Func<TValue> make)
    {
        while (true)
        {
            if (_values.TryGetValue(key, out var known))
            {
                return known;
            }

            var made = make();
            if (_values.TryAdd(key, made))
            {
                Added(key);
                return made;
            }
        }
    }

    /// <summary>Adds or replaces. A replaced entry keeps its age.</summary>
    public void Set(TKey key, TValue value)
    {
        if (!_values.TryAdd(key, value))
        {
            _values[key] = value;
            return;
        }

        Added(key);
    }

    private void Added(TKey key)
    {
        _age.Enqueue(key);
        // Counted here: asking a concurrent dictionary for its count takes all its locks.
        for (var count = Interlocked.Increment(ref _count); count > capacity && _age.TryDequeue(out var oldest);)
        {
            count = _values.TryRemove(oldest, out _) ? Interlocked.Decrement(ref _count) : Volatile.Read(ref _count);
        }
    }
}
