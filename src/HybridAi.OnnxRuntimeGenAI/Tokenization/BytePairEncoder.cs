using System.Buffers;
using System.Runtime.CompilerServices;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Byte-pair encoding of one pre-token. Thread-safe; its only mutable state is a cache of pure facts.</summary>
/// <remarks>
/// The pair with the lowest rank is merged first, the leftmost among equals. Short pieces search the minimum linearly; long ones
/// (a run of one letter can be a megabyte) use a heap over a linked list, so that time is O(n log n).
/// </remarks>
internal sealed class BytePairEncoder
{
    private const int LongestLinear = 64;

    private readonly TokenTable _tokens;
    private readonly MergeTable _merges;
    private readonly int[] _byteIds = new int[256];

    // Per token: 0 not known, 1 its own bytes merge into exactly itself, 2 they do not. Races only repeat the same answer.
    private readonly byte[] _wholes;

    /// <param name="tokens">Finished token table.</param>
    /// <param name="merges">Finished merge rules.</param>
    /// <param name="ignoreMerges">Whether a piece that is a token is taken whole even if merging would not reach it (Llama 3).</param>
    public BytePairEncoder(TokenTable tokens, MergeTable merges, bool ignoreMerges)
    {
        (_tokens, _merges) = (tokens, merges);
        _wholes = new byte[tokens.Count];
        if (ignoreMerges)
            Array.Fill(_wholes, (byte)1);
        for (var value = 0; value < 256; value++)
            _byteIds[value] = tokens.Find([(byte)value]);
    }

    public void Encode<TSink>(ReadOnlySpan<byte> piece, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        var whole = piece.Length <= _tokens.LongestOrdinary ? _tokens.Find(piece) : -1;
        if (whole >= 0 && _wholes[whole] == 1)
        {
            sink.Add(whole);
            return;
        }
        if (piece.Length > LongestLinear)
            MergeLong(piece, ref sink);
        else
            MergeShort(piece, whole, ref sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MergeShort<TSink>(ReadOnlySpan<byte> piece, int whole, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        Span<int> ids = stackalloc int[LongestLinear];
        Span<int> ranks = stackalloc int[LongestLinear];
        var count = Start(piece, ids);
        for (var i = 0; i + 1 < count; i++)
            ranks[i] = _merges.Rank(ids[i], ids[i + 1]);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i < count - 1; i++)
            {
                if (ranks[i] < ranks[best])
                    best = i;
            }
            if (ranks[best] == MergeTable.NoRank)
                break;
            ids[best] = _merges.MergedId(ranks[best]);
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            if (best + 2 < count)
                ranks[(best + 2)..(count - 1)].CopyTo(ranks[(best + 1)..]);
            count--;
            if (best > 0)
                ranks[best - 1] = _merges.Rank(ids[best - 1], ids[best]);
            if (best < count - 1)
                ranks[best] = _merges.Rank(ids[best], ids[best + 1]);
        }
        if (whole >= 0)
            _wholes[whole] = (byte)(count == 1 && ids[0] == whole ? 1 : 2);
        for (var i = 0; i < count; i++)
            sink.Add(ids[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MergeLong<TSink>(ReadOnlySpan<byte> piece, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        // Four lists of one int per symbol: id, rank of the pair with the next one, next, previous. -1 ends the lists.
        var rented = ArrayPool<int>.Shared.Rent(piece.Length * 4);
        var ids = rented.AsSpan(0, piece.Length);
        var ranks = rented.AsSpan(piece.Length, piece.Length);
        var next = rented.AsSpan(piece.Length * 2, piece.Length);
        var previous = rented.AsSpan(piece.Length * 3, piece.Length);
        var count = Start(piece, ids);
        var heap = new MergeHeap(count);
        for (var i = 0; i < count; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1 < count ? i + 1 : -1);
            ranks[i] = next[i] < 0 ? MergeTable.NoRank : _merges.Rank(ids[i], ids[i + 1]);
            heap.Push(ranks[i], i);
        }
        while (heap.TryPop(out var rank, out var at))
        {
            if (ranks[at] != rank)
                continue; // a neighbour changed since this entry was pushed
            var right = next[at];
            ids[at] = _merges.MergedId(rank);
            ranks[right] = MergeTable.NoRank;
            next[at] = next[right];
            if (next[at] >= 0)
                previous[next[at]] = at;
            ranks[at] = next[at] < 0 ? MergeTable.NoRank : _merges.Rank(ids[at], ids[next[at]]);
            heap.Push(ranks[at], at);
            if (previous[at] is >= 0 and var left)
            {
                ranks[left] = _merges.Rank(ids[left], ids[at]);
                heap.Push(ranks[left], left);
            }
        }
        heap.Dispose();
        for (var at = count > 0 ? 0 : -1; at >= 0; at = next[at])
            sink.Add(ids[at]);
        ArrayPool<int>.Shared.Return(rented);
    }

    // A byte without a token is left out: the vocabulary's unknown token is usually a control token, and text must not make one.
    private int Start(ReadOnlySpan<byte> piece, Span<int> ids)
    {
        var count = 0;
        foreach (var value in piece)
        {
            if (_byteIds[value] >= 0)
                ids[count++] = _byteIds[value];
        }
        return count;
    }
}
