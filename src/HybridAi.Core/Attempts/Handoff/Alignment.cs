using System.Text;

namespace HybridAi;

/// <summary>
/// Finds where the text of a second target goes on with what a first one had written: it may go on at once, repeat the last words or begin anew. Pure;
/// used by one thread.
/// </summary>
/// <remarks>
/// Text is held until the place is certain: the longest end of the shown text that the new one begins with, or, where nothing is repeated, a beginning that fits where
/// the shown text ends. Everything else is not aligned.
/// </remarks>
internal sealed class Alignment(string shown)
{
    // Fewer equal characters may be chance.
    private const int Certain = 12;
    private const int Word = 4;

    // Enough to see a refusal or a preface.
    private const int Enough = 48;

    private readonly StringBuilder _held = new();

    /// <summary>The text behind the place; <see langword="null"/> while it is not known or there is none.</summary>
    public string? Rest { get; private set; }

    /// <summary>Whether there is no such place.</summary>
    public bool Failed { get; private set; }

    /// <summary>Adds a piece of the second target's text.</summary>
    public void Add(string text)
    {
        _held.Append(text);
        Decide(_held.ToString(), ended: false);
    }

    /// <summary>The second target has ended.</summary>
    public void End()
    {
        if (Rest is null && !Failed)
        {
            Decide(_held.ToString(), ended: true);
        }
    }

    /// <summary>What came is no text: there is no such place.</summary>
    public void GiveUp() => Failed = true;

    private void Decide(string held, bool ended)
    {
        // Still inside what was shown: it repeats, from wherever it began.
        if (!ended && held.Length <= shown.Length && shown.Contains(held, StringComparison.Ordinal))
        {
            return;
        }

        var (from, overlap) = Overlap(held);
        if (overlap >= Math.Min(Certain, shown.Length) || (overlap >= Word && StartsAWord(shown.Length - overlap)))
        {
            Rest = held[(from + overlap)..];
        }
        else if (held.Length < Enough && !ended)
        {
            // Too little to tell a continuation from a refusal.
            return;
        }
        else if (shown.Contains(held[..Math.Min(held.Length, Certain)], StringComparison.Ordinal))
        {
            // It begins to repeat and does not come to the end of what was shown.
            Failed = true;
        }
        else if (overlap == 0 && Fits(held))
        {
            Rest = held;
        }
        else
        {
            Failed = true;
        }
    }

    // Dots, quotes and line breaks in front of a repetition are no part of it.
    private (int From, int Length) Overlap(string held)
    {
        var exact = LongestOverlap(held);
        var from = held.Length - held.AsSpan().TrimStart(" \r\n\t.…\"“«'").Length;
        var trimmed = from > 0 ? LongestOverlap(held.AsSpan(from)) : 0;
        return trimmed > exact ? (from, trimmed) : (0, exact);
    }

    private int LongestOverlap(ReadOnlySpan<char> held)
    {
        for (var length = Math.Min(held.Length, shown.Length); length > 0; length--)
        {
            if (shown.AsSpan(shown.Length - length).SequenceEqual(held[..length]))
            {
                return length;
            }
        }

        return 0;
    }

    // Nothing is repeated, not even a letter that might be chance: the seam must be one where no letter can be missing, in the middle of a sentence, and no refusal.
    private bool Fits(string held)
    {
        if (string.IsNullOrWhiteSpace(held) || NoAnswerJudge.IsRefusal(held))
        {
            return false;
        }

        var (last, first) = (shown[^1], held[0]);
        var seam = char.IsWhiteSpace(last) != char.IsWhiteSpace(first) || (char.IsPunctuation(first) && !char.IsWhiteSpace(last));
        var word = held.AsSpan().TrimStart();
        var ended = shown.AsSpan().TrimEnd() is [.., '.' or '!' or '?' or ':'];
        return seam && !ended && !char.IsUpper(word[0]);
    }

    private bool StartsAWord(int at) => at == 0 || !char.IsLetterOrDigit(shown[at - 1]);
}
