using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridAi.Privacy.Detection;

/// <summary>
/// Which cue groups stand near a candidate, and how many words away: at most 14 words before and 7 behind. Words are read once and cues looked up once;
/// candidates come from left to right and share them. Where no cue stands a question costs next to nothing.
/// </summary>
internal ref struct ContextWindow
{
    private const int Before = 14, Behind = 7, CharsBefore = 110, CharsBehind = 60, LongestValue = 80, Ahead = 40, Capacity = 256, Mask = Capacity - 1, CuesKept = 256, CueMask = CuesKept - 1;
    private const int Never = int.MinValue;
    private const byte Far = byte.MaxValue;
    private readonly ReadOnlySpan<char> _text;
    private readonly CueTable _cues;
    private readonly Span<byte> _near;
    private readonly Span<Place> _words;
    private readonly Span<Cue> _said;
    private readonly Span<Phrase> _open;

    /// <summary>Where the last cue of each group ended, as far as was read.</summary>
    private readonly Span<int> _heardAt;
    private ColumnHeads _columns;
    private int _first, _count, _saidCount, _openCount, _stop, _heard, _read = -1, _for = -1, _forEnd, _heardLast = -1, _quietFrom = -1, _quietTo = -1;
    private bool _any = true, _looked = true;

    /// <summary>Characters looked at so far.</summary>
    public long Work { get; private set; }

    /// <param name="text">What is looked at.</param>
    /// <param name="cues">The cues.</param>
    /// <param name="memory">As many bytes as <see cref="MemoryFor"/> says; what stands in them does not matter. Windows one after the other may share them.</param>
    public ContextWindow(ReadOnlySpan<char> text, CueTable cues, Span<byte> memory)
    {
        _text = text;
        _cues = cues;
        _near = memory[..cues.Count];
        memory = memory[Near(cues)..];
        _words = MemoryMarshal.Cast<byte, Place>(memory)[..Capacity];
        memory = memory[(Capacity * Unsafe.SizeOf<Place>())..];
        _said = MemoryMarshal.Cast<byte, Cue>(memory)[..CuesKept];
        memory = memory[(CuesKept * Unsafe.SizeOf<Cue>())..];
        _open = MemoryMarshal.Cast<byte, Phrase>(memory)[..CueTable.MaxWords];
        _heardAt = MemoryMarshal.Cast<byte, int>(memory[(CueTable.MaxWords * Unsafe.SizeOf<Phrase>())..])[..cues.Count];
        _heardAt.Fill(Never);
        _columns = new ColumnHeads(text);
    }

    /// <summary>Bytes of memory a window over some cues needs.</summary>
    public static int MemoryFor(CueTable cues) =>
        Near(cues) + (Capacity * Unsafe.SizeOf<Place>()) + (CuesKept * Unsafe.SizeOf<Cue>()) + (CueTable.MaxWords * Unsafe.SizeOf<Phrase>()) + (cues.Count * sizeof(int));

    private static int Near(CueTable cues) => (cues.Count + 15) & ~15;

    /// <summary>Looks around [start, end) unless that was the last question.</summary>
    public void Read(int start, int end)
    {
        if (_for == start)
        {
            return;
        }

        (_for, _forEnd, _looked) = (start, end, true);
        long before = _columns.Work;
        bool inTable = _columns.Find(start, out int head, out int headEnd);
        Work += _columns.Work - before;
        if (inTable)
        {
            // In a table a value is what its column is called, whatever stands in the cells beside.
            Forget();
            Head(head, headEnd);
            return;
        }

        Work++;
        if (start >= _quietFrom && start <= _quietTo)
        {
            Forget();
            return;
        }

        Fill(Math.Max(0, start - CharsBefore), Math.Min(_text.Length, end + CharsBehind));
        if (_saidCount > 0 && _said[(_saidCount - 1) & CueMask].Last >= _first)
        {
            // Not before somebody asks for a group that was heard of late.
            _looked = false;
            return;
        }

        Forget();
    }

    private void Forget()
    {
        if (_any)
        {
            _near.Fill(Far);
            _any = false;
        }
    }

    /// <summary>
    /// Whether no cue of any group stands where it could count for a value that begins at <paramref name="start"/> and is no longer than values are: then every
    /// <see cref="Boost"/> will be 0, whoever asks.
    /// </summary>
    public bool IsQuiet(int start)
    {
        long before = _columns.Work;
        bool inTable = _columns.Find(start, out _, out _);
        Work += _columns.Work - before;
        if (inTable)
        {
            return false;
        }

        if (start >= _quietFrom && start <= _quietTo)
        {
            return true;
        }

        // A value may turn out to begin before this place: what counts for it counts here too.
        int from = Math.Max(0, start - CharsBefore - LongestValue);
        int to = Math.Min(_text.Length, start + LongestValue + CharsBehind);
        Begin(from, _read < to ? Math.Min(_text.Length, to + Ahead) : to);
        if (_heardLast > from)
        {
            return false;
        }

        (_quietFrom, _quietTo) = (start, _read == _text.Length ? _read : _read - LongestValue - CharsBehind);
        return true;
    }

    /// <summary>Whether this place was the last question: the answers stand, whatever the end.</summary>
    public readonly bool IsRead(int start) => _for == start;

    private void Head(int at, int end)
    {
        Span<uint> open = stackalloc uint[CueTable.MaxWords];
        int count = 0;
        while (at < end && Words.NextHashed(_text, ref at, end, out ContextWord word))
        {
            open[count++] = word.Hash;
            for (int i = 0; i < count; i++)
            {
                open[i] = i == count - 1 ? word.Hash : Words.Join(open[i], word.Hash);
                int slot = _cues.Slot(open[i]);
                if (slot < 0)
                {
                    continue;
                }

                _any = true;
                foreach (ushort group in _cues.Groups(slot))
                {
                    _near[group] = (byte)Math.Min(_near[group], 2 - Math.Min(count - 1 - i, 2));
                }
            }

            if (count == open.Length)
            {
                return;
            }
        }
    }

    /// <summary>0 = no cue; else how much a cue of the group raises the score: 0.5 beside the candidate, less with distance.</summary>
    public double Boost(int group)
    {
        if (group < 0)
        {
            return 0;
        }

        if (!_looked)
        {
            if (_heardAt[group] <= _for - CharsBefore)
            {
                return 0;
            }

            Forget();
            Look(_for, _forEnd);
            _looked = true;
        }

        if (_near[group] == Far)
        {
            return 0;
        }

        return 0.5 - (Math.Min((int)_near[group], 10) * 0.012);
    }

    /// <summary>Finds the words on both sides and the cues said there. Words are known by their number in the text.</summary>
    private void Look(int start, int end)
    {
        // Questions go from left to right: the answer is not far from the last one.
        int stop = Math.Clamp(_stop, _first, _count);
        while (stop < _count && _words[stop & Mask].End <= start)
        {
            stop++;
        }

        while (stop > _first && _words[(stop - 1) & Mask].End > start)
        {
            stop--;
        }

        _stop = stop;

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

        int oldestCue = Math.Max(0, _saidCount - CuesKept);
        _heard = Math.Clamp(_heard, oldestCue, _saidCount);
        while (_heard < _saidCount && _said[_heard & CueMask].Last < last)
        {
            _heard++;
        }

        while (_heard > oldestCue && _said[(_heard - 1) & CueMask].Last >= last)
        {
            _heard--;
        }

        for (int i = _heard - 1; i >= oldestCue; i--)
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

    /// <summary>Makes the words of [from, to) known, as far as they are not, and forgets those before.</summary>
    private void Fill(int from, int to)
    {
        Begin(from, to);
        while (_first < _count && _words[_first & Mask].End <= from)
        {
            _first++;
        }
    }

    private void Begin(int from, int to)
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
            int end = _heardLast = _words[_count & Mask].End;
            foreach (ushort group in _cues.Groups(slot))
            {
                _heardAt[group] = end;
            }
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

}

/// <summary>A word near a candidate.</summary>
internal struct ContextWord
{
    public int Start, End;
    public uint Hash;
}
