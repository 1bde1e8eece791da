using System.Runtime.CompilerServices;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Whether a string looks drawn by a machine.</summary>
internal static class Randomness
{
    /// <summary>Shannon entropy in bits per character.</summary>
    public static double Entropy(ReadOnlySpan<char> value)
    {
        Counts room = default;
        Span<byte> counts = room;
        int n = Math.Min(value.Length, 200);
        foreach (char c in value[..n])
        {
            counts[c & 127]++;
        }

        double bits = 0;
        foreach (byte count in counts)
        {
            if (count > 0)
            {
                double p = (double)count / n;
                bits -= p * Math.Log2(p);
            }
        }

        return bits;
    }

    [InlineArray(128)]
    private struct Counts
    {
        private byte _first;
    }

    /// <summary>Changes between small letters, capitals and digits, per character: words and identifiers change seldom.</summary>
    public static double Turns(ReadOnlySpan<char> value)
    {
        int turns = 0, last = -1;
        foreach (char c in value)
        {
            int kind = char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : 3;
            turns += kind != last && last >= 0 ? 1 : 0;
            last = kind;
        }

        return value.Length < 2 ? 0 : (double)turns / (value.Length - 1);
    }

    public static bool HasDigit(ReadOnlySpan<char> value) => value.ContainsAny(CharSets.Digits);

    public static bool HasLetter(ReadOnlySpan<char> value) => value.ContainsAny(CharSets.Letters);

    /// <summary>
    /// Whether a value is made of words: parts of letters of one kind, or a word with a few digits behind it, joined by separators or capitals. File names, identifiers,
    /// versions and error codes are; what a machine drew is not.
    /// </summary>
    public static bool IsNamelike(ReadOnlySpan<char> value)
    {
        int i = 0, letters = 0, parts = 0, wordy = 0, longest = 0;
        while (i < value.Length)
        {
            if (!char.IsAsciiLetterOrDigit(value[i]))
            {
                i++;
                continue;
            }

            int start = i, upper = 0, lower = 0;
            while (i < value.Length && char.IsAsciiLetter(value[i]))
            {
                bool capital = char.IsAsciiLetterUpper(value[i]);
                if (capital && lower > 0)
                {
                    break;
                }

                upper += capital ? 1 : 0;
                lower += capital ? 0 : 1;
                i++;
            }

            int word = i - start, digits = 0;
            while (i < value.Length && char.IsAsciiDigit(value[i]))
            {
                digits++;
                i++;
            }

            parts++;
            letters += word;
            longest = Math.Max(longest, word);
            bool ends = i == value.Length || !char.IsAsciiLetterOrDigit(value[i]) || (word >= 3 && digits == 0) || (word == 2 && digits == 0 && lower > 0 && char.IsAsciiLetterUpper(value[i])) || (digits is 1 or 2 && (word == 1 || char.IsAsciiLetterUpper(value[i])));
            wordy += ends && ((word == 0 && digits <= 8) || (word >= 2 && HasVowel(value.Slice(start, word)) && digits <= 4) || (word is 1 or 2 && digits <= 2)
                || (word >= 2 && digits == 0 && word <= 4)) ? 1 : 0;
        }

        return parts > 0 && longest >= 3 && wordy == parts && (double)letters / value.Length > 0.4 && (double)letters / parts >= 2.2;
    }

    private static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(s_vowels);

    private static readonly System.Buffers.SearchValues<char> s_vowels = System.Buffers.SearchValues.Create("aeiouyAEIOUY");
}
