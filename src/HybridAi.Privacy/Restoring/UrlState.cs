using System.Buffers;

namespace HybridAi.Privacy.Restoring;

/// <summary>
/// Whether a stream stands inside a URL, a link target or an HTML address: values put in there would be sent to whoever owns it when the text is rendered.
/// </summary>
internal struct UrlState
{
    private static readonly SearchValues<char> s_marks = SearchValues.Create("/\\(:=.");
    private char _last, _lastButOne, _lastButTwo;
    private int _escape, _code;

    public bool IsInside { get; private set; }

    /// <param name="text">The next piece.</param>
    /// <param name="json">Whether it stands in JSON, where any character may be written as an escape.</param>
    public void See(ReadOnlySpan<char> text, bool json = false)
    {
        // Without a mark nothing can begin, and the three last characters are all that counts.
        int from = IsInside || json || text.ContainsAny(s_marks) ? 0 : Math.Max(0, text.Length - 3);
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
            IsInside = !char.IsWhiteSpace(c) && c is not ('"' or '\'' or '<' or '>' or ')' or '`');
        }
        else
        {
            // Browsers read a backslash as a slash and forgive a missing one, and a link without a scheme takes the page's.
            bool scheme = IsSlash(c) && IsSlash(_last)
                && (_lastButOne is ':' or '"' or '\'' or '(' or '=' || (c == '/' && _last == '/' && _lastButOne is ' ' or '\n' or '\0'));
            bool slip = IsSlash(c) && _last == ':' && (char)(_lastButOne | 0x20) is 's' or 'p';
            bool target = c == '(' && _last == ']';
            bool address = c == ':' && (Ends('l', 't', 'o') || Ends('a', 't', 'a'));
            IsInside = scheme || slip || target || address || (c == '.' && Ends('w', 'w', 'w'));
        }

        (_lastButTwo, _lastButOne, _last) = (_lastButOne, _last, c);
    }

    private readonly bool Ends(char first, char second, char third) =>
        (_lastButTwo | 0x20) == first && (_lastButOne | 0x20) == second && (_last | 0x20) == third;

    private static bool IsSlash(char c) => c is '/' or '\\';
}
