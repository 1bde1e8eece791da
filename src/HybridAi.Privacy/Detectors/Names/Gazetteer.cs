using System.Buffers.Binary;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>What the lists know of a word or phrase.</summary>
[Flags]
internal enum NameKinds : byte
{
    None = 0,
    Forename = 1,
    Surname = 2,
    Place = 4,

    /// <summary>A longer place begins with this.</summary>
    Open = 8,

    /// <summary>Also an ordinary English word.</summary>
    Word = 16,
    Frequent = 32,

    /// <summary>A name kept out of the table that evaluation runs use.</summary>
    LeftOut = 64,
    Name = Forename | Surname,
}

/// <summary>Names and places as a sorted table of word hashes with flags; made by <c>eng/gazetteer/compile.cs</c>.</summary>
internal sealed class Gazetteer
{
    private const int EntrySize = 5;
    private readonly uint[] _hashes;
    private readonly NameKinds[] _kinds;
    private readonly int[] _buckets = new int[65_537];

    private Gazetteer(ReadOnlySpan<byte> table, bool forEvaluation)
    {
        int count = table.Length / EntrySize;
        _hashes = new uint[count];
        _kinds = new NameKinds[count];
        for (int i = 0; i < count; i++)
        {
            _hashes[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(i * EntrySize)..]);
            var kinds = (NameKinds)table[(i * EntrySize) + 4];
            _kinds[i] = forEvaluation && (kinds & NameKinds.LeftOut) != 0 ? kinds & (NameKinds.Word | NameKinds.Open) : kinds & ~NameKinds.LeftOut;
            _buckets[(_hashes[i] >> 16) + 1] = i + 1;
        }

        for (int b = 1; b < _buckets.Length; b++)
        {
            _buckets[b] = Math.Max(_buckets[b], _buckets[b - 1]);
        }
    }

    /// <summary>All names.</summary>
    public static Gazetteer Shipped { get; } = Load(forEvaluation: false);

    public int Count => _hashes.Length;

    /// <summary>The table with the names left out that evaluation draws its texts from.</summary>
    public static Gazetteer ForEvaluation() => Load(forEvaluation: true);

    public NameKinds this[uint hash]
    {
        get
        {
            int to = _buckets[(hash >> 16) + 1];
            for (int i = _buckets[hash >> 16]; i < to; i++)
            {
                if (_hashes[i] == hash)
                {
                    return _kinds[i];
                }
            }

            return NameKinds.None;
        }
    }

    private static Gazetteer Load(bool forEvaluation)
    {
        using Stream stream = Resources.Open("names.bin");
        byte[] table = new byte[stream.Length];
        stream.ReadExactly(table);
        return new Gazetteer(table, forEvaluation);
    }
}
