using System.Numerics;
using System.Runtime.CompilerServices;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Byte-pair merge rules: (left id, right id) to rank and merged id. Immutable once the tokenizer is built.</summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair without a rule; larger than every rank.</summary>
    public const int NoRank = int.MaxValue;

    private const int MaxTextLength = 4096;

    private readonly TokenTable _tokens;
    private ulong[] _keys;
    private int[] _ranks;
    private int[] _merged;

    public MergeTable(TokenTable tokens, int expectedRules)
    {
        _tokens = tokens;
        _merged = new int[Math.Max(16, expectedRules)];
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)_merged.Length * 2);
        _keys = new ulong[size];
        _ranks = new int[size];
    }

    /// <summary>Number of rules.</summary>
    public int Count { get; private set; }

    /// <summary>The token that the rule of this rank makes.</summary>
    public int MergedId(int rank) => _merged[rank];

    /// <summary>Adds the next rule; both texts are in the byte alphabet.</summary>
    /// <exception cref="ModelFormatException">A part or the result is not a token.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length + right.Length > MaxTextLength)
            throw Invalid("is too long");
        Span<byte> bytes = stackalloc byte[256];
        if (left.Length + right.Length > bytes.Length)
            bytes = new byte[left.Length + right.Length];
        bytes = bytes[..(left.Length + right.Length)];
        if (!ByteAlphabet.TryGetBytes(left, bytes) || !ByteAlphabet.TryGetBytes(right, bytes[left.Length..]))
            throw Invalid("has a character outside the byte alphabet");
        var leftId = _tokens.Find(bytes[..left.Length]);
        var rightId = _tokens.Find(bytes[left.Length..]);
        var mergedId = FindMerged(bytes);
        if (leftId < 0 || rightId < 0 || mergedId < 0)
            throw Invalid("uses text that is not in the vocabulary");
        Insert(Key(leftId, rightId), mergedId);
    }

    /// <summary>Adds the next rule, written "left right".</summary>
    public void Add(ReadOnlySpan<char> rule)
    {
        var space = rule.IndexOf(' ');
        if (space <= 0 || space == rule.Length - 1)
            throw Invalid("is not two texts with a space between them");
        Add(rule[..space], rule[(space + 1)..]);
    }

    /// <summary>The rank of the rule for this pair, or <see cref="NoRank"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rank(int left, int right)
    {
        var key = Key(left, right);
        var keys = _keys;
        for (var slot = Slot(key, keys.Length); ; slot = (slot + 1) & (keys.Length - 1))
        {
            if (keys[slot] == key)
                return _ranks[slot];
            if (keys[slot] == 0)
                return NoRank;
        }
    }

    // Plus one, so that zero is free to mean "empty".
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private static int Slot(ulong key, int size) => (int)((key * 0x9E3779B97F4A7C15) >> 33) & (size - 1);

    // Nearly all vocabularies number merged tokens in rule order: try the id after the last one before hashing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindMerged(ReadOnlySpan<byte> bytes)
    {
        if (Count > 0)
        {
            var next = _merged[Count - 1] + 1;
            if (_tokens.KindOf(next) == TokenKind.Normal && _tokens.BytesOf(next).SequenceEqual(bytes))
                return next;
        }
        return _tokens.Find(bytes);
    }

    private void Insert(ulong key, int mergedId)
    {
        if (Count == _merged.Length)
            Grow();
        Place(key, Count);
        _merged[Count++] = mergedId;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(ulong key, int rank)
    {
        var slot = Slot(key, _keys.Length);
        while (_keys[slot] != 0)
        {
            if (_keys[slot] == key)
                return; // the first of two equal rules wins
            slot = (slot + 1) & (_keys.Length - 1);
        }
        _keys[slot] = key;
        _ranks[slot] = rank;
    }

    private void Grow()
    {
        Array.Resize(ref _merged, _merged.Length * 2);
        var (keys, ranks) = (_keys, _ranks);
        _keys = new ulong[keys.Length * 2];
        _ranks = new int[keys.Length * 2];
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0)
                Place(keys[i], ranks[i]);
        }
    }

    private ModelFormatException Invalid(string what) => new($"Merge rule {Count} {what}.", "merges");
}
