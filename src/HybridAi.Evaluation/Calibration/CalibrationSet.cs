namespace HybridAi.Evaluation;

/// <summary>Labels as rows of a linear model: the app's own n-grams and frames, the structural features, the shipped score.</summary>
internal sealed class CalibrationSet
{
    private CalibrationSet(uint[] hashes, int ngrams, CalibrationRow[] rows, double[] gains)
    {
        Hashes = hashes;
        Ngrams = ngrams;
        Rows = rows;
        Gains = gains;
    }

    /// <summary>The n-grams, then those of frames, by index.</summary>
    public uint[] Hashes { get; }

    /// <summary>How many of them are plain n-grams.</summary>
    public int Ngrams { get; }

    public CalibrationRow[] Rows { get; }

    public double[] Gains { get; }

    /// <summary>Weights of n-grams, frames, structure and the shipped score, and an intercept.</summary>
    public int Size => Hashes.Length + Structure.Count + 2;

    /// <summary>The place of the shipped score's weight.</summary>
    public int Shipped => Hashes.Length + Structure.Count;

    public static CalibrationSet From(ClassifierModel model, IReadOnlyList<LabelledPrompt> labels)
    {
        var sink = new SharedNgrams();
        var collector = new PromptFeatures(sink);
        foreach (var label in labels)
        {
            collector.Read(label.Prompt);
            sink.EndRow();
        }

        var (ngrams, frames) = sink.Shared(ClassifierAdjustment.MaxNgrams);
        uint[] hashes = [.. ngrams, .. frames];
        var read = model with { Vocabulary = model.Vocabulary.With(hashes) };
        var indexes = new Dictionary<int, int>(2 * hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
        {
            if (i < ngrams.Length) indexes[read.Vocabulary.Find(hashes[i])] = i;
            indexes[read.Vocabulary.FindOwn(hashes[i])] = i;
        }

        var features = new PromptFeatures(read.Vocabulary);
        var rows = new CalibrationRow[labels.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            features.Read(labels[i].Prompt);
            var dense = new float[Structure.Count + 1];
            for (int d = 0; d < Structure.Count; d++) dense[d] = (float)model.Standardised(features.StructureValues[d], d);
            dense[^1] = (float)read.Raw(features);
            int[] own = Known(features.Active, indexes);
            rows[i] = new CalibrationRow(own, OwnWeights.Norm(own.Length), Known(features.Frame, indexes), dense);
        }

        return new CalibrationSet(hashes, ngrams.Length, rows, [.. labels.Select(l => l.Gain)]);
    }

    private static int[] Known(ReadOnlySpan<int> buckets, Dictionary<int, int> indexes)
    {
        var known = new List<int>(buckets.Length);
        foreach (int bucket in buckets)
            if (indexes.TryGetValue(bucket, out int index)) known.Add(index);
        return [.. known];
    }

    /// <summary>Counts in how many labels an n-gram is; only what two of them share is kept, so that no label can be told from the file.</summary>
    private sealed class SharedNgrams : INgramSink
    {
        private const int MinLabels = 2;
        private readonly Dictionary<uint, int> _ngrams = [], _frames = [];
        private readonly HashSet<uint> _rowNgrams = [], _rowFrames = [];

        public void Word(uint hash, ReadOnlySpan<byte> letters, bool isNumber)
        {
            // Words come as n-grams too.
        }

        public void Ngram(uint mixed) => _rowNgrams.Add(mixed);

        public void Frame(uint mixed) => _rowFrames.Add(mixed);

        public void EndRow()
        {
            foreach (uint hash in _rowNgrams) _ngrams[hash] = _ngrams.GetValueOrDefault(hash) + 1;
            foreach (uint hash in _rowFrames) _frames[hash] = _frames.GetValueOrDefault(hash) + 1;
            _rowNgrams.Clear();
            _rowFrames.Clear();
        }

        public (uint[] Ngrams, uint[] Frames) Shared(int most)
        {
            uint[] frames = MostFrequent(_frames, most / 4);
            return (MostFrequent(_ngrams.Where(n => !_frames.ContainsKey(n.Key)), most - frames.Length), frames);
        }

        private static uint[] MostFrequent(IEnumerable<KeyValuePair<uint, int>> counts, int most) =>
            [.. counts.Where(c => c.Value >= MinLabels && c.Key != 0).OrderByDescending(c => c.Value).ThenBy(c => c.Key)
                .Take(most).Select(c => c.Key)];
    }
}

/// <summary>One label: indexes of its n-grams and what multiplies their sum, indexes of its frame, structure and shipped score.</summary>
internal readonly record struct CalibrationRow(int[] Ngrams, double Norm, int[] Frame, float[] Dense);
