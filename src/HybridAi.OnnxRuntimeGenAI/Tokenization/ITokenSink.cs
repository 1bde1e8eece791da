using System.Buffers;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Receives token ids one by one; implemented by structs so that counting needs no buffer.</summary>
internal interface ITokenSink
{
    void Add(int id);
}

/// <summary>Counts ids.</summary>
internal struct TokenCounter : ITokenSink
{
    public int Count;

    public void Add(int id) => Count++;
}

/// <summary>Collects ids in a pooled array.</summary>
internal struct TokenCollector(int capacity) : ITokenSink, IDisposable
{
    private int[] _ids = ArrayPool<int>.Shared.Rent(Math.Max(16, capacity));
    private int _count;

    public void Add(int id)
    {
        if (_count == _ids.Length)
            Grow();
        _ids[_count++] = id;
    }

    public readonly int[] ToArray() => _ids.AsSpan(0, _count).ToArray();

    public void Dispose()
    {
        var ids = _ids;
        _ids = [];
        _count = 0;
        if (ids.Length > 0)
            ArrayPool<int>.Shared.Return(ids);
    }

    private void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(_ids.Length * 2);
        _ids.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_ids);
        _ids = larger;
    }
}
