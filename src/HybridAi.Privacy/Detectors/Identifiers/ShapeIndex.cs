using System.Numerics;

namespace HybridAi.Privacy.Detectors.Identifiers;

/// <summary>
/// Which masks of a group a text may fit, all at once: a bit per mask, and at each character the bits of those that take its kind stay
/// (the Shift-And idea of R. Baeza-Yates, G. Gonnet, 1992). What is left is checked letter by letter.
/// </summary>
internal sealed class ShapeIndex
{
    private const int Kinds = 9, Other = 8;
    private static readonly byte[] s_kinds = KindTable();
    private readonly IdentifierFormat[] _formats;
    private readonly ulong[] _takes, _ends;

    public ShapeIndex(IdentifierFormat[] formats)
    {
        _formats = formats;
        int longest = formats.Max(f => f.Mask.Length);
        _takes = new ulong[(longest + 1) * Kinds];
        _ends = new ulong[longest + 1];
        for (int f = 0; f < formats.Length; f++)
        {
            string mask = formats[f].Mask;
            _ends[mask.Length] |= 1ul << f;
            for (int p = 0; p < mask.Length; p++)
            {
                foreach (int kind in Taken(mask[p]))
                {
                    _takes[(p * Kinds) + kind] |= 1ul << f;
                }
            }
        }
    }

    public static ShapeIndex[] Split(IdentifierFormat[] formats) => [.. formats.Chunk(64).Select(c => new ShapeIndex(c))];

    public IdentifierFormat this[int i] => _formats[i];

    /// <summary>The masks that fit at <paramref name="start"/>, a bit each: in kind of character, and with no letter or digit behind.</summary>
    public ulong Match(ReadOnlySpan<char> text, int start)
    {
        ulong alive = ulong.MaxValue, fit = 0;
        ulong[] takes = _takes, ends = _ends;
        ReadOnlySpan<char> rest = text[start..];
        for (int p = 0; p < ends.Length; p++)
        {
            int kind = p < rest.Length ? rest[p] < 256 ? s_kinds[rest[p]] : Other : Other;
            if (ends[p] != 0 && kind > 1)
            {
                fit |= alive & ends[p];
            }

            if ((p * Kinds) + kind >= takes.Length || (alive &= takes[(p * Kinds) + kind]) == 0)
            {
                break;
            }
        }

        return fit;
    }

    public static int Next(ref ulong bits)
    {
        int i = BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        return i;
    }

    private static int[] Taken(char mask) => mask switch
    {
        '#' => [0],
        '@' => [1],
        '*' => [0, 1],
        '&' => [1, 7],
        _ => [Kind(mask)],
    };

    private static int Kind(char c) => c switch
    {
        >= '0' and <= '9' => 0,
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => 1,
        ' ' => 2,
        '-' => 3,
        '.' => 4,
        '/' => 5,
        '+' => 6,
        'Ä' or 'Ö' or 'Ü' or 'ä' or 'ö' or 'ü' => 7,
        _ => Other,
    };

    private static byte[] KindTable() => [.. Enumerable.Range(0, 256).Select(c => (byte)Kind((char)c))];
}
