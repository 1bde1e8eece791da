using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detection;

/// <summary>
/// Which cue groups stand near a candidate, and how many words away: at most 14 words before and 7 behind. Words are read once and cues looked up once;
/// candidates come from left to right and share them. Where no cue stands a question costs next to nothing.
/// </summary>
internal ref struct ContextWindow
{
    private const int Before = 14, Behind = 7, CharsBefore = 110, CharsBehind = 60, Capacity = 256, Mask = Capacity - 1, CuesKept = 128, CueMask = CuesKept - 1;
    private const byte Far = byte.MaxValue;
    private readonly ReadOnlySpan<char> _text;
    private readonly CueTable _cues;
    private readonly Span<byte> _near;
    private WordRing _words;
    private CueRing _said;
    private OpenPhrases _open;
    private int _first, _count, _saidCount, _openCount, _read = -1, _for = -1;
    private bool _any = true;

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

        Fill(Math.Max(0, start - CharsBefore), Math.Min(_text.Length, end + CharsBehind));
        Work++;
        if (_saidCount > 0 && _said[(_saidCount - 1) & CueMask].Last >= _first)
        {
            Look(start, end);
        }
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

    /// <summary>Finds the words on both sides and the cues said there. Words are known by their number in the text.</summary>
    private void Look(int start, int end)
    {
        int stop = _count;
        while (stop > _first && _words[(stop - 1) & Mask].End > start)
        {
            stop--;
        }

        int behind = stop;
        while (behind < _count && _words[behind & Mask].Start < end)
        {
            behind++;
        }

        int oldest = Math.Max(0, start - CharsBefore), first = stop;
        while (first > _first && stop - first < Before && _words[(first - 1) & Mask].Start >= oldest)
        {
            first--;
        }

        int last = behind, newest = end + CharsBehind;
        while (last < _count && last - behind < Behind && _words[last & Mask].Start < newest)
        {
            last++;
        }

        for (int i = _saidCount - 1; i >= 0 && i >= _saidCount - CuesKept; i--)
        {
            Cue cue = _said[i & CueMask];
            Work++;
            if (cue.Last < first)
            {
                break;
            }

            // A longer phrase says more: "UK passport" beats "passport".
            int more = 2 - Math.Min(cue.Last - cue.First, 2);
            int distance = cue.First >= first && cue.Last < stop ? stop - 1 - cue.Last + more
                : cue.First >= behind && cue.Last < last ? cue.First - behind + 2 + more : Far;
            if (distance == Far)
            {
                continue;
            }

            _any = true;
            foreach (ushort group in _cues.Groups(cue.Slot))
            {
                _near[group] = (byte)Math.Min(_near[group], distance);
            }
        }

        Work += last - first;
    }

    /// <summary>Makes the words of [from, to) known, as far as they are not.</summary>
    private void Fill(int from, int to)
    {
        if (_read < from)
        {
            // Begins at a word's first character.
            (_first, _openCount) = (_count, 0);
            _read = from;
            while (_read > 0 && _read < to && Words.IsWordChar(_text[_read - 1]) && !Words.IsIdeograph(_text[_read]))
            {
                _read++;
            }
        }

        int at = _read;
        while (at < to && Words.NextHashed(_text, ref at, to, out ContextWord word))
        {
            _words[_count & Mask] = new Place { Start = word.Start, End = word.End };
            Hear(word.Hash);
            _count++;
        }

        Work += Math.Max(0, at - _read);
        _read = Math.Max(_read, at);
        _first = Math.Max(_first, _count - Capacity);
        while (_first < _count && _words[_first & Mask].End <= from)
        {
            _first++;
        }
    }

    /// <summary>Notes the cues that end with the next word, and those that may go on behind it.</summary>
    private void Hear(uint hash)
    {
        int open = 0;
        for (int i = 0; i < _openCount; i++)
        {
            Phrase phrase = _open[i];
            Note(phrase.First, Words.Join(phrase.Hash, hash), ref open);
        }

        Note(_count, hash, ref open);
        _openCount = open;
    }

    private void Note(int first, uint hash, ref int open)
    {
        int slot = _cues.Slot(hash);
        if (slot < 0)
        {
            return;
        }

        if (_cues.Groups(slot).Length > 0)
        {
            _said[_saidCount++ & CueMask] = new Cue { First = first, Last = _count, Slot = slot };
        }

        if (_count - first < CueTable.MaxWords - 1)
        {
            _open[open++] = new Phrase { First = first, Hash = hash };
        }
    }

    private struct Place
    {
        public int Start, End;
    }

    /// <summary>A cue: the numbers of its words, and where the table has its groups.</summary>
    private struct Cue
    {
        public int First, Last, Slot;
    }

    private struct Phrase
    {
        public int First;
        public uint Hash;
    }

    [InlineArray(Capacity)]
    private struct WordRing
    {
        private Place _place;
    }

    [InlineArray(CuesKept)]
    private struct CueRing
    {
        private Cue _cue;
    }

    [InlineArray(CueTable.MaxWords)]
    private struct OpenPhrases
    {
        private Phrase _phrase;
    }
}

/// <summary>A word near a candidate.</summary>
internal struct ContextWord
{
    public int Start, End;
    public uint Hash;
}
