using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Unicode normalisation form C, independent of the platform.</summary>
/// <remarks>
/// <see cref="string.Normalize(NormalizationForm)"/> leaves text as it is where an app runs in invariant globalization mode, and
/// the same prompt must give the same tokens everywhere. Algorithm: Unicode Standard Annex 15.
/// </remarks>
internal static class CanonicalComposition
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7;
    private const int LCount = 19, VCount = 21, TCount = 28, SCount = LCount * VCount * TCount;
    private const int ClassShift = 52, IndexShift = 21, CodePointMask = (1 << IndexShift) - 1;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>Whether <see cref="Compose"/> can change the text; a fast check that is exact for <see langword="false"/>.</summary>
    public static bool MayChange(ReadOnlySpan<char> text)
    {
        // Nothing below U+0300 combines or is replaced.
        var from = text.IndexOfAnyInRange('\u0300', '\uFFFF');
        if (from < 0)
            return false;
        var data = Data.Value;
        foreach (var rune in text[from..].EnumerateRunes())
        {
            if (rune.Value >= 0x300 && data.Affected.Contains(rune.Value))
                return true;
        }
        return false;
    }

    /// <summary>The text in form C. Lone surrogates become U+FFFD.</summary>
    public static string Compose(ReadOnlySpan<char> text)
    {
        var data = Data.Value;
        var items = new List<long>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, items, data);
        var span = CollectionsMarshal.AsSpan(items);
        SortMarks(span);
        var length = ComposeInPlace(span, data);
        var result = new StringBuilder(text.Length);
        Span<char> utf16 = stackalloc char[2];
        foreach (var item in span[..length])
            result.Append(utf16[..new Rune((int)(item & CodePointMask)).EncodeToUtf16(utf16)]);
        return result.ToString();
    }

    // An item holds combining class, index and code point, so that sorting items of one run sorts by class and is stable.
    private static void Decompose(int codePoint, List<long> items, Tables data)
    {
        var syllable = codePoint - SBase;
        if ((uint)syllable < SCount)
        {
            Add(LBase + (syllable / (VCount * TCount)), items, data);
            Add(VBase + (syllable % (VCount * TCount) / TCount), items, data);
            if (syllable % TCount != 0)
                Add(TBase + (syllable % TCount), items, data);
        }
        else if (codePoint >= 0xC0 && data.Decompositions.TryGetValue(codePoint, out var parts))
        {
            Decompose(parts.First, items, data);
            if (parts.Second != 0)
                Add(parts.Second, items, data);
        }
        else
            Add(codePoint, items, data);
    }

    private static void Add(int codePoint, List<long> items, Tables data)
    {
        var combiningClass = codePoint >= 0x300 ? data.Classes.GetValueOrDefault(codePoint) : (byte)0;
        items.Add(((long)combiningClass << ClassShift) | ((long)items.Count << IndexShift) | (uint)codePoint);
    }

    private static void SortMarks(Span<long> items)
    {
        for (var at = 0; at < items.Length; at++)
        {
            var start = at;
            while (at < items.Length && items[at] >> ClassShift != 0)
                at++;
            if (at - start > 1)
                items[start..at].Sort();
        }
    }

    private static int ComposeInPlace(Span<long> items, Tables data)
    {
        var (length, starter, lastClass) = (0, -1, -1L);
        foreach (var item in items)
        {
            var combiningClass = item >> ClassShift;
            var codePoint = (int)(item & CodePointMask);
            // A mark is blocked from the starter by one of its own or a higher class; a starter by anything in between.
            var reaches = starter >= 0 && (lastClass < combiningClass || (lastClass <= 0 && starter == length - 1));
            if (reaches && Pair((int)(items[starter] & CodePointMask), codePoint, data) is > 0 and var composed)
            {
                items[starter] = (uint)composed;
                continue;
            }
            if (combiningClass == 0)
                starter = length;
            lastClass = combiningClass;
            items[length++] = item;
        }
        return length;
    }

    private static int Pair(int first, int second, Tables data)
    {
        if ((uint)(first - LBase) < LCount && (uint)(second - VBase) < VCount)
            return SBase + ((((first - LBase) * VCount) + (second - VBase)) * TCount);
        var syllable = first - SBase;
        if ((uint)syllable < SCount && syllable % TCount == 0 && second - TBase is > 0 and < TCount)
            return first + (second - TBase);
        return data.Compositions.GetValueOrDefault((first, second));
    }

    private sealed class Tables
    {
        public Dictionary<int, (int First, int Second)> Decompositions { get; } = new(2100);

        public Dictionary<(int First, int Second), int> Compositions { get; } = new(1000);

        public Dictionary<int, byte> Classes { get; } = new(1000);

        /// <summary>Code points that composition may remove: marks, second parts, and those with an excluded decomposition.</summary>
        public HashSet<int> Affected { get; } = new(2500);

        public static Tables Read()
        {
            using var packed = new MemoryStream(Convert.FromBase64String(CanonicalCompositionData.Packed));
            using var source = new DeflateStream(packed, CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            source.CopyTo(unpacked);
            var bytes = new ReadOnlySequence<byte>(unpacked.GetBuffer(), 0, (int)unpacked.Length);
            var reader = new SequenceReader<byte>(bytes);
            var tables = new Tables();
            tables.ReadDecompositions(ref reader);
            tables.ReadClasses(ref reader);
            for (var vowel = 0; vowel < VCount; vowel++)
                tables.Affected.Add(VBase + vowel);
            for (var trailing = 1; trailing < TCount; trailing++)
                tables.Affected.Add(TBase + trailing);
            return tables;
        }

        private void ReadDecompositions(ref SequenceReader<byte> reader)
        {
            var (codePoint, first) = (0, 0);
            for (var left = ReadNumber(ref reader); left > 0; left--)
            {
                codePoint += ReadNumber(ref reader);
                var delta = ReadNumber(ref reader);
                first += (delta >> 1) ^ -(delta & 1);
                var second = ReadNumber(ref reader);
                Decompositions.Add(codePoint, (first, second >> 1));
                if ((second & 1) != 0)
                    Affected.Add(codePoint);
                else
                {
                    Compositions.Add((first, second >> 1), codePoint);
                    Affected.Add(second >> 1);
                }
            }
        }

        private void ReadClasses(ref SequenceReader<byte> reader)
        {
            var codePoint = 0;
            for (var left = ReadNumber(ref reader); left > 0; left--)
            {
                codePoint += ReadNumber(ref reader);
                var length = ReadNumber(ref reader);
                reader.TryRead(out var combiningClass);
                for (; length > 0; length--, codePoint++)
                {
                    Classes.Add(codePoint, combiningClass);
                    Affected.Add(codePoint);
                }
            }
        }

        private static int ReadNumber(ref SequenceReader<byte> reader)
        {
            var value = 0;
            for (var shift = 0; reader.TryRead(out var next); shift += 7)
            {
                value |= (next & 0x7F) << shift;
                if (next < 0x80)
                    break;
            }
            return value;
        }
    }
}
