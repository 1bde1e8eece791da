namespace HybridAi;

/// <summary>A logistic model of "this answer is wrong" over the numbers of a draft. Immutable, thread-safe, allocates nothing.</summary>
public sealed class DraftHead
{
    private const double Clip = 4;

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    /// <summary>Creates a head.</summary>
    /// <param name="means">Mean of each number in training; 12 for a whole draft, 8 for one judged early. Copied.</param>
    /// <param name="scales">One over the standard deviation of each number, above 0. Copied.</param>
    /// <param name="weights">Weight of each standardised number (clipped to ±4). Copied.</param>
    /// <param name="bias">Added to the sum: log-odds of a wrong answer.</param>
    /// <exception cref="ArgumentException">The sizes differ or are neither 8 nor 12, or a number is out of range.</exception>
    public DraftHead(ReadOnlySpan<double> means, ReadOnlySpan<double> scales, ReadOnlySpan<double> weights, double bias)
    {
        if (means.Length is not (DraftFeatures.EarlyCount or DraftFeatures.EndCount) || scales.Length != means.Length || weights.Length != means.Length)
            throw new ArgumentException("A head has 8 or 12 means, as many scales and as many weights.", nameof(means));
        (_means, _scales, _weights, Bias) = (means.ToArray(), scales.ToArray(), weights.ToArray(), bias);
        if (!double.IsFinite(bias) || !Array.TrueForAll(_means, double.IsFinite) || !Array.TrueForAll(_weights, double.IsFinite)
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

    /// <summary>Whether it judges drafts after 8 tokens; else whole ones.</summary>
    public bool IsEarly => _means.Length == DraftFeatures.EarlyCount;

    /// <summary>How likely the answer is wrong.</summary>
    /// <param name="confidence">What the model says of its draft.</param>
    /// <returns>0 to 1; 1 when a number is not finite.</returns>
    public double Score(DraftConfidence confidence)
    {
        ArgumentNullException.ThrowIfNull(confidence);
        Span<double> features = stackalloc double[_means.Length];
        if (IsEarly) DraftFeatures.Early(confidence, features);
        else DraftFeatures.End(confidence, features);
        double sum = Bias;
        for (int i = 0; i < features.Length; i++) sum += _weights[i] * Math.Clamp((features[i] - _means[i]) * _scales[i], -Clip, Clip);
        return double.IsNaN(sum) ? 1 : 1 / (1 + Math.Exp(-sum));
    }
}
