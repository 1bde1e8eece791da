namespace HybridAi;

/// <summary>Cuts a prompt to what the heads of tier 1 were trained on, so that a read has a bounded cost.</summary>
internal static class PromptCut
{
    /// <summary>Tokens of a prompt that are read, as in training.</summary>
    public const int Tokens = 128;

    /// <summary>The beginning of a text with at most <paramref name="tokens"/> tokens; the text itself when it is short enough.</summary>
    /// <param name="text">The text.</param>
    /// <param name="counter">Counts tokens; more text never has fewer.</param>
    /// <param name="tokens">The bound.</param>
    public static string Head(string text, ITokenCounter counter, int tokens = Tokens) => text[..HeadLength(text, counter, tokens)];

    private static int HeadLength(ReadOnlySpan<char> text, ITokenCounter counter, int tokens)
    {
        // A token has at least a byte, in every vocabulary; long texts are not counted whole.
        if (text.Length <= tokens / 4 || (text.Length <= tokens * 8 && counter.Count(text) <= tokens)) return text.Length;
        int fits = 0, tooLong = tokens * 4;
        while (tooLong < text.Length && counter.Count(text[..tooLong]) <= tokens) (fits, tooLong) = (tooLong, tooLong * 2);
        tooLong = Math.Min(tooLong, text.Length + 1);
        while (tooLong - fits > 1)
        {
            int middle = fits + ((tooLong - fits) / 2);
            if (counter.Count(text[..middle]) <= tokens) fits = middle;
            else tooLong = middle;
        }

        return fits > 0 && fits < text.Length && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : fits;
    }
}
