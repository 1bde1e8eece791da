using System.Buffers;

namespace HybridAi.Privacy.Restoring;

/// <summary>
/// Whether a stream stands inside a URL, a link target or an HTML address: values put in there would be sent to whoever owns it when the text is rendered.
/// </summary>
internal struct UrlState
{
    private static readonly SearchValues<char> s_marks = SearchValues.Create("/\\(:=.\"'<");
    private static readonly SearchValues<char> s_word = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-");
    private char _last, _lastButOne, _lastButTwo;
    private int _escape, _code;

    // The quote of an open HTML attribute, what stood before the word that an address begins with, and what the address ends at.
    private char _attribute, _opener, _end;
    private int _depth;

    public bool IsInside { get; private set; }

    /// <param name="text">The next piece.</param>
    /// <param name="json">Whether it stands in JSON, where any character may be written as an escape.</param>
    public void See(ReadOnlySpan<char> text, bool json = false)
    {
        // Without a mark nothing can begin, and the last word is all that counts.
        int from = IsInside || json || _attribute != '\0' || text.ContainsAny(s_marks) ? 0 : Math.Max(0, text.LastIndexOfAnyExcept(s_word) - 1);
        foreach (char c in text[from..])
        {
            if (json)
            {
                Unescape(c);
            }
            else
            {
                See(c);
            }
        }
    }

    private void Unescape(char c)
    {
        if (_escape == 0 && c == '\\')
        {
            _escape = 1;
        }
        else if (_escape == 0 && c == '"')
        {
            this = default; // Another string of the JSON.
        }
        else if (_escape == 1 && c == 'u')
        {
            (_escape, _code) = (2, 0);
        }
        else if (_escape >= 2 && char.IsAsciiHexDigit(c))
        {
            _code = (_code << 4) | Convert.ToInt32(c.ToString(), 16);
            if (++_escape == 6)
            {
                _escape = 0;
                See((char)_code);
            }
        }
        else
        {
            See(_escape == 1 && c is 'n' or 'r' or 't' ? ' ' : c);
            _escape = 0;
        }
    }

    private void See(char c)
    {
        if (IsInside)
        {
            IsInside = !IsEnd(c);
        }
        else if (IsBeginning(c))
        {
            IsInside = true;
            (_depth, _end) = (0, _attribute != '\0' ? _attribute : c == '(' ? ')' : _opener is '<' ? '>' : _opener is '"' or '\'' or '`' ? _opener : '\0');
        }

        if (c == _attribute)
        {
            _attribute = '\0';
        }
        else if (c is '"' or '\'' && _last == '=' && _attribute == '\0')
        {
            _attribute = c;
        }

        if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '/' or '\\' or '.' or '+' or '-'))
        {
            _opener = c;
        }

        (_lastButTwo, _lastButOne, _last) = (_lastButOne, _last, c);
    }

    private readonly bool IsBeginning(char c)
    {
        // Browsers read a backslash as a slash and forgive a missing one, and a link without a scheme takes the page's.
        bool scheme = IsSlash(c) && IsSlash(_last)
            && (_lastButOne is ':' or '"' or '\'' or '(' or '=' || (c == '/' && _last == '/' && !char.IsLetterOrDigit(_lastButOne) && _lastButOne != '/'));
        bool target = c == '(' && _last == ']';
        bool address = c == ':' && (Ends('l', 't', 'o') || Ends('a', 't', 'a') || Ends('t', 't', 'p') || Ends('t', 'p', 's') || Ends('f', 't', 'p'));
        return scheme || target || address || (c == '.' && Ends('w', 'w', 'w'));
    }

    // As the most generous reader has it: quotes and brackets are characters of an address, unless it began behind one.
    private bool IsEnd(char c)
    {
        switch (_end)
        {
            case ')' when c == '<' && _last == '(':
                _end = '>';
                return false;
            case ')':
                _depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                return _depth < 0 || char.IsWhiteSpace(c);
            case '>':
                return c is '>' or '\n';
            case '\0':
                return c == '<' || char.IsWhiteSpace(c);
            default:
                return c == _end || (_attribute == '\0' && char.IsWhiteSpace(c));
        }
    }

    private readonly bool Ends(char first, char second, char third) =>
        (_lastButTwo | 0x20) == first && (_lastButOne | 0x20) == second && (_last | 0x20) == third;

    private static bool IsSlash(char c) => c is '/' or '\\';
}
