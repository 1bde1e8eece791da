using System.Buffers;

namespace HybridAi.Privacy.Detection;

/// <summary>Collects candidates in pooled memory; rents nothing until the first one.</summary>
internal struct FindingBuffer(int limit) : IDisposable
{
    private Finding[]? _items;

    public int Count { get; private set; }

    /// <summary>Characters the detectors have looked at beyond the one pass over the text: the measure of the tests for linear time.</summary>
    public long Work { get; set; }

    /// <summary>True when more were found than may be held: the result is then incomplete.</summary>
    public bool Overflowed { get; private set; }

    public readonly Span<Finding> Items => _items.AsSpan(0, Count);

    public void Add(string type, string? kind, int start, int length, double score, bool validated = false) =>
        Add(new Finding(type, kind, start, length, Math.Clamp(score, 0, 1), validated));

    public void Add(in Finding finding)
    {
        if (Count == limit)
        {
            Overflowed = true;
            return;
        }

        if (_items is null || Count == _items.Length)
        {
            Finding[] larger = ArrayPool<Finding>.Shared.Rent(Math.Max(32, Count * 2));
            Items.CopyTo(larger);
            Release();
            _items = larger;
        }

        _items[Count++] = finding;
    }

    public void Truncate(int count) => Count = count;

    public void Dispose()
    {
        Release();
        _items = null;
        Count = 0;
    }

    private readonly void Release()
    {
        if (_items is not null)
        {
            ArrayPool<Finding>.Shared.Return(_items, clearArray: true);
        }
    }
}
