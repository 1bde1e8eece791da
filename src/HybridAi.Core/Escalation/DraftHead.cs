namespace HybridAi;

/// <summary>A logistic model of "this answer is wrong" over the numbers of a draft and its mean hidden state. Immutable, thread-safe, allocates nothing.</summary>
public sealed class DraftHead
{
    /// <summary>Name of the head in <see cref="States"/>.</summary>
    public const string StateHead = "draft";

    internal const double Clip = 4;

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    /// <summary>Creates a head.</summary>
    /// <param name="means">Mean of each number in training; 12 for a whole draft, 8 for one judged early. Copied.</param>
    /// <param name="scales">One over the standard deviation of each number, above 0. Copied.</param>
    /// <param name="weights">Weight of each standardised number (clipped to ±4). Copied.</param>
    /// <param name="bias">Added to the sum: log-odds of a wrong answer.</param>
    /// <param name="prior">How it and a score from before the draft become one; <see langword="null"/> when that is not known.</param>
    /// <param name="states">
    /// Adds the raw score of its head <see cref="StateHead"/> on <see cref="DraftConfidence.State"/> to the sum; <see langword="null"/> for the numbers alone.
    /// </param>
    /// <exception cref="ArgumentException">The sizes differ or are neither 8 nor 12, a number is out of range, or there is no such head.</exception>
    public DraftHead(
        ReadOnlySpan<double> means, ReadOnlySpan<double> scales, ReadOnlySpan<double> weights, double bias, DraftPrior? prior = null, ProbeHeads? states = null)
    {
        if (means.Length is not (DraftFeatures.EarlyCount or DraftFeatures.EndCount) || scales.Length != means.Length || weights.Length != means.Length)
            throw new ArgumentException("A head has 8 or 12 means, as many scales and as many weights.", nameof(means));
        if (states is not null && states.Find(StateHead) is null)
            throw new ArgumentException($"There is no head '{StateHead}' on the hidden state.", nameof(states));
        (_means, _scales, _weights, Bias, Prior, States) = (means.ToArray(), scales.ToArray(), weights.ToArray(), bias, prior, states);
        if (!double.IsFinite(bias) || !double.IsFinite((prior?.Offset + prior?.Score + prior?.Draft) ?? 0) || !Array.TrueForAll(_means, double.IsFinite) || !Array.TrueForAll(_weights, double.IsFinite)
            || !Array.TrueForAll(_scales, s => double.IsFinite(s) && s > 0))
            throw new ArgumentException("A number is not finite, or a scale is not above 0.", nameof(weights));
    }

    /// <summary>Added to the sum.</summary>
    public double Bias { get; }

    /// <summary>Mean of each number in training.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>One over the standard deviation of each number in training.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>Weight of each standardised number.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>How it and a score from before the draft become one; <see langword="null"/> when that is not known.</summary>
    public DraftPrior? Prior { get; }

    /// <summary>How the mean hidden state counts; <see langword="null"/> when only the numbers do.</summary>
    public ProbeHeads? States { get; }

    /// <summary>Whether it judges drafts after 8 tokens; else whole ones.</summary>
    public bool IsEarly => _means.Length == DraftFeatures.EarlyCount;

    /// <summary>How likely the answer is wrong.</summary>
    /// <param name="confidence">What the model says of its draft. Without a state of the right length an average one counts.</param>
    /// <returns>0 to 1; 1 when a number is not finite.</returns>
    public double Score(DraftConfidence confidence)
    {
        ArgumentNullException.ThrowIfNull(confidence);
        Span<double> features = stackalloc double[_means.Length];
        if (IsEarly) DraftFeatures.Early(confidence, features);
        else DraftFeatures.End(confidence, features);
        double sum = Bias;
        for (int i = 0; i < features.Length; i++) sum += _weights[i] * Math.Clamp((features[i] - _means[i]) * _scales[i], -Clip, Clip);
        if (States is not null && confidence.State.Length == States.Dimensions) sum += States.RawScore(StateHead, confidence.State.Span);
        return Probability(sum);
    }

    /// <summary>How likely the answer is wrong, after what was known before the draft.</summary>
    /// <param name="confidence">What the model says of its draft.</param>
    /// <param name="before">The chance of a wrong answer before the draft, 0 to 1, from a calibration of the same model.</param>
    /// <returns>0 to 1; without <see cref="Prior"/> that of the draft alone; 1 when a number is not finite.</returns>
    public double Score(DraftConfidence confidence, double before) => Prior is not { } prior
        ? Score(confidence)
        : Probability(prior.Offset + (prior.Score * ProbeHeads.LogOdds(before)) + (prior.Draft * ProbeHeads.LogOdds(Score(confidence))));

    /// <summary>This head with another way to count what was known before.</summary>
    /// <param name="prior">The weights.</param>
    /// <returns>A new head.</returns>
    public DraftHead With(DraftPrior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return new(_means, _scales, _weights, Bias, prior, States);
    }

    private static double Probability(double sum) => double.IsNaN(sum) ? 1 : ProbeHeads.Probability(sum);
}

/// <summary>
/// How the score before a draft and the draft's own become one, on the log-odds scale:
/// 1 / (1 + exp(-(offset + score · logit(before) + draft · logit(head)))). Immutable.
/// </summary>
/// <param name="Offset">Added to the sum.</param>
/// <param name="Score">Weight of the log-odds before the draft.</param>
/// <param name="Draft">Weight of the log-odds of the draft's head alone.</param>
public sealed record DraftPrior(double Offset, double Score, double Draft);
