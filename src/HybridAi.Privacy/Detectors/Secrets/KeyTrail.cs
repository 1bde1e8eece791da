using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>A word met in a text: its number, where it begins and where it ends.</summary>
internal readonly record struct KeyHit(int Word, int Start, int End);

/// <summary>
/// The key words that stand in the last characters before a place. Places are asked from left to right, and their windows overlap: each character goes through
/// the automaton once, however many values stand behind the same words.
/// </summary>
internal ref struct KeyTrail(ReadOnlySpan<char> text, KeywordGate gate, ReadOnlySpan<int> lengths)
{
    private const int Kept = 128, Mask = Kept - 1;
    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<int> _lengths = lengths;
    private Ring _ends;
    private int _from, _at, _state, _count;

    /// <summary>Characters looked at so far.</summary>
    public long Work { get; private set; }

    /// <summary>Makes the words inside [from, to) known.</summary>
    public void Read(int from, int to)
    {
        if (from < _from || from > _at)
        {
            (_from, _at, _state, _count) = (from, from, 0, 0);
        }

        Work += Math.Max(0, to - _at);
        ReadOnlySpan<char> until = _text[..to];
        while (_at < to)
        {
            int place = gate.Next(until, ref _at, ref _state);
            if (place >= 0)
            {
                _ends[_count++ & Mask] = new End { At = _at, Place = place };
            }
        }
    }

    /// <summary>Whether a word stands inside [from, to).</summary>
    public bool Any(int from, int to)
    {
        Read(from, to);
        int at = _count, inner = 0;
        return Back(from, to, ref at, ref inner, out _);
    }

    /// <summary>The words inside [from, to), the last first: begin with <see cref="Count"/> and 0, and call until it says no.</summary>
    public readonly bool Back(int from, int to, ref int at, ref int inner, out KeyHit hit)
    {
        while (true)
        {
            if (inner > 0)
            {
                End end = _ends[at & Mask];
                int word = gate.Ends(end.Place)[--inner], start = end.At - _lengths[word];
                if (start >= from)
                {
                    hit = new KeyHit(word, start, end.At);
                    return true;
                }

                continue;
            }

            do
            {
                at--;
            }
            while (at >= 0 && at >= _count - Kept && _ends[at & Mask].At > to);
            if (at < 0 || at < _count - Kept || _ends[at & Mask].At <= from)
            {
                hit = default;
                return false;
            }

            inner = gate.Ends(_ends[at & Mask].Place).Length;
        }
    }

    /// <summary>Where <see cref="Back"/> begins.</summary>
    public readonly int Count => _count;

    private struct End
    {
        public int At, Place;
    }

    [InlineArray(Kept)]
    private struct Ring
    {
        private End _end;
    }
}
