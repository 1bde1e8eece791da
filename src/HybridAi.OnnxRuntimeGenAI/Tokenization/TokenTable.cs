using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Token bytes by id in one flat array, and ids of ordinary tokens by their bytes.</summary>
/// <remarks>
/// A dictionary of strings would cost an allocation and a string hash per entry, and this table is built on the way to the
/// first token of a process. Immutable once the tokenizer is built.
/// </remarks>
internal sealed class TokenTable
{
    /// <summary>More ids than any published vocabulary by an order of magnitude; a bound against hostile files.</summary>
    public const int MaxTokens = 1 << 22;

    private byte[] _bytes;
    private int[] _starts;
    private int[] _lengths;
    private TokenKind[] _kinds;
    private int[] _slots = [];
    private int _used;

    public TokenTable(int expectedTokens)
    {
        _bytes = new byte[expectedTokens * 8];
        _starts = new int[expectedTokens];
        _lengths = new int[expectedTokens];
        _kinds = new TokenKind[expectedTokens];
    }

    /// <summary>Highest id plus one.</summary>
    public int Count { get; private set; }

    /// <summary>Length in bytes of the longest ordinary token.</summary>
    public int LongestOrdinary { get; private set; }

    public TokenKind KindOf(int id) => (uint)id < (uint)Count ? _kinds[id] : TokenKind.Undefined;

    /// <summary>The token's bytes; empty for an id outside the vocabulary or an unused one.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) =>
        (uint)id < (uint)Count ? _bytes.AsSpan(_starts[id], _lengths[id]) : default;

    /// <summary>Sets a token; text of ordinary tokens is in the byte alphabet, all other text is literal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int id, ReadOnlySpan<char> text, TokenKind kind)
    {
        if ((uint)id >= MaxTokens)
            throw new ModelFormatException($"Token id {id} is outside 0 to {MaxTokens - 1}.", "vocabulary");
        EnsureCapacity(id, Encoding.UTF8.GetMaxByteCount(text.Length));
        var target = _bytes.AsSpan(_used);
        int length;
        if (IsOrdinary(kind) && ByteAlphabet.TryGetBytes(text, target))
        {
            length = text.Length;
            LongestOrdinary = Math.Max(LongestOrdinary, length);
        }
        else
        {
            // An "ordinary" token outside the alphabet cannot be reached from text, but must decode as it is written.
            length = Encoding.UTF8.GetBytes(text, target);
            kind = IsOrdinary(kind) ? TokenKind.Unused : kind;
        }
        _starts[id] = _used;
        _lengths[id] = length;
        _kinds[id] = kind;
        _used += length;
        Count = Math.Max(Count, id + 1);
    }

    /// <summary>Builds the index over the ordinary tokens. The first of two equal texts wins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void BuildIndex()
    {
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, Count * 2))];
        var mask = _slots.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            if (!IsOrdinary(_kinds[id]) || _lengths[id] == 0)
                continue;
            var bytes = _bytes.AsSpan(_starts[id], _lengths[id]);
            var slot = (int)Hash(bytes) & mask;
            while (_slots[slot] != 0 && !BytesOf(_slots[slot] - 1).SequenceEqual(bytes))
                slot = (slot + 1) & mask;
            if (_slots[slot] == 0)
                _slots[slot] = id + 1;
        }
    }

    /// <summary>The id of the ordinary token with these bytes, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> bytes)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var slot = (int)Hash(bytes) & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var id = slots[slot] - 1;
            if (_bytes.AsSpan(_starts[id], _lengths[id]).SequenceEqual(bytes))
                return id;
        }
        return -1;
    }

    // Control tokens and added text are found by AddedTokenMatcher only: a text piece must never become one.
    private static bool IsOrdinary(TokenKind kind) => kind is TokenKind.Normal or TokenKind.Undefined;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 / golden ratio
        var hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Multiplier;
            hash ^= hash >> 29;
            bytes = bytes[8..];
        }
        ulong tail = 0;
        if (bytes.Length >= 4)
        {
            tail = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            bytes = bytes[4..];
        }
        foreach (var value in bytes)
            tail = (tail << 8) | value;
        hash = (hash ^ tail) * Multiplier;
        return (uint)(hash >> 32);
    }

    private void EnsureCapacity(int id, int byteCount)
    {
        if (id >= _starts.Length)
        {
            var size = Math.Max(id + 1, _starts.Length * 2);
            Array.Resize(ref _starts, size);
            Array.Resize(ref _lengths, size);
            Array.Resize(ref _kinds, size);
        }
        if (_used + byteCount > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + byteCount, _bytes.Length * 2));
    }
}
