using System.Globalization;

namespace HybridAi.Privacy.Restoring;

/// <summary>
/// Reads text one character at a time as a reader of the rendered text would see it: escapes of Markdown, JSON, HTML and URLs undone, full-width
/// letters folded, invisible characters skipped. Says when it would have to see more to be sure.
/// </summary>
internal ref struct TokenUnits(ReadOnlySpan<char> text, int at, bool final, bool exact)
{
    private const int LongestEntity = 8;
    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Place behind the last character read.</summary>
    public int At { get; private set; } = at;

    /// <summary>True once the text ended where more may come: the question is open.</summary>
    public bool NeedsMore { get; private set; }

    /// <summary>The next character, or '\0' at the end of the text.</summary>
    public char Peek(out int next)
    {
        int i = At;
        while (!exact && i < _text.Length && IsInvisible(_text[i]))
        {
            i++;
        }

        next = i;
        if (i >= _text.Length)
        {
            NeedsMore |= !final;
            return '\0';
        }

        char c = _text[i];
        next = i + 1;
        return exact ? c : c switch
        {
            '\\' => Backslash(i, ref next),
            '&' => Entity(i, ref next),
            '%' => Percent(i, ref next),
            >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
            >= '\u2010' and <= '\u2015' or '\u2212' => '-',
            '\u00A0' or '\u202F' or '\u2009' => ' ',
            _ => FoldBracket(c),
        };
    }

    /// <summary>A bracket of any script as the plain one a token has; any other character as it is.</summary>
    public static char FoldBracket(char c) => c switch
    {
        '\uFF3B' or '\u3010' or '\u3014' or '\u300C' or '\u27E6' => '[',
        '\uFF3D' or '\u3011' or '\u3015' or '\u300D' or '\u27E7' => ']',
        _ => c,
    };

    public void MoveTo(int next) => At = next;

    public static bool IsInvisible(char c) => c is '\u00AD' or (>= '\u200B' and <= '\u200F') or '\u2060' or '\uFEFF';

    private char Backslash(int i, ref int next)
    {
        if (i + 1 >= _text.Length)
        {
            NeedsMore |= !final;
            return '\\';
        }

        if (_text[i + 1] == 'u')
        {
            if (i + 6 > _text.Length)
            {
                NeedsMore |= !final;
                return '\\';
            }

            return ushort.TryParse(_text.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code) ? Take((char)code, i + 6, ref next) : '\\';
        }

        return char.IsAsciiLetterOrDigit(_text[i + 1]) || char.IsWhiteSpace(_text[i + 1]) ? '\\' : Take(_text[i + 1], i + 2, ref next);
    }

    private char Entity(int i, ref int next)
    {
        int end = i + 1;
        while (end < _text.Length && end - i <= LongestEntity && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '#'))
        {
            end++;
        }

        if (end >= _text.Length && end - i <= LongestEntity)
        {
            NeedsMore |= !final;
            return '&';
        }

        if (end - i > LongestEntity || _text[end] != ';')
        {
            return '&';
        }

        ReadOnlySpan<char> name = _text[(i + 1)..end];
        if (name.Length > 1 && name[0] == '#')
        {
            bool hex = name[1] is 'x' or 'X';
            NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
            return ushort.TryParse(name[(hex ? 2 : 1)..], style, CultureInfo.InvariantCulture, out ushort code) ? Take((char)code, end + 1, ref next) : '&';
        }

        char c = name switch
        {
            "lsqb" or "lbrack" => '[', "rsqb" or "rbrack" => ']', "lowbar" => '_', "hyphen" or "dash" => '-', "lt" => '<', "gt" => '>', "nbsp" => ' ', "quot" => '"', _ => '\0',
        };
        return c == '\0' ? '&' : Take(c, end + 1, ref next);
    }

    private char Percent(int i, ref int next)
    {
        if (i + 3 > _text.Length)
        {
            bool mayBe = i + 1 >= _text.Length || char.IsAsciiHexDigit(_text[i + 1]);
            NeedsMore |= !final && mayBe;
            return '%';
        }

        return byte.TryParse(_text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code) && code < 128
            ? Take((char)code, i + 3, ref next) : '%';
    }

    private static char Take(char c, int end, ref int next)
    {
        next = end;
        return c;
    }
}
