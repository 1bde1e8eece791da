namespace HybridAi.Evaluation;

/// <summary>Collects the n-grams of the training rows and keeps the most frequent ones, one a bucket.</summary>
internal sealed class VocabularyBuilder : INgramSink
{
    private readonly Dictionary<uint, int> _ngrams = [];
    private readonly Dictionary<uint, (byte[] Letters, int Rows)> _words = [];
    private readonly HashSet<uint> _rowNgrams = [];
    private readonly HashSet<uint> _rowWords = [];

    /// <summary>Rows that hold each n-gram.</summary>
    public IReadOnlyDictionary<uint, int> Ngrams => _ngrams;

    /// <summary>Ends a row: what it held counts once.</summary>
    public void EndRow()
    {
        foreach (uint ngram in _rowNgrams) _ngrams[ngram] = _ngrams.GetValueOrDefault(ngram) + 1;
        foreach (uint word in _rowWords)
        {
            var entry = _words[word];
            _words[word] = entry with { Rows = entry.Rows + 1 };
        }

        _rowNgrams.Clear();
        _rowWords.Clear();
    }

    /// <inheritdoc/>
    public void Word(uint hash, ReadOnlySpan<byte> letters, bool isNumber)
    {
        if (isNumber) return;
        if (!_words.ContainsKey(hash)) _words[hash] = (letters.ToArray(), 0);
        _rowWords.Add(hash);
    }

    /// <inheritdoc/>
    public void Ngram(uint mixed) => _rowNgrams.Add(mixed);

    /// <inheritdoc/>
    public void Frame(uint mixed)
    {
        // Shipped weights know no frames: those belong to an app.
    }

    /// <summary>Builds the tables.</summary>
    /// <param name="bits">log2 of the buckets.</param>
    /// <param name="minRows">Rows that must hold an n-gram.</param>
    /// <param name="typoBits">log2 of the misspelling slots.</param>
    /// <param name="minWordRows">Rows that must hold a word before others are corrected to it.</param>
    public NgramVocabulary Build(int bits, int minRows, int typoBits, int minWordRows)
    {
        var tags = new ushort[1 << bits];
        var rows = new int[1 << bits];
        foreach (var (ngram, count) in _ngrams.OrderByDescending(e => e.Value).ThenBy(e => e.Key))
        {
            uint bucket = ngram & (uint)(tags.Length - 1);
            if (count < minRows || count <= rows[bucket]) continue;
            rows[bucket] = count;
            tags[bucket] = NgramVocabulary.TagOf(ngram);
        }

        var known = new NgramVocabulary(tags, [], [0], [0]);
        var typoTags = new ushort[1 << typoBits];
        var typoWords = new ushort[1 << typoBits];
        var words = new List<uint>();
        foreach (var (word, entry) in _words.OrderByDescending(e => e.Value.Rows).ThenBy(e => e.Key))
        {
            if (entry.Rows < minWordRows || words.Count == ushort.MaxValue) break;
            byte[] letters = entry.Letters;
            if (letters.Length < NgramVocabulary.MinCorrectable || letters.Length >= 32) continue;
            if (known.Find(NgramHash.Mix(word)) < 0) continue;
            words.Add(word);
            for (int skip = 0; skip < letters.Length; skip++)
            {
                uint hash = 0;
                for (int i = 0; i < letters.Length; i++)
                    if (i != skip) hash = (hash * NgramHash.Base) + letters[i];
                uint mixed = NgramVocabulary.MixTypo(hash), slot = mixed & (uint)(typoTags.Length - 1);
                if (typoTags[slot] != 0) continue; // a more frequent word has it
                typoTags[slot] = NgramVocabulary.TagOf(mixed ^ (mixed << 7));
                typoWords[slot] = (ushort)(words.Count - 1);
            }
        }

        return new NgramVocabulary(tags, [.. words], typoTags, typoWords);
    }
}
