using System.Diagnostics.CodeAnalysis;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>A bounded queue that serves its callers in turn, so that one with many requests delays only itself. Thread-safe.</summary>
/// <param name="capacity">Most items that may wait.</param>
internal sealed class FairQueue<T>(int capacity)
    where T : class
{
    private readonly object _gate = new();
    private readonly Dictionary<string, LinkedList<T>> _byCaller = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _turns = new();
    private int _count;
    private bool _closed;

    /// <summary>Items that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Adds an item behind those of its caller.</summary>
    /// <returns><see langword="false"/> when the queue is full or closed.</returns>
    public bool TryAdd(string caller, T item)
    {
        lock (_gate)
        {
            if (_closed || _count >= capacity)
                return false;
            if (!_byCaller.TryGetValue(caller, out var items))
            {
                _byCaller.Add(caller, items = new LinkedList<T>());
                _turns.AddLast(caller);
            }
            items.AddLast(item);
            _count++;
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Takes an item out again that nobody has taken.</summary>
    public bool Remove(string caller, T item)
    {
        lock (_gate)
        {
            if (!_byCaller.TryGetValue(caller, out var items) || !items.Remove(item))
                return false;
            _count--;
            if (items.Count == 0)
            {
                _byCaller.Remove(caller);
                _turns.Remove(caller);
            }
            return true;
        }
    }

    /// <summary>Waits for the next item: the oldest of the caller whose turn it is.</summary>
    /// <returns><see langword="false"/> when the queue is closed and empty.</returns>
    public bool Take([NotNullWhen(true)] out T? item)
    {
        lock (_gate)
        {
            while (_count == 0)
            {
                if (_closed)
                {
                    item = null;
                    return false;
                }
                Monitor.Wait(_gate);
            }
            var caller = _turns.First!.Value;
            var items = _byCaller[caller];
            item = items.First!.Value;
            items.RemoveFirst();
            _turns.RemoveFirst();
            _count--;
            if (items.Count == 0)
                _byCaller.Remove(caller);
            else
                _turns.AddLast(caller);
            return true;
        }
    }

    /// <summary>Refuses new items; those that wait are returned and no longer served.</summary>
    public IReadOnlyList<T> Close()
    {
        lock (_gate)
        {
            _closed = true;
            List<T> rest = [.. _byCaller.Values.SelectMany(items => items)];
            _byCaller.Clear();
            _turns.Clear();
            _count = 0;
            Monitor.PulseAll(_gate);
            return rest;
        }
    }
}
