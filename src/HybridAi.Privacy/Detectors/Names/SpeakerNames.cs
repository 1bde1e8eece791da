using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>"Anna: hi", "[10:42] Anna Berg: can you see this?": who speaks in a dialogue. A label that comes again, or a forename, is a name; what only names a field is not.</summary>
internal static class SpeakerNames
{
    private const int LongestLabel = 40, Kept = 16;
    private const double Again = 0.5, Known = 0.45;

    public static void Find(ReadOnlySpan<char> text, Gazetteer names, double min, ref FindingBuffer found)
    {
        if (min > Again || !text.Contains(':'))
        {
            return;
        }

        Span<uint> labels = stackalloc uint[Kept];
        Span<int> starts = stackalloc int[Kept], lengths = stackalloc int[Kept];
        int count = 0, at = 0;
        while (at < text.Length)
        {
            int length = text[at..].IndexOf('\n'), end = length < 0 ? text.Length : at + length;
            if (Label(text[at..end], names, out int from, out int size, out uint hash, out bool forename))
            {
                int known = labels[..Math.Min(count, Kept)].IndexOf(hash);
                if (known >= 0 || forename)
                {
                    found.Add(EntityTypes.Person, null, at + from, size, known >= 0 ? Again : Known);
                }

                if (known >= 0 && lengths[known] > 0)
                {
                    found.Add(EntityTypes.Person, null, starts[known], lengths[known], Again);
                    lengths[known] = 0;
                }

                if (known < 0)
                {
                    (labels[count % Kept], starts[count % Kept], lengths[count % Kept]) = (hash, at + from, forename ? 0 : size);
                    count++;
                }
            }

            at = end + 1;
        }
    }

    /// <summary>One to three words with capitals before a colon and a blank, a time or mark of a list before them.</summary>
    private static bool Label(ReadOnlySpan<char> line, Gazetteer names, out int from, out int size, out uint hash, out bool forename)
    {
        from = size = 0;
        hash = 0;
        forename = false;
        int first = 0;
        while (first < line.Length && first < 24 && !char.IsLetter(line[first]))
        {
            first++;
        }

        int colon = line[first..Math.Min(line.Length, first + LongestLabel)].IndexOf(": ", StringComparison.Ordinal);
        if (colon < 2 || !char.IsUpper(line[first]))
        {
            return false;
        }

        ReadOnlySpan<char> label = line.Slice(first, colon).TrimEnd(" >*]");
        int at = 0, words = 0;
        while (Words.Next(label, ref at, out int start, out int end))
        {
            uint word = Words.Hash(label[start..end]);
            NameKinds kinds = names[word];
            bool stop = NameCues.Table.TryGetMask(word, out ulong groups) && (groups & s_none) != 0;
            bool proper = char.IsUpper(label[start]) && end - start > 1 && char.IsLower(label[end - 1]);
            if (!proper || stop || (kinds & (NameKinds.Word | NameKinds.Forename)) == NameKinds.Word || ++words > 3 || (words > 1 && label[start - 1] is not (' ' or '-')))
            {
                return false;
            }

            forename |= words == 1 && (kinds & (NameKinds.Forename | NameKinds.Word)) == NameKinds.Forename;
            hash = words == 1 ? word : Words.Join(hash, word);
        }

        (from, size) = (first, label.Length);
        return words > 0;
    }

    private static readonly ulong s_none = NameCues.Bit(NameCues.NotName) | NameCues.Bit(NameCues.Major) | NameCues.Bit(NameCues.Nrp);
}
