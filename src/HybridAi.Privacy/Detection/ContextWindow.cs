namespace HybridAi.Privacy.Detection;

/// <summary>Which cue groups stand near a candidate, and how many words away. Read once per candidate, at most 14 words before and 7 behind.</summary>
internal ref struct ContextWindow
{
    private const int Before = 14, Behind = 7, CharsBefore = 110, CharsBehind = 60;
    private const byte Far = byte.MaxValue;
    private readonly ReadOnlySpan<char> _text;
    private readonly CueTable _cues;
    private readonly Span<byte> _near;
    private int _for = -1;

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
        _near.Fill(Far);
        int from = Math.Max(0, start - CharsBefore);
        while (from > 0 && from < start && Words.IsWordChar(_text[from - 1]))
        {
            from++;
        }

        ReadSide(_text[from..start], Before, fromEnd: true);
        int to = end + Math.Min(_text.Length - end, CharsBehind);
        ReadSide(_text[end..to], Behind, fromEnd: false);
        Work += start - from + to - end;
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

    private readonly void ReadSide(ReadOnlySpan<char> side, int limit, bool fromEnd)
    {
        Span<(int Start, int End)> words = stackalloc (int, int)[112];
        int count = 0, at = 0;
        while (count < words.Length && Words.Next(side, ref at, out int start, out int end))
        {
            words[count++] = (start, end);
        }

        int first = fromEnd ? Math.Max(0, count - limit) : 0;
        int last = fromEnd ? count : Math.Min(count, limit);
        for (int i = first; i < last; i++)
        {
            uint hash = 0;
            for (int n = 0; n < CueTable.MaxWords && i + n < last; n++)
            {
                uint word = Words.Hash(side[words[i + n].Start..words[i + n].End]);
                hash = n == 0 ? word : Words.Join(hash, word);
                if (!_cues.TryGet(hash, out ReadOnlySpan<ushort> groups))
                {
                    break;
                }

                // A longer phrase says more: "UK passport" beats "passport".
                int distance = (fromEnd ? count - 1 - (i + n) : i + 2) + 2 - Math.Min(n, 2);
                foreach (ushort group in groups)
                {
                    _near[group] = (byte)Math.Min(_near[group], distance);
                }
            }
        }
    }
}
