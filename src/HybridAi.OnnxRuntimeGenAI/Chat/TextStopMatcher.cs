namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Finds stop strings in streamed text and holds back only what may still become one. Not thread-safe: one per answer.</summary>
/// <remarks>
/// The answer ends with the first stop string to be completed; of several completed by the same character the longest counts. Its
/// text is not part of the answer. The result does not depend on where the stream is cut. Time is linear in the text (Knuth,
/// Morris and Pratt 1977, once per stop string).
/// </remarks>
internal sealed class TextStopMatcher
{
    /// <summary>The largest number of stop strings.</summary>
    public const int MaxStops = 64;

    /// <summary>The largest length of a stop string, in UTF-16 units.</summary>
    public const int MaxStopLength = 1024;

    private readonly string[] _stops;
    private readonly int[][] _fallbacks;
    private readonly int[] _matched; // per stop string: how much of its start the text ends with
    private string _held = "";

    /// <exception cref="ArgumentException">There are too many stop strings, or one is empty, too long or not valid UTF-16.</exception>
    public TextStopMatcher(IEnumerable<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        _stops = [.. stops.Take(MaxStops + 1)];
        if (_stops.Length > MaxStops)
            throw new ArgumentException($"At most {MaxStops} stop strings are supported.", nameof(stops));
        foreach (var stop in _stops)
        {
            if (string.IsNullOrEmpty(stop) || stop.Length > MaxStopLength)
                throw new ArgumentException($"A stop string must have 1 to {MaxStopLength} characters.", nameof(stops));
            // Half a character would match inside another one and cut it.
            if (stop != string.Concat(stop.EnumerateRunes()))
                throw new ArgumentException("A stop string holds half a surrogate pair.", nameof(stops));
        }
        _fallbacks = [.. _stops.Select(Fallbacks)];
        _matched = new int[_stops.Length];
    }

    /// <summary>The stop string that ended the answer; <see langword="null"/> so far.</summary>
    public string? Stop { get; private set; }

    /// <summary>Takes the next part of the text.</summary>
    /// <returns>What belongs to the answer for certain; nothing after a stop.</returns>
    public string Append(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Stop is not null)
            return "";
        if (_stops.Length == 0)
            return text;
        var heldLength = _held.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (Advance(text[i]) is not { } stop)
                continue;
            Stop = stop;
            var answer = Cut(text, heldLength + i + 1 - stop.Length);
            _held = "";
            return answer;
        }
        var hold = 0;
        foreach (var length in _matched)
            hold = Math.Max(hold, length);
        if (hold == 0 && heldLength == 0)
            return text;
        var certain = heldLength + text.Length - hold;
        var result = Cut(text, certain);
        _held = certain >= heldLength ? text[(certain - heldLength)..] : _held[certain..] + text;
        return result;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back and did not become a stop string.</returns>
    public string Flush()
    {
        var held = _held;
        _held = "";
        Array.Clear(_matched);
        return held;
    }

    // The first characters of the held text and the new one.
    private string Cut(string text, int length) => length <= _held.Length
        ? _held[..length]
        : string.Concat(_held, text.AsSpan(0, length - _held.Length));

    private string? Advance(char c)
    {
        string? longest = null;
        for (var s = 0; s < _stops.Length; s++)
        {
            var (stop, matched) = (_stops[s], _matched[s]);
            while (matched > 0 && stop[matched] != c)
                matched = _fallbacks[s][matched - 1];
            if (stop[matched] == c)
                matched++;
            if (matched == stop.Length)
            {
                if (longest is null || stop.Length > longest.Length)
                    longest = stop;
                matched = _fallbacks[s][matched - 1];
            }
            _matched[s] = matched;
        }
        return longest;
    }

    // For each length: the longest proper start of the stop string that its first characters also end with.
    private static int[] Fallbacks(string stop)
    {
        var fallbacks = new int[stop.Length];
        for (int i = 1, matched = 0; i < stop.Length; i++)
        {
            while (matched > 0 && stop[matched] != stop[i])
                matched = fallbacks[matched - 1];
            if (stop[matched] == stop[i])
                matched++;
            fallbacks[i] = matched;
        }
        return fallbacks;
    }
}
