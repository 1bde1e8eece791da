using System.Buffers;
using System.Globalization;
using System.Text;
using HybridAi.Privacy.Detectors;
using HybridAi.Privacy.Detectors.Secrets;

namespace HybridAi.Privacy.Detection;

/// <content>What stands for what.</content>
internal ref partial struct Normalizer
{
    /// <summary>How many characters at <paramref name="i"/> stand for one other (or none: '\0'); 0 when they stand for themselves.</summary>
    /// <param name="text">The text.</param>
    /// <param name="i">A place in it; places are asked from left to right.</param>
    /// <param name="plain">Kept between the questions: before this place no letter has a Latin one near.</param>
    /// <param name="c">What they stand for.</param>
    private static int Rewrite(ReadOnlySpan<char> text, int i, ref int plain, out char c)
    {
        c = text[i];
        switch (c)
        {
            case '\u00AD' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2064') or '\uFEFF' or (>= '\uFE00' and <= '\uFE0F') or '\u180E' or '\u034F':
                c = '\0';
                return 1;
            case '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000':
                c = ' ';
                return 1;
            case (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFE63':
                c = '-';
                return 1;
            case >= '\uFF01' and <= '\uFF5E':
                c = (char)(c - 0xFEE0);
                return 1;
            case '\u2024' or '\uFE52':
                c = '.';
                return 1;
            case '%':
                return Percent(text, i, ref c);
            case '&':
                return Entity(text, i, ref c);
            case '\\':
                return Disguises.Escape(text, i, ref c);
            case '[' or '(' or '{':
                return Bracketed(text, i, ref c);
        }

        if (Disguises.Symbol(text, i, ref c) is > 0 and int taken)
        {
            return taken;
        }

        if (c >= 128 && char.IsDigit(c))
        {
            c = (char)('0' + (int)char.GetNumericValue(c));
            return 1;
        }

        return c is >= '\u0370' and <= '\u052F' && i >= plain ? LookAlike(text, i, ref plain, ref c) : 0;
    }

    /// <summary>Only beside Latin letters, digits or an @: words of the other script stay as they are.</summary>
    private static int LookAlike(ReadOnlySpan<char> text, int i, ref int plain, ref char c)
    {
        string table = c < '\u0400' ? Greek : Cyrillic;
        int at = table.IndexOf(c, StringComparison.Ordinal);
        if (at < 0 || at % 2 != 0)
        {
            return 0;
        }

        int from = Math.Max(0, i - WordReach), next = text[from..].IndexOfAny(CharSets.Alphanumerics);
        if (next < 0 || from + next >= i + WordReach)
        {
            // Far off: none of the letters up to there has one beside it.
            plain = next < 0 ? text.Length : from + next - WordReach + 1;
            return 0;
        }

        bool latin = IsBesideLatin(text, i);
        c = latin ? table[at + 1] : c;
        return latin ? 1 : 0;
    }

    /// <summary>Whether a Latin letter or a digit stands in the same word, as far as it is looked at.</summary>
    private static bool IsBesideLatin(ReadOnlySpan<char> text, int i)
    {
        int to = i + 1;
        while (to < text.Length && to - i < WordReach && (char.IsLetterOrDigit(text[to]) || text[to] is '@' or '.' or '_' or '-'))
        {
            if (char.IsAsciiLetterOrDigit(text[to++]))
            {
                return true;
            }
        }

        int from = i;
        while (from > 0 && i - from < WordReach && (char.IsLetterOrDigit(text[from - 1]) || text[from - 1] is '@' or '.' or '_' or '-'))
        {
            if (char.IsAsciiLetterOrDigit(text[--from]))
            {
                return true;
            }
        }

        return false;
    }

    private static int Percent(ReadOnlySpan<char> text, int i, ref char c)
    {
        bool coded = i + 3 <= text.Length && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code)
            && code is > 31 and < 127 && (c = (char)code) != '\0';
        return coded ? 3 : 0;
    }

    private static int Entity(ReadOnlySpan<char> text, int i, ref char c)
    {
        ReadOnlySpan<char> rest = text.Slice(i, Math.Min(text.Length - i, 10));
        int end = rest.IndexOf(';');
        if (end < 2)
        {
            return 0;
        }

        ReadOnlySpan<char> name = rest[1..end];
        if (name[0] == '#' && name.Length > 1)
        {
            bool hex = name[1] is 'x' or 'X';
            if (!ushort.TryParse(name[(hex ? 2 : 1)..], hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ushort code) || code == 0)
            {
                return 0;
            }

            c = (char)code;
            return end + 1;
        }

        char known = name switch { "nbsp" => ' ', "commat" => '@', "period" => '.', "hyphen" or "dash" or "ndash" => '-', "amp" => '&', "lt" => '<', "gt" => '>', "quot" => '"', "shy" => ' ', _ => '\0' };
        c = known == '\0' ? c : known;
        return known == '\0' ? 0 : end + 1;
    }

    /// <summary>[at], (dot) and the like, with the spaces around them.</summary>
    private static int Bracketed(ReadOnlySpan<char> text, int i, ref char c)
    {
        ReadOnlySpan<char> rest = text.Slice(i + 1, Math.Min(text.Length - i - 1, 5));
        int length = rest.StartsWith("at", StringComparison.OrdinalIgnoreCase) ? 2 : rest.StartsWith("dot", StringComparison.OrdinalIgnoreCase) ? 3 : rest.StartsWith("@") ? 1 : rest.StartsWith(".") ? 1 : 0;
        if (length == 0 || rest.Length <= length || rest[length] is not (']' or ')' or '}'))
        {
            return 0;
        }

        c = length == 2 || (length == 1 && rest[0] == '@') ? '@' : '.';
        return length + 2;
    }

    private static string Suspects()
    {
        var all = new List<char> { '\u00AD', '\uFEFF', '\u180E', '\u034F', '\u00A0', '\u202F', '\u205F', '\u3000', '\u2212', '\uFE63', '\u2024', '\uFE52', '%', '&', '[', '(', '{', '\\' };
        void Range(int from, int to) => all.AddRange(Enumerable.Range(from, to - from + 1).Select(c => (char)c));
        Range(0x2000, 0x2015);
        Range(0x202A, 0x202E);
        Range(0x2060, 0x2064);
        Range(0xFE00, 0xFE0F);
        Range(0xFF01, 0xFF5E);
        Range(0x660, 0x669);
        Range(0x6F0, 0x6F9);
        Range(0x966, 0x96F);
        Range(0x9E6, 0x9EF);
        Range(0xE50, 0xE59);
        all.AddRange(Disguises.Symbols);
        all.AddRange(Cyrillic.Where((_, i) => i % 2 == 0));
        all.AddRange(Greek.Where((_, i) => i % 2 == 0));
        return new string([.. all.Distinct()]);
    }
}
