using System.Buffers;
using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detection;

/// <summary>A few ASCII characters to hop to. Where one stands the next is often near: the first places are looked at one by one, then a vectorised search begins.</summary>
internal sealed class AnchorSet(string characters)
{
    private const int Near = 4;
    private readonly SearchValues<char> _values = SearchValues.Create(characters);
    private readonly bool[] _isOne = [.. Enumerable.Range(0, 128).Select(c => characters.Contains((char)c, StringComparison.Ordinal))];

    /// <summary>Whether there is any.</summary>
    public bool IsIn(ReadOnlySpan<char> text) => text.ContainsAny(_values);

    /// <summary>The next one from <paramref name="at"/> on, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ReadOnlySpan<char> text, int at)
    {
        bool[] isOne = _isOne;
        int near = Math.Min(text.Length, at + Near);
        for (; at < near; at++)
        {
            char c = text[at];
            if (c < isOne.Length && isOne[c])
            {
                return at;
            }
        }

        int hop = at < text.Length ? text[at..].IndexOfAny(_values) : -1;
        return hop < 0 ? -1 : at + hop;
    }
}
