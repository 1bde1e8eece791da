using System.Buffers;

namespace HybridAi.Privacy.Restoring;

/// <summary>
/// Whether a stream stands inside a URL, a link target or an HTML address: values put in there would be sent to whoever owns it when the text is rendered.
/// </summary>
internal struct UrlState
{
    private static readonly SearchValues<char> s_marks = SearchValues.Create("/(:=");
    private char _last, _lastButOne, _lastButTwo;

    public bool IsInside { get; private set; }

    public void See(ReadOnlySpan<char> text)
    {
        // Without a mark nothing can begin, and the three last characters are all that counts.
        int from = IsInside || text.ContainsAny(s_marks) ? 0 : Math.Max(0, text.Length - 3);
        foreach (char c in text[from..])
        {
            See(c);
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
            bool scheme = c == '/' && _last == '/' && _lastButOne is ':' or '"' or '\'' or '(' or '=';
            bool target = c == '(' && _last == ']';
            bool address = c == ':' && ((_last is 'o' && _lastButOne is 't' && _lastButTwo is 'l') || (_last is 'a' && _lastButOne is 't' && _lastButTwo is 'a'));
            IsInside = scheme || target || address;
        }

        (_lastButTwo, _lastButOne, _last) = (_lastButOne, _last, c);
    }
}
