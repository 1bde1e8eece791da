using System.Buffers;
using System.Globalization;
using System.Text;
using HybridAi.Privacy.Detectors;
using HybridAi.Privacy.Detectors.Secrets;

namespace HybridAi.Privacy.Detection;

/// <summary>
/// Rewrites what hides a value from detectors but not from a reader: invisible characters, odd spaces and dashes, full-width and look-alike letters,
/// digits of other scripts, symbols, percent-encoding, HTML entities, escapes of string literals, "[at]" and "[dot]". Every character of the result knows where it came from.
/// </summary>
internal ref struct Normalizer
{
    private static readonly SearchValues<char> s_suspects = SearchValues.Create(Suspects());
    private static readonly SearchValues<char> s_suspectsAndSpace = SearchValues.Create(Suspects() + " ");
    private static readonly SearchValues<char> s_asciiSuspects = SearchValues.Create("%&[({\\");
    private static readonly Needles s_dots = new(" dot ", " DOT ", " Dot ");
    private const string Cyrillic = "аaеeоoрpсcуyхxіiјjѕsԁdһhАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJ", Greek = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvιiκkαaρpτt";
    private const int WordReach = 24, Close = 8;
    private static readonly SearchValues<char> s_latin = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private readonly ReadOnlySpan<char> _text;
    private char[] _chars;
    private Mark[] _marks;
    private int _count, _marked, _plain;

    /// <summary>From character <see cref="At"/> of the result on: it stands for the <see cref="Taken"/> characters of the text from <see cref="From"/> on, those behind it for one each.</summary>
    private readonly record struct Mark(int At, int From, int Taken);

    private Normalizer(ReadOnlySpan<char> text)
    {
        _text = text;
        _chars = ArrayPool<char>.Shared.Rent(text.Length + 1);
        _marks = ArrayPool<Mark>.Shared.Rent(64);
    }

    public readonly ReadOnlySpan<char> Result => _chars.AsSpan(0, _count);

    /// <summary>False, at the cost of one vectorised look, when the text has nothing to rewrite.</summary>
    public static bool TryNormalize(ReadOnlySpan<char> text, out Normalizer result)
    {
        result = default;
        int first = FirstChange(text);
        int at = 0;
        bool spelled = s_dots.Next(text, ref at, out _);
        if (first < 0 && !spelled)
        {
            return false;
        }

        result = new Normalizer(text);
        result.Run(spelled);
        return true;
    }

    /// <summary>A finding of the result, in the places of the text.</summary>
    public readonly Finding Map(in Finding finding)
    {
        int start = Place(finding.Start).From;
        (int last, int taken) = Place(finding.End - 1);
        return finding with { Start = start, Length = last + taken - start };
    }

    /// <summary>Where a character of the result comes from.</summary>
    private readonly (int From, int Taken) Place(int at)
    {
        int low = -1, high = _marked;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = _marks[middle].At <= at ? (middle, high) : (low, middle);
        }

        if (low < 0)
        {
            return (at, 1);
        }

        Mark mark = _marks[low];
        return at == mark.At ? (mark.From, mark.Taken) : (mark.From + mark.Taken + at - mark.At - 1, 1);
    }

    private void Note(int from, int taken)
    {
        if (_marked == _marks.Length)
        {
            Mark[] larger = ArrayPool<Mark>.Shared.Rent(_marked * 2);
            _marks.CopyTo(larger, 0);
            ArrayPool<Mark>.Shared.Return(_marks);
            _marks = larger;
        }

        _marks[_marked++] = new Mark(_count, from, taken);
    }

    public void Dispose()
    {
        if (_chars is not null)
        {
            ArrayPool<char>.Shared.Return(_chars, clearArray: true);
            ArrayPool<Mark>.Shared.Return(_marks);
            _chars = null!;
        }
    }

    private static int FirstChange(ReadOnlySpan<char> text)
    {
        int at = 0;
        int plain = 0;
        SearchValues<char> suspects = Ascii.IsValid(text) ? s_asciiSuspects : s_suspects;
        while (at < text.Length && text[at..].IndexOfAny(suspects) is >= 0 and int hop)
        {
            at += hop;
            if (Rewrite(text, at, ref plain, out _) > 0)
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    private void Run(bool spelled)
    {
        SearchValues<char> suspects = spelled ? s_suspectsAndSpace : Ascii.IsValid(_text) ? s_asciiSuspects : s_suspects;
        int i = 0;
        while (i < _text.Length)
        {
            // Where one stands there are more: a few characters are looked at one by one before a search is begun.
            int near = Math.Min(_text.Length, i + Close);
            while (i < near && !suspects.Contains(_text[i]))
            {
                _chars[_count++] = _text[i++];
            }

            if (i == near && i < _text.Length)
            {
                int hop = _text[i..].IndexOfAny(suspects);
                hop = hop < 0 ? _text.Length - i : hop;
                _text.Slice(i, hop).CopyTo(_chars.AsSpan(_count));
                _count += hop;
                i += hop;
            }

            i += i < _text.Length ? One(i, spelled) : 0;
        }
    }

    /// <summary>Rewrites what begins at <paramref name="i"/>, or takes it as it is. Returns the number of characters that were.</summary>
    private int One(int i, bool spelled)
    {
        int taken = Rewrite(_text, i, ref _plain, out char c);
        if (taken == 0 && spelled && _text[i] == ' ' && Spelled(i) is > 0 and int words)
        {
            (taken, c) = (words, (_text[i + 1] | 0x20) == 'a' ? '@' : '.');
        }
        else if (taken > 1 && c is '@' or '.' && _text[i] is '[' or '(' or '{')
        {
            _count -= _count > 0 && _chars[_count - 1] == ' ' ? 1 : 0;
            taken += i + taken < _text.Length && _text[i + taken] == ' ' ? 1 : 0;
        }

        if (taken == 0)
        {
            _chars[_count++] = _text[i];
            return 1;
        }

        if (c == '\0')
        {
            // The next character comes from behind this one.
            Note(i + taken, 1);
            return taken;
        }

        Note(i, taken);
        _chars[_count++] = c;
        return taken;
    }

    /// <summary>" at " and " dot " of an address spelled out: a word, " at ", words joined by " dot ", the last a top-level domain.</summary>
    private readonly int Spelled(int i)
    {
        ReadOnlySpan<char> rest = _text[i..Math.Min(_text.Length, i + 80)];
        if (rest.StartsWith(" dot ", StringComparison.OrdinalIgnoreCase))
        {
            return Host(rest[5..]) > 0 || IsLocal(rest[5..]) ? 5 : 0;
        }

        return rest.StartsWith(" at ", StringComparison.OrdinalIgnoreCase) && Host(rest[4..]) > 1 ? 4 : 0;
    }

    /// <summary>"doe at brookfield dot com": the rest of a name before the host.</summary>
    private static bool IsLocal(ReadOnlySpan<char> text)
    {
        while (true)
        {
            int end = 0;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_'))
            {
                end++;
            }

            if (end > 0 && text[end..].StartsWith(" at ", StringComparison.OrdinalIgnoreCase))
            {
                return Host(text[(end + 4)..]) > 1;
            }

            if (end == 0 || !text[end..].StartsWith(" dot ", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            text = text[(end + 5)..];
        }
    }

    /// <summary>Number of labels of a spelled-out host, 0 when the last is no top-level domain.</summary>
    private static int Host(ReadOnlySpan<char> text)
    {
        int labels = 0;
        bool top = false;
        while (true)
        {
            int end = 0;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
            {
                end++;
            }

            if (end == 0)
            {
                return 0;
            }

            labels++;
            top = PublicSuffixes.IsTopLevel(text[..end]);
            int next = text[end..].StartsWith(" dot ", StringComparison.OrdinalIgnoreCase) ? 5 : end < text.Length - 1 && text[end] == '.' && char.IsAsciiLetter(text[end + 1]) ? 1 : 0;
            if (next == 0)
            {
                return top ? labels : 0;
            }

            text = text[(end + next)..];
        }
    }

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

        int from = Math.Max(0, i - WordReach), next = text[from..].IndexOfAny(s_latin);
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
