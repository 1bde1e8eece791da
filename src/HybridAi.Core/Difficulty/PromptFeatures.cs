namespace HybridAi;

/// <summary>
/// Reads a text once into the buckets of its distinct word 1–2-grams and its structural features. Reused: after the first read nothing
/// is allocated. Not thread-safe.
/// </summary>
internal sealed partial class PromptFeatures
{
    /// <summary>UTF-16 units read from each end of a longer text.</summary>
    public const int Window = 6144;

    private const int MaxWord = 32;
    private const int MaxPending = 24;
    private const int SeenWordBits = 8192;

    private readonly ulong[] _seen;
    private readonly int[] _active;
    private readonly float[] _structure = new float[Structure.Count];
    private readonly char[] _visible = new char[2 * Window];
    private readonly ulong[] _seenWords = new ulong[SeenWordBits / 64];
    private readonly (uint Hash, int Length)[] _pending = new (uint, int)[MaxPending];
    private readonly NgramVocabulary? _vocabulary;
    private readonly INgramSink? _sink;

    private StructureCounts _counts;
    private StructureCounts _clauseStart;
    private int _activeCount;
    private int _pendingCount;
    private bool _clauseMayBeCourtesy;
    private bool _clauseHasCourtesy;
    private bool _sentenceHasCourtesy;
    private bool _afterUnknown;
    private bool _countUnknownRuns;
    private bool _inOptions;
    private bool _keepCourtesy;
    private bool _foreignText;
    private uint _previous;

    /// <summary>Reads against a vocabulary.</summary>
    public PromptFeatures(NgramVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _seen = new ulong[(vocabulary.Size + 63) / 64];
        _active = new int[4 * Window];
        _frame = new int[vocabulary.HasOwn ? MaxFrame : 0];
    }

    /// <summary>Reads to collect a vocabulary: every word and n-gram goes to the sink.</summary>
    public PromptFeatures(INgramSink sink)
    {
        _sink = sink;
        _seen = [];
        _active = [];
        _frame = [];
    }

    /// <summary>Buckets of the distinct known n-grams, in order of appearance.</summary>
    public ReadOnlySpan<int> Active => _active.AsSpan(0, _activeCount);

    /// <summary>How many of them are in the shipped vocabulary.</summary>
    public int BaseCount { get; private set; }

    /// <summary>The structural features.</summary>
    public ReadOnlySpan<float> StructureValues => _structure;

    /// <summary>The counts behind them.</summary>
    public ref readonly StructureCounts Counts => ref _counts;

    /// <summary>Share of the words that training has seen; 0 when more cues speak against English than for it.</summary>
    public double KnownShare =>
        _counts.EnglishCues < 0 || _counts.Known == 0 ? 0 : (double)_counts.Known / (_counts.Known + _counts.Unknown);

    /// <summary>Whether only head and tail were read.</summary>
    public bool HeadAndTail { get; private set; }

    /// <summary>Reads a text; what was read before is forgotten.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        _keepCourtesy = _countUnknownRuns = false;
        ReadAll(text);
        _keepCourtesy = _counts.Emitted + _counts.Ideographs == 0; // nothing but courtesy: then that is the request
        _countUnknownRuns = KnownShare < 0.35; // another language: then its words are the text
        if (_keepCourtesy || _countUnknownRuns) ReadAll(text);
    }

    private void ReadAll(ReadOnlySpan<char> text)
    {
        foreach (int bucket in Active) _seen[bucket >> 6] = 0;
        _activeCount = BaseCount = 0;
        StartFrame();
        _counts = default;
        _previous = 0;
        _inOptions = _afterUnknown = false;
        HeadAndTail = text.Length > 2 * Window;
        Array.Clear(_seenWords);
        if (HeadAndTail)
        {
            ScanPart(text[..Window]);
            _previous = 0;
            ScanPart(text[^Window..]);
        }
        else
        {
            ScanPart(text);
        }

        EndFrame();
        double scale = HeadAndTail ? text.Length / (2.0 * Window) : 1;
        Structure.Write(_counts, scale, _structure);
    }

    private void Word(uint hash, ReadOnlySpan<byte> letters, int length, int digits, int integerDigits, bool fraction)
    {
        bool isNumber = digits == length;
        if (isNumber) hash = NgramHash.Number(integerDigits, fraction);
        var common = isNumber ? default : CommonWords.Find(hash);
        var role = common.Role;
        _counts.EnglishCues += common.Language;
        if (role == WordRole.Claim && !_keepCourtesy)
        {
            _clauseHasCourtesy = true;
            return;
        }

        if (hash == _previous && !isNumber) return; // "blah blah blah" is one word
        if (isNumber)
        {
            _counts.Numbers++;
            _counts.Digits += Math.Min(digits, 12);
            if (integerDigits >= 4) _counts.LongNumbers++;
            if (fraction) _counts.Fractions++;
        }

        bool known = true;
        if (role == WordRole.Content && _vocabulary is not null && !isNumber && _vocabulary.Find(NgramHash.Mix(hash)) < 0)
        {
            uint corrected = length <= MaxWord ? _vocabulary.Correct(letters) : 0;
            known = corrected != 0;
            if (known) role = CommonWords.Find(hash = corrected).Role;
        }

        _sink?.Word(hash, letters, isNumber);
        if (_clauseMayBeCourtesy && role != WordRole.Content && _pendingCount < MaxPending)
        {
            _clauseHasCourtesy |= role >= WordRole.Courtesy;
            _pending[_pendingCount++] = (hash, length);
            return;
        }

        Content();
        Emit(hash, length, known);
    }

    /// <summary>Whether a word is here for the first time (nearly: two words in thousands share a bit).</summary>
    private bool IsNew(uint word)
    {
        uint bit = NgramHash.Mix(word) % SeenWordBits;
        bool isNew = (_seenWords[bit >> 6] & (1UL << (int)(bit & 63))) == 0;
        _seenWords[bit >> 6] |= 1UL << (int)(bit & 63);
        return isNew;
    }

    private void Content()
    {
        _counts.LineHasContent = _counts.SentenceOpen = true;
        if (_clauseMayBeCourtesy) FlushPending();
    }

    private void StartClause()
    {
        _clauseStart = _counts;
        _clauseMayBeCourtesy = !_keepCourtesy;
        _clauseHasCourtesy = false;
        _pendingCount = 0;
    }

    private void EndClause(bool sentence)
    {
        if (_clauseMayBeCourtesy && (_clauseHasCourtesy || _sentenceHasCourtesy))
        {
            _counts = _clauseStart;
            _sentenceHasCourtesy = true;
        }
        else
        {
            FlushPending();
        }

        if (sentence && _counts.SentenceOpen)
        {
            _counts.Sentences++;
            _counts.SentenceOpen = false;
        }

        if (sentence) _sentenceHasCourtesy = false;
        StartClause();
    }

    private void EndLine()
    {
        EndClause(sentence: true);
        EndFrameLine();
        if (_counts.LineHasContent) _counts.Lines++;
        _counts.LineHasContent = false;
        StartClause();
    }

    private void FlushPending()
    {
        _clauseMayBeCourtesy = false;
        for (int i = 0; i < _pendingCount; i++) Emit(_pending[i].Hash, _pending[i].Length, known: true);
        _pendingCount = 0;
    }

    private void Emit(uint word, int length, bool known)
    {
        _counts.Emitted++;
        if (known) _counts.Known++;
        else _counts.Unknown++;

        // Distinct words are counted, so that repeating does not make a text longer; nor does a run of unknown words in a known language.
        bool counts = (known || _countUnknownRuns) && IsNew(word);
        _afterUnknown = !known;
        if (counts)
        {
            _counts.LineHasContent = _counts.SentenceOpen = true;
            _counts.Words++;
            _counts.Letters += Math.Min(length, 20);
            if (length >= 8) _counts.LongWords++;
            if (_inOptions) _counts.OptionWords++;
        }

        FrameWord(word);
        AddNgram(NgramHash.Mix(word));
        if (_previous != 0) AddNgram(NgramHash.Mix(NgramHash.Pair(_previous, word)));
        _previous = word;
    }

    private void AddNgram(uint mixed)
    {
        if (_vocabulary is null)
        {
            _sink!.Ngram(mixed);
            return;
        }

        int bucket = _vocabulary.Find(mixed);
        if (bucket < 0 || _activeCount == _active.Length) return;
        ulong bit = 1UL << (bucket & 63);
        if ((_seen[bucket >> 6] & bit) != 0) return;
        _seen[bucket >> 6] |= bit;
        _active[_activeCount++] = bucket;
        if (bucket < _vocabulary.BaseSize) BaseCount++;
    }
}
