using System.Buffers;
using System.Runtime.CompilerServices;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>
/// The anchored pass: hops from digit to digit (and to each @), takes the run of letters and digits around it, and asks the detectors whose values can begin there.
/// Every detector looks at a bounded number of characters, so the pass is linear.
/// </summary>
internal ref struct DigitScan
{
    private static readonly AnchorSet s_anchors = new("0123456789@");
    private static readonly SearchValues<char> s_separators = SearchValues.Create(" -./()");
    private const int LongestRun = 40, LongestAlone = 3;
    private readonly ReadOnlySpan<char> _text;
    private readonly double _min;
    private ContextWindow _context;
    private HexRun _hex;
    private int _last = -1, _lone;

    public DigitScan(ReadOnlySpan<char> text, double minScore, Span<byte> near)
    {
        _text = text;
        _min = minScore;
        _context = new ContextWindow(text, ContextCues.Table, near);
    }

    /// <summary>Whether there is anything to look at.</summary>
    public static bool HasAnchor(ReadOnlySpan<char> text) => s_anchors.IsIn(text);

    public static int ScratchSize { get; } = ContextWindow.MemoryFor(ContextCues.Table);

    /// <summary>Looks at every value that begins at <paramref name="from"/> or later.</summary>
    public void Run(int from, ref FindingBuffer found)
    {
        ReadOnlySpan<char> text = _text;
        int at = from;
        while (s_anchors.Next(text, at) is >= 0 and int anchor)
        {
            if (text[anchor] == '@')
            {
                EmailDetector.Find(text, anchor, _min, ref _context, ref found);
                at = anchor + 1;
                continue;
            }

            int start = anchor, end = anchor + 1;
            while (start > at && char.IsAsciiLetterOrDigit(text[start - 1]))
            {
                start--;
            }

            bool bare = start == anchor;
            while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            {
                bare &= text[end++] <= '9';
            }

            at = end;
            found.Work += end - start;
            if (end - start <= LongestRun)
            {
                at = Math.Max(at, Token(start, end, bare, ref found));
            }
            else
            {
                CryptoDetector.Find(text, start, end, _min, ref _context, ref found);
            }
        }

        found.Work += _context.Work;
    }

    /// <summary>
    /// Whether a run of up to three characters has nothing around that could make it a value or a part of one: no further number, no letter beside it, no sign that
    /// joins. Then only a cue word could.
    /// </summary>
    private readonly bool StandsAlone(int start, int end, char before, char behind)
    {
        ReadOnlySpan<char> text = _text;
        if (s_joins.Contains(behind) || before == ':' || (before is '%' or ';' && behind is '_' or '\t' or '\r' or '\n') || (behind is '(' or ')' && TokenShapes.GoesOn(text, end)))
        {
            return false;
        }

        // "2pm", "5th", "34f", and what digits and letters stand behind.
        bool digits = true;
        for (int i = start; i < end; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                digits = false;
                if (s_ends.Contains(text[i]) && char.IsAsciiDigit(text[start]))
                {
                    return false;
                }
            }
        }

        if (digits && end - start == 2 && behind == ',')
        {
            return false;
        }

        // Blanks behind: up to three are looked over. Other scripts are not judged here, but for blanks and signs that are none of any word.
        int next = end;
        while (next < text.Length && next - end < 4 && text[next] is ' ' or '\u00A0')
        {
            next++;
        }

        char far = next < text.Length ? text[next] : '\0';
        if ((far > 127 && !IsSign(far)) || (next > end && (char.IsAsciiLetterOrDigit(far) || s_joins.Contains(far) || far is '(' or ')')))
        {
            return false;
        }

        if (!TokenShapes.IsSeparator(before))
        {
            return true;
        }

        // The same before: a letter, or a blank or dot and a letter.
        char one = start > 1 ? text[start - 2] : '\0', two = start > 2 ? text[start - 3] : '\0';
        return !IsLetterLike(one) && !(one is ' ' or '.' && IsLetterLike(two));
    }

    private static bool IsSign(char c) => c is >= '\u200B' and <= '\u2015';

    private static bool IsLetterLike(char c) => char.IsAsciiLetter(c) || c > 127;

    private static readonly SearchValues<char> s_joins = SearchValues.Create("-./:+@"), s_ends = SearchValues.Create("hHaApPsSnNrRtTeEyYfFmM");

    /// <summary>Whether the signs around leave an address of a network a chance: colons, a dot before a digit or behind four characters, pairs with dashes.</summary>
    private readonly bool MayBeAddress(char before, char behind, int length, int end) =>
        behind == ':' || before == ':' || (behind == '-' && length % 3 == 2)
        || (behind == '.' && (length == 4 || (length <= 3 && end + 1 < _text.Length && char.IsAsciiDigit(_text[end + 1]))));

    /// <summary>Counts the digits that stand alone before this one, a few separators between them. Behind twenty no value begins: those before have been asked.</summary>
    private bool IsDeepInDigits(int start, int end)
    {
        int gap = start - _last;
        bool goesOn = end - start == 1 && _last > 0 && gap is >= 1 and <= 3 && char.IsAsciiDigit(_text[_last - 1]) && !_text[_last..start].ContainsAnyExcept(s_separators);
        (_lone, _last) = (goesOn ? _lone + 1 : 0, end);
        return _lone >= 20;
    }

    /// <summary>Asks every detector about the run [start, end). Returns where to go on: behind a value that leaves no doubt, else the run's end.</summary>
    private int Token(int start, int end, bool bare, ref FindingBuffer found)
    {
        if (TokenShapes.IsUuid(_text, start, end))
        {
            return start + 36;
        }

        if (IsDeepInDigits(start, end))
        {
            return end;
        }

        // Each detector is asked only where the characters around leave it a chance.
        char before = start > 0 ? _text[start - 1] : '\0', behind = end < _text.Length ? _text[end] : '\0';
        int length = end - start, next;
        if (length <= LongestAlone && _min >= PrivacyPolicy.BelievedScore && StandsAlone(start, end, before, behind) && _context.IsQuiet(start))
        {
            return end;
        }

        bool mayStart = TokenShapes.MayStart(_text, start), goesOn = TokenShapes.GoesOn(_text, end);
        if (MayBeAddress(before, behind, length, end) && (next = NetworkDetector.Find(_text, start, end, _min, ref _hex, ref _context, ref found)) > end)
        {
            return next;
        }

        bool account = (length >= 4 && char.IsAsciiLetter(_text[start])) || before is '%' or ';' || (bare && mayStart && (goesOn || length >= 3 || behind is '/' or '-'));
        if (account && (next = AccountDetector.Find(_text, start, end, _min, ref _context, ref found)) > end && _min > 0)
        {
            return next;
        }

        if (length >= CryptoDetector.Shortest)
        {
            CryptoDetector.Find(_text, start, end, _min, ref _context, ref found);
        }

        if ((mayStart && (length > 2 || behind == '+' || TokenShapes.IsSeparator(behind))) || TokenShapes.IsSeparator(before))
        {
            IdentifierDetector.Find(_text, start, end, _min, ref _context, ref found);
        }

        if (mayStart || before is '-' or '/')
        {
            DateDetector.Find(_text, start, end, _min, ref _context, ref found);
        }

        if (bare && (goesOn || length >= 7))
        {
            PhoneDetector.Find(_text, start, end, _min, ref _context, ref found);
        }

        return end;
    }
}

/// <summary>Questions about the surroundings of a run of letters and digits.</summary>
internal static class TokenShapes
{
    /// <summary>Whether a value may begin here: not inside a longer number, path, name or address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayStart(ReadOnlySpan<char> text, int start) => start == 0 || text[start - 1] == ' ' || MayStartBehind(text, start);

    private static bool MayStartBehind(ReadOnlySpan<char> text, int start)
    {
        char p = text[start - 1];
        if (p < 128 ? char.IsAsciiLetterOrDigit(p) : char.IsLetterOrDigit(p) && !Words.IsIdeograph(p))
        {
            return false;
        }

        bool joined = p is '-' or '/' or '.' or '_' or '+' or ',' or '@' or '\\' or ':';
        if (!joined || start == 1)
        {
            return p is not ('@' or '_' or '\\');
        }

        char q = text[start - 2];
        return p is ':' or ',' or '.' or '+' ? !char.IsAsciiDigit(q) || (p == ',' && IsCell(text, start)) : !char.IsAsciiLetterOrDigit(q) && p is not ('@' or '_');
    }

    /// <summary>Whether a value may end here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayEnd(ReadOnlySpan<char> text, int end) => end == text.Length || text[end] == ' ' || MayEndBefore(text, end);

    private static bool MayEndBefore(ReadOnlySpan<char> text, int end)
    {
        char n = text[end];
        if (n < 128 ? char.IsAsciiLetterOrDigit(n) || n is '_' or '@' or '%' : char.IsLetterOrDigit(n) && !Words.IsIdeograph(n))
        {
            return false;
        }

        return n is not ('-' or '/' or '.' or ',' or ':' or '+' or '=') || end + 1 >= text.Length || !char.IsAsciiDigit(text[end + 1])
            || (n == ',' && end >= LeastCell && IsCell(text, end - LeastCell) && !IsFraction(text, end + 1));
    }

    private const int LeastCell = 7;

    /// <summary>"412557190,6175550147": what is this long without a dot is a cell of its own, no thousands and no fraction.</summary>
    private static bool IsCell(ReadOnlySpan<char> text, int start)
    {
        int i = start, last = Math.Min(text.Length, start + LeastCell);
        while (i < last && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '/'))
        {
            i++;
        }

        return i - start == LeastCell;
    }

    /// <summary>One or two digits and no further cell: "1234567,89 €".</summary>
    private static bool IsFraction(ReadOnlySpan<char> text, int start)
    {
        int i = start;
        while (i < text.Length && i - start < 3 && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        return i - start < 3 && i < text.Length && text[i] is not (',' or '\n' or '\r' or '.' or '/' or '-');
    }

    /// <summary>8-4-4-4-12 hexadecimal digits from <paramref name="start"/> on.</summary>
    public static bool IsUuid(ReadOnlySpan<char> text, int start, int end)
    {
        if (end - start != 8 || start + 36 > text.Length || text[end] != '-')
        {
            return false;
        }

        for (int i = 0; i < 36; i++)
        {
            char c = text[start + i];
            if (i is 8 or 13 or 18 or 23 ? c != '-' : !char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a digit follows behind one to three characters that may stand inside a number.</summary>
    public static bool GoesOn(ReadOnlySpan<char> text, int end)
    {
        for (int i = end; i < text.Length && i <= end + 3; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                return true;
            }

            if (text[i] is not (' ' or '-' or '.' or '/' or '(' or ')'))
            {
                return false;
            }
        }

        return false;
    }

    public static bool IsSeparator(char c) => c is ' ' or '-' or '.' or '/';
}
