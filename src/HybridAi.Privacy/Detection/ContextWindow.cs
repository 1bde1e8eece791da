using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detection;

/// <summary>
/// Which cue groups stand near a candidate, and how many words away: at most 14 words before and 7 behind. Words are read once; candidates come from left to
/// right and share them.
/// </summary>
internal ref struct ContextWindow
{
    private const int Before = 14, Behind = 7, CharsBefore = 110, CharsBehind = 60, Capacity = 256;
    private const byte Far = byte.MaxValue;
    private readonly ReadOnlySpan<char> _text;
    private readonly CueTable _cues;
    private readonly Span<byte> _near;
    private WordRing _words;
    private int _first, _count, _read = -1, _for = -1;
    private bool _any;

    /// <summary>Characters looked at so far.</summary>
    public long Work { get; private set; }

    public ContextWindow(ReadOnlySpan<char> text, CueTable cues, Span<byte> near)
    {
        _text = text;
        _cues = cues;
        _near = near;
    }

    /// <summary>Looks around [start, end) unless that was the last question.</summary>
    public void Read(int start, int end)
    {
        if (_for == start)
        {
            return;
        }

        _for = start;
        if (_any)
        {
            _near.Fill(Far);
            _any = false;
        }
        else if (Work == 0)
        {
            _near.Fill(Far);
        }

        Fill(Math.Max(0, start - CharsBefore), Math.Min(_text.Length, end + CharsBehind), end);
        int stop = _first;
        while (stop < _count && _words[stop].End <= start)
        {
            stop++;
        }

        int behind = stop;
        while (behind < _count && _words[behind].Start < end)
        {
            behind++;
        }

        int oldest = Math.Max(0, start - CharsBefore), first = stop;
        while (first > _first && stop - first < Before && _words[first - 1].Start >= oldest)
        {
            first--;
        }

        int last = behind, newest = end + CharsBehind;
        while (last < _count && last - behind < Behind && _words[last].Start < newest)
        {
            last++;
        }

        Side(first, stop, before: true);
        Side(behind, last, before: false);
        Work += 8;
    }

    /// <summary>0 = no cue; else how much a cue of the group raises the score: 0.5 beside the candidate, less with distance.</summary>
    public readonly double Boost(int group)
    {
        if (group < 0 || _near[group] == Far)
        {
            return 0;
        }

        return 0.5 - (Math.Min((int)_near[group], 10) * 0.012);
    }

    private void Side(int first, int last, bool before)
    {
        for (int i = first; i < last; i++)
        {
            if (!_words[i].Known)
            {
                continue;
            }

            uint hash = 0;
            for (int n = 0; n < CueTable.MaxWords && i + n < last; n++)
            {
                hash = n == 0 ? _words[i].Hash : Words.Join(hash, _words[i + n].Hash);
                if (!_cues.TryGet(hash, out ReadOnlySpan<ushort> groups))
                {
                    break;
                }

                // A longer phrase says more: "UK passport" beats "passport".
                int distance = (before ? last - 1 - (i + n) : i - first + 2) + 2 - Math.Min(n, 2);
                foreach (ushort group in groups)
                {
                    _near[group] = (byte)Math.Min(_near[group], distance);
                    _any = true;
                }
            }
        }
    }

    /// <summary>Makes the words of [from, to) known, as far as they are not.</summary>
    private void Fill(int from, int to, int end)
    {
        if (_read < from || _count == Capacity)
        {
            if (_read < from || end - from > CharsBefore * 4)
            {
                // Begins at a word's first character.
                (_first, _count) = (0, 0);
                _read = from;
                while (_read > 0 && _read < to && Words.IsWordChar(_text[_read - 1]) && !Words.IsIdeograph(_text[_read]))
                {
                    _read++;
                }
            }
        }

        while (_first < _count && _words[_first].End <= from)
        {
            _first++;
        }

        if (_first > Capacity / 2)
        {
            for (int i = _first; i < _count; i++)
            {
                _words[i - _first] = _words[i];
            }

            (_count, _first) = (_count - _first, 0);
        }

        int at = _read;
        while (at < to && _count < Capacity && Words.NextHashed(_text, ref at, to, out ContextWord word))
        {
            word.Known = _cues.Knows(word.Hash);
            _words[_count++] = word;
        }

        Work += Math.Max(0, at - _read);
        _read = Math.Max(_read, at);
    }

    [InlineArray(Capacity)]
    private struct WordRing
    {
        private ContextWord _word;
    }
}

/// <summary>A word near a candidate.</summary>
internal struct ContextWord
{
    public int Start, End;
    public uint Hash;

    /// <summary>Whether a cue begins with it.</summary>
    public bool Known;
}
