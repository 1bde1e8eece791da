namespace HybridAi;

/// <summary>
/// The n-grams seen in training, in a hashed table of 16-bit tags: an n-gram never seen finds nothing instead of sharing a
/// stranger's weight, so unknown words and languages add no noise. A second table finds the word a misspelt one was meant to be.
/// </summary>
internal sealed class NgramVocabulary
{
    private readonly ushort[] _tags;
    private readonly uint _mask;
    private readonly uint[] _words;
    private readonly ushort[] _typoTags;
    private readonly ushort[] _typoWords;
    private readonly uint _typoMask;
    private readonly uint[] _extra;

    /// <summary>Takes the tables over; lengths of the tables are powers of two.</summary>
    public NgramVocabulary(ushort[] tags, uint[] words, ushort[] typoTags, ushort[] typoWords)
        : this(tags, words, typoTags, typoWords, [])
    {
    }

    private NgramVocabulary(ushort[] tags, uint[] words, ushort[] typoTags, ushort[] typoWords, uint[] extra)
    {
        _tags = tags;
        _mask = (uint)tags.Length - 1;
        _words = words;
        _typoTags = typoTags;
        _typoWords = typoWords;
        _typoMask = (uint)typoTags.Length - 1;
        _extra = extra;
    }

    /// <summary>This vocabulary with an app's own n-grams after it; their buckets follow <see cref="BaseSize"/>.</summary>
    /// <param name="ngrams">Mixed hashes.</param>
    public NgramVocabulary With(IReadOnlyCollection<uint> ngrams)
    {
        var extra = new uint[ngrams.Count == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * ngrams.Count))];
        foreach (uint ngram in ngrams.Order())
        {
            uint slot = (ngram >> 7) & ((uint)extra.Length - 1);
            while (extra[slot] != 0 && extra[slot] != ngram) slot = (slot + 1) & ((uint)extra.Length - 1);
            extra[slot] = ngram;
        }

        return new NgramVocabulary(_tags, _words, _typoTags, _typoWords, extra);
    }

    /// <summary>Shortest word that is corrected.</summary>
    public const int MinCorrectable = 4;

    /// <summary>Number of buckets.</summary>
    public int Size => _tags.Length + _extra.Length;

    /// <summary>Whether there are n-grams of an app's own.</summary>
    public bool HasOwn => _extra.Length > 0;

    /// <summary>Number of buckets of the shipped n-grams, which come first.</summary>
    public int BaseSize => _tags.Length;

    /// <summary>Tags by bucket; 0 is an empty bucket.</summary>
    public ReadOnlySpan<ushort> Tags => _tags;

    /// <summary>Hashes of the words that misspelt ones are corrected to.</summary>
    public ReadOnlySpan<uint> Words => _words;

    /// <summary>Tags of the table of words with one letter missing.</summary>
    public ReadOnlySpan<ushort> TypoTags => _typoTags;

    /// <summary>Index into <see cref="Words"/> for each slot of <see cref="TypoTags"/>.</summary>
    public ReadOnlySpan<ushort> TypoWords => _typoWords;

    /// <summary>Tag of a mixed hash; never 0.</summary>
    public static ushort TagOf(uint mixed) => (ushort)Math.Max(1, mixed >> 16);

    /// <summary>The bucket of a mixed hash, or -1 when the n-gram was not seen in training.</summary>
    public int Find(uint mixed)
    {
        uint bucket = mixed & _mask;
        if (_tags[bucket] == TagOf(mixed)) return (int)bucket;
        return FindOwn(mixed);
    }

    /// <summary>The bucket of one of the app's own n-grams, or -1.</summary>
    public int FindOwn(uint mixed)
    {
        if (_extra.Length == 0 || mixed == 0) return -1;
        uint mask = (uint)_extra.Length - 1; // at most half full, so the search ends
        for (uint slot = (mixed >> 7) & mask; _extra[slot] != 0; slot = (slot + 1) & mask)
            if (_extra[slot] == mixed) return _tags.Length + (int)slot;
        return -1;
    }

    /// <summary>The word one edit away (a letter too many, missing, changed, or two swapped), or 0.</summary>
    public uint Correct(ReadOnlySpan<byte> letters)
    {
        if (_words.Length == 0 || letters.Length < MinCorrectable) return 0;
        Span<uint> prefixes = stackalloc uint[letters.Length];
        uint hash = 0;
        for (int i = 0; i < letters.Length; i++)
        {
            prefixes[i] = hash;
            hash = (hash * NgramHash.Base) + letters[i];
        }

        uint found = WithLetterMissing(hash);
        if (found != 0) return found;
        uint suffix = 0, power = 1;
        for (int i = letters.Length - 1; i >= 0; i--)
        {
            uint without = (prefixes[i] * power) + suffix;
            if (letters.Length > MinCorrectable && Find(NgramHash.Mix(without)) >= 0) return without;
            if ((found = WithLetterMissing(without)) != 0) return found;
            suffix += letters[i] * power;
            power *= NgramHash.Base;
        }

        return 0;
    }

    /// <summary>Slot and tag of a word with a letter missing; another mixing than for n-grams.</summary>
    public static uint MixTypo(uint hash) => NgramHash.Mix(hash ^ 0x3C6EF372);

    private uint WithLetterMissing(uint hash)
    {
        uint mixed = MixTypo(hash);
        uint slot = mixed & _typoMask;
        return _typoTags[slot] == TagOf(mixed ^ (mixed << 7)) ? _words[_typoWords[slot]] : 0;
    }
}
