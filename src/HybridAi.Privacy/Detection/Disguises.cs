using System.Globalization;

namespace HybridAi.Privacy.Detection;

/// <summary>Characters that a reader takes for others: escapes of a string literal, and symbols that are digits or letters in another dress.</summary>
internal static class Disguises
{
    private const int MostBackslashes = 8;

    /// <summary>Characters outside ASCII that <see cref="Symbol"/> reads.</summary>
    public static string Symbols { get; } = new(
    [
        '\u00B2', '\u00B3', '\u00B7', '\u00B9', '\u2022', '\u2070', '\u20E3', '\u24EA', '\uD835', '\uDB40',
        .. Range(0x335, 0x338), .. Range(0x2074, 0x2079), .. Range(0x2080, 0x2089), .. Range(0x2460, 0x2468),
    ]);

    /// <summary>
    /// An escape of JSON and of most programming languages at a backslash: a pasted payload has "\n" before a value, or "\u0040" in it. Also where the
    /// string was escaped more than once. Returns its length, or 0; <paramref name="c"/> is what it stands for.
    /// </summary>
    public static int Escape(ReadOnlySpan<char> text, int i, ref char c)
    {
        int at = i + 1;
        while (at < text.Length && at - i < MostBackslashes && text[at] == '\\')
        {
            at++;
        }

        if (at == text.Length)
        {
            return 0;
        }

        char said = text[at];
        int digits = said switch { 'u' => 4, 'x' => 2, _ => 0 };
        if (digits > 0)
        {
            bool coded = at + 1 + digits <= text.Length
                && ushort.TryParse(text.Slice(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code) && (c = (char)code) > 0;
            return coded ? at + 1 + digits - i : 0;
        }

        char known = said switch { 'n' or 'r' => '\n', 't' => '\t', '"' or '\'' or '/' => said, _ => '\0' };
        c = known == '\0' ? c : known;
        return known == '\0' ? 0 : at + 1 - i;
    }

    /// <summary>
    /// A superscript, subscript, circled or mathematical digit or letter (Unicode's compatibility forms of them), a dot between, or a mark over a digit
    /// ('\0': nothing). Returns the number of characters, or 0.
    /// </summary>
    public static int Symbol(ReadOnlySpan<char> text, int i, ref char c)
    {
        switch (c)
        {
            case '\u00B7' or '\u2022':
                c = '-';
                return 1;
            case '\u20E3' or (>= '\u0335' and <= '\u0338'):
                c = '\0';
                return 1;
            case '\u00B9' or '\u00B2' or '\u00B3' or '\u2070' or (>= '\u2074' and <= '\u2079') or (>= '\u2080' and <= '\u2089') or (>= '\u2460' and <= '\u2468') or '\u24EA':
                c = (char)('0' + (int)char.GetNumericValue(c));
                return 1;
            case '\uD835' or '\uDB40' when i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                return Plane(char.ConvertToUtf32(c, text[i + 1]), ref c) ? 2 : 0;
            default:
                return 0;
        }
    }

    /// <summary>Mathematical Alphanumeric Symbols: 13 alphabets of 52 letters, 5 rows of digits; and tags, which nobody sees.</summary>
    private static bool Plane(int code, ref char c)
    {
        const int Letters = 0x1D400, LettersEnd = Letters + (13 * 52), Digits = 0x1D7CE, DigitsEnd = 0x1D7FF;
        int letter = (code - Letters) % 52;
        (bool known, c) = code switch
        {
            >= Letters and < LettersEnd => (true, (char)(letter < 26 ? 'A' + letter : 'a' + letter - 26)),
            >= Digits and <= DigitsEnd => (true, (char)('0' + ((code - Digits) % 10))),
            >= 0xE0000 and <= 0xE007F => (true, '\0'),
            _ => (false, c),
        };
        return known;
    }

    private static IEnumerable<char> Range(int from, int to) => Enumerable.Range(from, to - from + 1).Select(c => (char)c);
}
