using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Finds stop sequences in text that arrives in pieces, wherever the pieces cut them. Not thread-safe.</summary>
/// <remarks>Text that may be the beginning of a stop sequence is held back until that is decided.</remarks>
internal sealed class StopMatcher(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();

    /// <summary>Takes a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="released">Text that can be shown now.</param>
    /// <returns>Whether a stop sequence was found; the text before it is released and the answer has ended.</returns>
    public bool Append(string piece, out string released)
    {
        _held.Append(piece);
        var text = _held.ToString();
        var found = -1;
        foreach (var stop in stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (found < 0 || at < found))
                found = at;
        }
        // A longer stop sequence that began earlier and is not complete yet wins only if it completes; then it was found first.
        var keep = found >= 0 ? 0 : Undecided(text);
        released = found >= 0 ? text[..found] : text[..^keep];
        _held.Remove(0, text.Length - keep);
        return found >= 0;
    }

    /// <summary>Releases what is held back: nothing will follow.</summary>
    public string Flush()
    {
        var text = _held.ToString();
        _held.Clear();
        return text;
    }

    private int Undecided(string text)
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                {
                    longest = length;
                    break;
                }
            }
        }
        return longest;
    }
}
