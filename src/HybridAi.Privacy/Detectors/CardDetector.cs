using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors;

/// <summary>Payment cards and IBANs.</summary>
internal static class CardDetector
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789");

    public static void Find(ReadOnlySpan<char> text, ref FindingBuffer found)
    {
        Span<char> bare = stackalloc char[40];
        int at = 0;
        while (at < text.Length && text[at..].IndexOfAny(s_digits) is >= 0 and int hop)
        {
            int first = at + hop;
            int start = first >= 2 && char.IsAsciiLetterUpper(text[first - 1]) && char.IsAsciiLetterUpper(text[first - 2]) ? first - 2 : first;
            int end = start, length = 0;
            for (int i = start; i < text.Length && length < bare.Length; i++)
            {
                if (char.IsAsciiLetterOrDigit(text[i]) && (start < first || char.IsAsciiDigit(text[i])))
                {
                    bare[length++] = text[i];
                    end = i + 1;
                }
                else if (text[i] is not (' ' or '-') || i + 1 >= text.Length || !char.IsAsciiLetterOrDigit(text[i + 1]))
                {
                    break;
                }
            }

            ReadOnlySpan<char> value = bare[..length];
            if (start == first && length is >= 12 and <= 19 && value[0] is >= '2' and <= '6' && Checksums.Luhn(value))
            {
                found.Add(EntityTypes.CreditCard, null, start, end - start, 1, validated: true);
            }
            else if (start < first && length is >= 15 and <= 34 && Checksums.Mod97(value, rotate: 4) == 1)
            {
                found.Add(EntityTypes.Iban, null, start, end - start, 1, validated: true);
            }

            at = Math.Max(end, first + 1);
        }
    }
}
