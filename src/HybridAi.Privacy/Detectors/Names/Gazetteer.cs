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

/// <summary>Names and places as a table of word hashes with flags; made by <c>eng/gazetteer/compile.cs</c>.</summary>
internal sealed class Gazetteer
{
    private const int EntrySize = 5, Bits = 18, Mask = (1 << Bits) - 1, Shift = 32 - Bits;

    /// <summary>Open addressing; the place tells the upper bits of the hash, an entry the lower 24 and 8 of kinds: one look into memory a word.</summary>
    private readonly uint[] _entries = new uint[1 << Bits];

    private Gazetteer(ReadOnlySpan<byte> table, bool forEvaluation)
    {
        Count = table.Length / EntrySize;
        for (int i = 0; i < Count; i++)
        {
            uint hash = BinaryPrimitives.ReadUInt32LittleEndian(table[(i * EntrySize)..]);
            var kinds = (NameKinds)table[(i * EntrySize) + 4];
            kinds = forEvaluation && (kinds & NameKinds.LeftOut) != 0 ? kinds & (NameKinds.Word | NameKinds.Open) : kinds & ~NameKinds.LeftOut;
            if (kinds == NameKinds.None)
            {
                continue;
            }

            int slot = (int)(hash >> Shift);
            while (_entries[slot] != 0)
            {
                slot = (slot + 1) & Mask;
            }

            _entries[slot] = (hash << 8) | (uint)kinds;
        }
    }

    /// <summary>All names.</summary>
    public static Gazetteer Shipped { get; } = Load(forEvaluation: false);

    public int Count { get; }

    /// <summary>The table with the names left out that evaluation draws its texts from.</summary>
    public static Gazetteer ForEvaluation() => Load(forEvaluation: true);

    public NameKinds this[uint hash]
    {
        get
        {
            uint[] entries = _entries;
            for (int slot = (int)(hash >> Shift); ; slot = (slot + 1) & Mask)
            {
                uint entry = entries[slot];
                if (entry == 0)
                {
                    return NameKinds.None;
                }

                if ((entry ^ (hash << 8)) <= 0xFF)
                {
                    return (NameKinds)(entry & 0xFF);
                }
            }
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
