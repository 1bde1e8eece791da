using System.Buffers;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Finds added tokens in text: leftmost first, longest among those. Immutable.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly AddedToken[] _tokens;
    private readonly SearchValues<char> _firstChars;
    private readonly string _controlStarts = "";

    // A tree of characters in plain arrays: generic collections of own value types would have to be compiled at every start.
    private readonly char[] _charOf;
    private readonly int[] _childOf, _siblingOf, _tokenAt;
    private int _nodes = 1;

    public AddedTokenMatcher(IReadOnlyList<AddedToken> tokens)
    {
        var size = 1;
        foreach (var token in tokens)
            size += token.Text.Length;
        (_charOf, _childOf, _siblingOf, _tokenAt) = (new char[size], new int[size], new int[size], new int[size]);
        Array.Fill(_tokenAt, -1);
        _tokens = new AddedToken[tokens.Count];
        var firstChars = new char[tokens.Count];
        for (var i = 0; i < _tokens.Length; i++)
        {
            var token = _tokens[i] = tokens[i];
            if (token.Text.Length == 0)
                continue;
            firstChars[i] = token.Text[0];
            if (token.Kind != TokenKind.UserDefined && !_controlStarts.Contains(token.Text[0], StringComparison.Ordinal))
                _controlStarts += token.Text[0];
            var node = 0;
            foreach (var c in token.Text)
                node = Child(node, c) is > 0 and var child ? child : AddChild(node, c);
            if (_tokenAt[node] < 0)
                _tokenAt[node] = i;
        }
        _firstChars = SearchValues.Create(firstChars);
    }

    /// <summary>The id of the added token with exactly this text, or -1.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        var token = Walk(text, 0, text.Length, out var end);
        return token >= 0 && end == text.Length ? _tokens[token].Id : -1;
    }

    /// <summary>Finds the first match at or behind <paramref name="from"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to start.</param>
    /// <param name="trust">Where control tokens are allowed; a control token matches only if all of it lies there.</param>
    /// <param name="start">Where ordinary text ends: the start of the match, stripped white space included.</param>
    /// <param name="end">Where ordinary text goes on.</param>
    /// <returns>The token's id, or -1.</returns>
    public int Next(ReadOnlySpan<char> text, int from, ref TrustedRanges trust, out int start, out int end)
    {
        for (start = from; start < text.Length; start++)
        {
            var candidate = text[start..].IndexOfAny(_firstChars);
            if (candidate < 0)
                break;
            start += candidate;
            var index = Walk(text, start, trust.EndAt(start), out end);
            if (index < 0)
                continue;
            var token = _tokens[index];
            while (token.StripLeft && start > from && char.IsWhiteSpace(text[start - 1]))
                start--;
            while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            return token.Id;
        }
        start = end = text.Length;
        return -1;
    }

    /// <summary>Where, at or behind <paramref name="from"/>, a control-token string starts, also inside another; or -1.</summary>
    public int IndexOfControl(ReadOnlySpan<char> text, int from)
    {
        for (; from < text.Length; from++)
        {
            var candidate = text[from..].IndexOfAny(_firstChars);
            if (candidate < 0)
                return -1;
            from += candidate;
            for (int at = from, node = 0; at < text.Length && (node = Child(node, text[at])) > 0; at++)
            {
                var token = _tokenAt[node];
                if (token >= 0 && _tokens[token].Kind != TokenKind.UserDefined)
                    return from;
            }
        }
        return -1;
    }

    /// <summary>Whether an added token that is not user-defined starts with this character.</summary>
    public bool StartsControl(char c) => _controlStarts.Contains(c, StringComparison.Ordinal);

    private int Walk(ReadOnlySpan<char> text, int at, int trustedEnd, out int end)
    {
        var found = -1;
        end = at;
        for (var node = 0; at < text.Length && (node = Child(node, text[at])) > 0;)
        {
            at++;
            var token = _tokenAt[node];
            if (token >= 0 && (at <= trustedEnd || _tokens[token].Kind == TokenKind.UserDefined))
                (found, end) = (token, at);
        }
        return found;
    }

    // Nodes have few children; 0 is the root and so no child of any node.
    private int Child(int node, char c)
    {
        var child = _childOf[node];
        while (child != 0 && _charOf[child] != c)
            child = _siblingOf[child];
        return child;
    }

    private int AddChild(int node, char c)
    {
        (_charOf[_nodes], _siblingOf[_nodes]) = (c, _childOf[node]);
        return _childOf[node] = _nodes++;
    }
}
