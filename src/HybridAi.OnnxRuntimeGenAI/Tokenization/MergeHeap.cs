using System.Buffers;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>A binary min-heap of (rank, position) in a pooled array; entries without a rank are not stored.</summary>
internal ref struct MergeHeap
{
    private ulong[] _items;
    private int _count;

    /// <param name="symbols">Number of symbols. Each merge removes one entry and adds at most two, so twice as many always fit.</param>
    public MergeHeap(int symbols) => _items = ArrayPool<ulong>.Shared.Rent((symbols * 2) + 2);

    public void Push(int rank, int position)
    {
        if (rank == MergeTable.NoRank)
            return;
        var item = ((ulong)(uint)rank << 32) | (uint)position;
        var items = _items;
        var at = _count++;
        while (at > 0)
        {
            var parent = (at - 1) >> 1;
            if (items[parent] <= item)
                break;
            items[at] = items[parent];
            at = parent;
        }
        items[at] = item;
    }

    public bool TryPop(out int rank, out int position)
    {
        if (_count == 0)
        {
            (rank, position) = (0, 0);
            return false;
        }
        var items = _items;
        (rank, position) = ((int)(items[0] >> 32), (int)items[0]);
        var item = items[--_count];
        var at = 0;
        while (true)
        {
            var child = (at * 2) + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && items[child + 1] < items[child])
                child++;
            if (item <= items[child])
                break;
            items[at] = items[child];
            at = child;
        }
        items[at] = item;
        return true;
    }

    public void Dispose()
    {
        var items = _items;
        _items = [];
        if (items.Length > 0)
            ArrayPool<ulong>.Shared.Return(items);
    }
}
