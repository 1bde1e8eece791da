using System.Buffers;

namespace HybridAi;

/// <summary>A fixed set of phrases to look for. Vectorised where the framework can (.NET 9 and later).</summary>
internal sealed class PhraseSet(StringComparison comparison, params string[] phrases)
{
#if NET9_0_OR_GREATER
    private readonly SearchValues<string> _values = SearchValues.Create(phrases, comparison);

    public int IndexIn(ReadOnlySpan<char> text) => text.IndexOfAny(_values);
#else
    public int IndexIn(ReadOnlySpan<char> text)
    {
        var first = -1;
        foreach (var phrase in phrases)
        {
            var at = text.IndexOf(phrase, comparison);
            if (at >= 0)
            {
                first = at;
                text = text[..Math.Min(text.Length, at + phrase.Length)];
            }
        }

        return first;
    }
#endif

    public bool IsIn(ReadOnlySpan<char> text) => IndexIn(text) >= 0;
}
