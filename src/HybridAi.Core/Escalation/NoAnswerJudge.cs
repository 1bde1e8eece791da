using System.Buffers;

namespace HybridAi;

/// <summary>Refuses drafts that say that they do not know, and drafts that only repeat themselves.</summary>
internal sealed class NoAnswerJudge : IDraftJudge
{
    private static readonly PhraseSet _phrases = new(
        StringComparison.OrdinalIgnoreCase,
        "i don't know", "i do not know", "i'm not sure", "i am not sure", "i cannot answer", "i can't answer", "i'm sorry, but i",
        "i am sorry, but i", "as an ai", "as a language model", "i don't have access", "i do not have access",
        "i'm unable to", "i am unable to", "i don't have information", "i don't have enough information");

    // Rules, tables and indentation repeat by nature.
    private static readonly SearchValues<char> _rulers = SearchValues.Create(" -_=*#.|\t\r\n");

    public string Name => "no-answer";

    public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken)
    {
        // Only the beginning counts: deep inside a long answer such words are part of it.
        var head = draft.Text.AsSpan(0, Math.Min(draft.Text.Length, 160));
        return ValueTask.FromResult(
            _phrases.IsIn(head) ? DraftVerdict.Refuse("no-answer")
            : Repeats(draft.Text) ? DraftVerdict.Refuse("repetition")
            : head.IsWhiteSpace() && draft.IsComplete && !draft.Updates.Any(u => u.Contents.Any(c => c is not Microsoft.Extensions.AI.TextContent))
                ? DraftVerdict.Refuse("empty")
                : DraftVerdict.Accept);
    }

    /// <summary>Whether a text begins with words that say there will be no answer.</summary>
    public static bool IsRefusal(string text) => _phrases.IsIn(text.AsSpan(0, Math.Min(text.Length, 160)));

    // Small models repeat whole sentences, not only words.
    internal const int LongestPiece = 256;

    /// <summary>Whether the end of the text is one piece at least four times in a row.</summary>
    /// <param name="text">The text.</param>
    /// <param name="times">Fewest times.</param>
    /// <param name="least">Fewest characters in all.</param>
    internal static bool Repeats(ReadOnlySpan<char> text, int times = 4, int least = 0)
    {
        text = text.TrimEnd();
        for (var period = 2; period <= LongestPiece && period * times <= text.Length; period++)
        {
            var length = period * Math.Max(times, (least + period - 1) / period);
            if (length > text.Length)
            {
                continue;
            }

            var tail = text[^length..];
            if (tail[period..].SequenceEqual(tail[..^period]) && tail[..period].ContainsAnyExcept(_rulers))
            {
                return true;
            }
        }

        return false;
    }
}
