using System.Numerics.Tensors;

namespace HybridAi;

/// <summary>
/// Tier 1: linear heads on the hidden state of one local model, read at the last prompt token (<see cref="IPromptProbe"/>), and how they
/// and tier 0 become one score. Immutable and thread-safe; scoring allocates nothing.
/// </summary>
public sealed class ProbeHeads
{
    /// <summary>Name of the head that says how much prompts like this one need a strong model in general (public pairs of models).</summary>
    public const string Need = "need";

    /// <summary>Name of the head that says how likely this very model's answer is wrong (its own graded outcomes).</summary>
    public const string Competence = "competence";

    /// <summary>Standardised values are clipped to plus and minus this, unless a file says otherwise.</summary>
    public const float DefaultClip = 5;

    // A chunk of the standardised state on the stack.
    private const int Chunk = 512;

    // Log-odds of a probability that is (nearly) 0 or 1; beyond it nothing is learned from tier 0.
    private const double MaxLogOdds = 12;

    private readonly float[] _means;
    private readonly float[] _scales;
    private readonly ProbeHead[] _heads;

    /// <summary>Creates heads.</summary>
    /// <param name="modelFingerprint">What <see cref="IPromptProbe.ModelFingerprint"/> of the model says; 1 to 128 printable ASCII characters.</param>
    /// <param name="means">Mean of each dimension in training; copied.</param>
    /// <param name="scales">One over the standard deviation of each dimension in training, above 0; copied.</param>
    /// <param name="heads">1 to 8 heads with different names, each with a weight for every dimension.</param>
    /// <param name="blend">How they become one score.</param>
    /// <param name="clip">Standardised values are clipped to plus and minus this; above 0.</param>
    /// <exception cref="ArgumentException">A size, a name or a number is out of bounds.</exception>
    public ProbeHeads(
        string modelFingerprint, ReadOnlySpan<float> means, ReadOnlySpan<float> scales, IReadOnlyList<ProbeHead> heads, ProbeBlend blend,
        float clip = DefaultClip)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFingerprint);
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(blend);
        if (modelFingerprint.Length > ProbeHeadsFormat.MaxFingerprint || modelFingerprint.Any(c => c is <= ' ' or > '~'))
            throw new ArgumentException("A model fingerprint has 1 to 128 printable ASCII characters.", nameof(modelFingerprint));
        if (means.Length is 0 or > ProbeHeadsFormat.MaxDimensions || scales.Length != means.Length)
            throw new ArgumentException("There must be a mean and a scale for each of 1 to 65,536 dimensions.", nameof(means));
        if (heads.Count is 0 or > ProbeHeadsFormat.MaxHeads || heads.DistinctBy(h => h.Name, StringComparer.Ordinal).Count() != heads.Count)
            throw new ArgumentException("There must be 1 to 8 heads with different names.", nameof(heads));
        foreach (var head in heads)
            if (head.Weights.Length != means.Length)
                throw new ArgumentException($"The head '{head.Name}' has another number of dimensions.", nameof(heads));
        CheckFinite(means, nameof(means));
        CheckFinite(scales, nameof(scales));
        if (TensorPrimitives.Min(scales) <= 0) throw new ArgumentException("A scale is not above 0.", nameof(scales));
        if (!(clip > 0) || !float.IsFinite(clip)) throw new ArgumentException("The clip must be above 0.", nameof(clip));
        CheckFinite(blend.Offset + blend.Lexical + blend.Need + blend.Competence, nameof(blend));
        (ModelFingerprint, _means, _scales, _heads, Blend, Clip) = (modelFingerprint, means.ToArray(), scales.ToArray(), [.. heads], blend, clip);
        Revision = ProbeHeadsFormat.RevisionOf(this);
    }

    /// <summary>The model and precision the heads were trained for; with any other they must not be used.</summary>
    public string ModelFingerprint { get; }

    /// <summary>Identifies the trained numbers: a hash of their file.</summary>
    public string Revision { get; }

    /// <summary>Length of the hidden state.</summary>
    public int Dimensions => _means.Length;

    /// <summary>Standardised values are clipped to plus and minus this.</summary>
    public float Clip { get; }

    /// <summary>Mean of each dimension in training.</summary>
    public ReadOnlySpan<float> Means => _means;

    /// <summary>One over the standard deviation of each dimension in training.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    /// <summary>The heads.</summary>
    public IReadOnlyList<ProbeHead> Heads => _heads;

    /// <summary>How tier 0 and the heads become one score.</summary>
    public ProbeBlend Blend { get; }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="data">The whole file, at most 4 MiB; copied.</param>
    /// <returns>The heads.</returns>
    /// <exception cref="InvalidDataException">Not such a file, another version, damaged, or out of bounds.</exception>
    public static ProbeHeads Read(ReadOnlySpan<byte> data) => ProbeHeadsFormat.Read(data);

    /// <summary>Writes the heads as a file that <see cref="Read"/> reads.</summary>
    /// <returns>The file.</returns>
    public byte[] Write() => ProbeHeadsFormat.Write(this);

    /// <summary>A head by its name.</summary>
    /// <param name="name">For example <see cref="Need"/>.</param>
    /// <returns>The head, or <see langword="null"/>.</returns>
    public ProbeHead? Find(string name)
    {
        foreach (var head in _heads)
            if (string.Equals(head.Name, name, StringComparison.Ordinal)) return head;
        return null;
    }

    /// <summary>These heads with one more, or one replaced.</summary>
    /// <param name="head">The head; trained on states standardised with <see cref="Means"/>, <see cref="Scales"/> and <see cref="Clip"/>.</param>
    /// <param name="blend">How they become one score now; <see langword="null"/> for <see cref="Blend"/>.</param>
    /// <returns>New heads with their own <see cref="Revision"/>.</returns>
    /// <exception cref="ArgumentException">The head has another number of dimensions, or there would be more than 8.</exception>
    public ProbeHeads With(ProbeHead head, ProbeBlend? blend = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new(ModelFingerprint, _means, _scales, [.. _heads.Where(h => h.Name != head.Name), head], blend ?? Blend, Clip);
    }

    /// <summary>Standardises and clips a state: what the heads' weights multiply.</summary>
    /// <param name="state">The hidden state.</param>
    /// <param name="destination">As long as the state.</param>
    /// <exception cref="ArgumentException">A length is not <see cref="Dimensions"/>.</exception>
    public void Standardise(ReadOnlySpan<float> state, Span<float> destination)
    {
        CheckLength(state);
        if (destination.Length != state.Length) throw new ArgumentException("The destination must be as long as the state.", nameof(destination));
        Standardise(state, 0, destination);
    }

    /// <summary>The raw score of one head, in full precision: for ranking and metrics that only look at the order.</summary>
    /// <param name="head">The head's name.</param>
    /// <param name="state">The hidden state.</param>
    /// <returns>Higher means that the strong model is needed more; NaN when the state holds NaN.</returns>
    /// <exception cref="ArgumentException">There is no such head, or the state has another length.</exception>
    public double RawScore(string head, ReadOnlySpan<float> state) => Raw(Named(head), state);

    /// <summary>The calibrated probability of one head alone.</summary>
    /// <param name="head">The head's name.</param>
    /// <param name="state">The hidden state.</param>
    /// <returns>0 to 1; NaN when the state holds NaN.</returns>
    /// <exception cref="ArgumentException">There is no such head, or the state has another length.</exception>
    public double Score(string head, ReadOnlySpan<float> state) => Probability(LogOdds(Named(head), state));

    /// <summary>The score that routing uses: the heads and tier 0 as <see cref="Blend"/> adds them.</summary>
    /// <param name="state">The hidden state.</param>
    /// <param name="tierZero">The probability of tier 0, in 0..1.</param>
    /// <returns>0 to 1; NaN when the state holds NaN.</returns>
    /// <exception cref="ArgumentException">The state has another length.</exception>
    public double Score(ReadOnlySpan<float> state, double tierZero)
    {
        double sum = Blend.Offset + (Blend.Lexical * LogOdds(tierZero));
        if (Blend.Need != 0 && Find(Need) is { } need) sum += Blend.Need * LogOdds(need, state);
        if (Blend.Competence != 0 && Find(Competence) is { } competence) sum += Blend.Competence * LogOdds(competence, state);
        return Probability(sum);
    }

    /// <summary>The log-odds of a probability, bounded to ±12.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <returns>log(p / (1 - p)).</returns>
    public static double LogOdds(double probability) => probability switch
    {
        <= 0 => -MaxLogOdds,
        >= 1 => MaxLogOdds,
        _ => Math.Clamp(Math.Log(probability / (1 - probability)), -MaxLogOdds, MaxLogOdds),
    };

    internal static void CheckFinite(double value, string name)
    {
        if (!double.IsFinite(value)) throw new ArgumentException("A number is not finite.", name);
    }

    internal static void CheckFinite(ReadOnlySpan<float> values, string name)
    {
        foreach (float value in values) CheckFinite(value, name);
    }

    /// <summary>The probability of log-odds: the way back from <see cref="LogOdds(double)"/>.</summary>
    internal static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private ProbeHead Named(string name) =>
        Find(name) ?? throw new ArgumentException($"There is no head '{name}' for this model. Known are: {string.Join(", ", _heads.Select(h => h.Name))}.", nameof(name));

    private double LogOdds(ProbeHead head, ReadOnlySpan<float> state) => (head.Slope * Raw(head, state)) + head.Offset;

    private double Raw(ProbeHead head, ReadOnlySpan<float> state)
    {
        CheckLength(state);
        Span<float> buffer = stackalloc float[Chunk];
        double sum = head.Bias;
        for (int start = 0; start < state.Length; start += Chunk)
        {
            var part = buffer[..Math.Min(Chunk, state.Length - start)];
            Standardise(state.Slice(start, part.Length), start, part);
            sum += TensorPrimitives.Dot(part, head.Weights.Slice(start, part.Length));
        }

        return sum;
    }

    private void Standardise(ReadOnlySpan<float> state, int start, Span<float> destination)
    {
        TensorPrimitives.Subtract(state, _means.AsSpan(start, state.Length), destination);
        TensorPrimitives.Multiply(destination, _scales.AsSpan(start, state.Length), destination);
        TensorPrimitives.Min(destination, Clip, destination);
        TensorPrimitives.Max(destination, -Clip, destination);
    }

    private void CheckLength(ReadOnlySpan<float> state)
    {
        if (state.Length != Dimensions)
            throw new ArgumentException($"The state has {state.Length} dimensions, the heads {Dimensions}.", nameof(state));
    }
}
