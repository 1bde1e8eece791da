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
internal ref partial struct Normalizer
{
    private static readonly SearchValues<char> s_suspects = SearchValues.Create(Suspects());
    private static readonly SearchValues<char> s_suspectsAndSpace = SearchValues.Create(Suspects() + " ");
    private static readonly SearchValues<char> s_asciiSuspects = SearchValues.Create("%&[({\\");
    private static readonly Needles s_dots = new(" dot ", " DOT ", " Dot ");
    private const string Cyrillic = "аaеeоoрpсcуyхxіiјjѕsԁdһhАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJ", Greek = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvιiκkαaρpτt";
    private const int WordReach = 24, Close = 8;
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
}
