using System.Globalization;
using System.Text;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors;

/// <summary>International bank account numbers (ISO 13616): the country's length and layout of letters and digits, then the remainder by 97.</summary>
internal static class IbanFinder
{
    private const int Longest = 34;

    /// <summary>By country (26 × first letter + second): what stands at each place, <c>n</c>, <c>a</c> or <c>c</c>, or null.</summary>
    private static readonly string?[] s_layouts = Layouts();

    /// <summary>An IBAN from <paramref name="start"/> on, with or without single separators. Returns its end, or 0.</summary>
    public static int Find(ReadOnlySpan<char> text, int start, ref FindingBuffer found)
    {
        if (start + 15 > text.Length || !char.IsAsciiLetter(text[start + 1]) || !char.IsAsciiDigit(text[start + 2]) || !char.IsAsciiDigit(text[start + 3])
            || (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_'))
            || s_layouts[Country(text[start], text[start + 1])] is not { } layout)
        {
            return 0;
        }

        FewChars room = default;
        Span<char> bare = ((Span<char>)room)[..Longest];
        int n = 0, i = start;
        while (i < text.Length && n < layout.Length)
        {
            char c = text[i];
            if (char.IsAsciiLetterOrDigit(c))
            {
                if (layout[n] == 'n' ? !char.IsAsciiDigit(c) : layout[n] == 'a' && !char.IsAsciiLetter(c))
                {
                    return 0;
                }

                bare[n++] = char.ToUpperInvariant(c);
            }
            else if (c is not (' ' or '-' or '.' or '_' or '\t' or '\n' or '\u00A0') || i + 1 >= text.Length || !char.IsAsciiLetterOrDigit(text[i + 1]))
            {
                return 0;
            }

            i++;
        }

        found.Work += n;
        if (n != layout.Length || (i < text.Length && char.IsAsciiLetterOrDigit(text[i])) || Checksums.Mod97(bare[..n], rotate: 4) != 1)
        {
            return 0;
        }

        found.Add(EntityTypes.Iban, null, start, i - start, 1, validated: true);
        return i;
    }

    private static int Country(char a, char b) => (((a | 0x20) - 'a') * 26) + (b | 0x20) - 'a';

    private static string?[] Layouts()
    {
        var all = new string?[26 * 26];
        foreach (string line in Resources.Lines("iban-layouts.txt"))
        {
            var layout = new StringBuilder("aann");
            int count = 0;
            foreach (char c in line.AsSpan(3))
            {
                if (char.IsAsciiDigit(c))
                {
                    count = (count * 10) + c - '0';
                    continue;
                }

                layout.Append(c, count);
                count = 0;
            }

            all[Country(line[0], line[1])] = layout.Length <= Longest ? layout.ToString()
                : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{line}' is longer than {Longest}."));
        }

        return all;
    }
}
