namespace HybridAi;

/// <summary>
/// Tier 0: judges from the text alone how much a strong model is needed. Hashed word 1–2-grams and structural features under linear heads,
/// calibrated to a probability. Thread-safe; scoring allocates nothing once warm.
/// </summary>
public sealed class PromptClassifier
{
    private const string ResourceName = "HybridAi.Difficulty.tier0.bin";
    private const int MaxIdle = 64;

    private static readonly Lazy<PromptClassifier> LazyDefault = new(LoadEmbedded);

    private readonly ClassifierModel _model;
    private readonly PromptFeatures?[] _idle = new PromptFeatures?[Math.Min(MaxIdle, Environment.ProcessorCount * 2)];

    internal PromptClassifier(ClassifierModel model) => _model = model;

    /// <summary>The classifier that ships with the library; loaded on first use.</summary>
    public static PromptClassifier Default => LazyDefault.Value;

    /// <summary>Identifies the trained numbers; what was calibrated with another revision is stale.</summary>
    public string Revision => _model.Revision;

    internal ClassifierModel Model => _model;

    /// <summary>Loads a classifier written by <c>hybridai train</c>.</summary>
    /// <param name="data">The whole file, at most 4 MiB.</param>
    /// <returns>The classifier; <paramref name="data"/> is copied.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, of another version, or not a classifier.</exception>
    public static PromptClassifier Load(ReadOnlySpan<byte> data) => new(ClassifierFormat.Read(data));

    /// <summary>The calibrated probability that the strong model is needed.</summary>
    /// <param name="text">The prompt. Of a very long one head and tail are read.</param>
    /// <returns>0 to 1.</returns>
    public double Score(ReadOnlySpan<char> text) => _model.Probability(RawScore(text));

    /// <summary>The score before calibration, in full precision: for ranking and for metrics that only look at the order.</summary>
    /// <param name="text">The prompt.</param>
    /// <returns>Any finite number; higher means that the strong model is needed more.</returns>
    public double RawScore(ReadOnlySpan<char> text)
    {
        var features = Rent();
        features.Read(text);
        double raw = _model.Raw(features);
        Return(features);
        return raw;
    }

    /// <summary>Everything tier 0 says about one prompt.</summary>
    /// <param name="text">The prompt.</param>
    /// <returns>The assessment.</returns>
    public PromptAssessment Assess(ReadOnlySpan<char> text)
    {
        var conversation = new ConversationAssessor(this);
        conversation.Add(text);
        return conversation.Result();
    }

    /// <summary>Starts to judge a conversation: add the messages from the oldest to the newest.</summary>
    /// <returns>The accumulator.</returns>
    public ConversationAssessor StartConversation() => new(this);

    /// <summary>This classifier with what an app's own labels taught; the same speed, its own <see cref="Revision"/>.</summary>
    /// <param name="adjustment">What was learned, from this very revision.</param>
    /// <returns>A new classifier.</returns>
    /// <exception cref="InvalidOperationException">The adjustment was learned from another revision: calibrate again.</exception>
    public PromptClassifier With(ClassifierAdjustment adjustment)
    {
        ArgumentNullException.ThrowIfNull(adjustment);
        return new PromptClassifier(adjustment.Apply(_model));
    }

    internal PromptFeatures Rent()
    {
        for (int i = 0; i < _idle.Length; i++)
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } features) return features;
        return new PromptFeatures(_model.Vocabulary);
    }

    internal void Return(PromptFeatures features)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null) continue;
            Volatile.Write(ref _idle[i], features);
            return;
        }
    }

    /// <summary>Loads the embedded classifier anew.</summary>
    internal static PromptClassifier LoadEmbedded()
    {
        using var stream = typeof(PromptClassifier).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidDataException("The embedded classifier is missing from the assembly.");
        if (stream is UnmanagedMemoryStream mapped)
        {
            unsafe
            {
                return Load(new ReadOnlySpan<byte>(mapped.PositionPointer, (int)mapped.Length)); // where the assembly lies in memory: no copy
            }
        }

        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return Load(data);
    }
}
