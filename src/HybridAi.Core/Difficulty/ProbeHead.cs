namespace HybridAi;

/// <summary>
/// One linear head on a model's hidden state: raw = bias + Σ weight · standardised value, and what a raw score means. Immutable.
/// </summary>
public sealed class ProbeHead
{
    private readonly float[] _weights;

    /// <summary>Creates a head.</summary>
    /// <param name="name">
    /// <see cref="ProbeHeads.Need"/>, <see cref="ProbeHeads.Competence"/> or another name; 1 to 32 of <c>a-z</c>, <c>0-9</c> and '-'.
    /// </param>
    /// <param name="weights">One weight for each standardised dimension; copied.</param>
    /// <param name="bias">Added to the sum.</param>
    /// <param name="slope">Turns raw scores into probabilities: 1 / (1 + exp(-(slope · raw + offset))). Above 0.</param>
    /// <param name="offset">See <paramref name="slope"/>.</param>
    /// <exception cref="ArgumentException">The name is malformed, there are no weights, the slope is not positive, or a number is not finite.</exception>
    public ProbeHead(string name, ReadOnlySpan<float> weights, double bias, double slope = 1, double offset = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
            throw new ArgumentException("A head's name has a-z, 0-9 and '-' only, 1 to 32 of them.", nameof(name));
        if (weights.IsEmpty) throw new ArgumentException("A head needs a weight for each dimension.", nameof(weights));
        ProbeHeads.CheckFinite(weights, nameof(weights));
        ProbeHeads.CheckFinite(bias, nameof(bias));
        ProbeHeads.CheckFinite(slope, nameof(slope));
        ProbeHeads.CheckFinite(offset, nameof(offset));
        if (slope <= 0) throw new ArgumentException("A falling probability would turn the order round.", nameof(slope));
        (Name, _weights, Bias, Slope, Offset) = (name, weights.ToArray(), bias, slope, offset);
    }

    /// <summary>What it judges.</summary>
    public string Name { get; }

    /// <summary>One weight for each standardised dimension.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Added to the sum.</summary>
    public double Bias { get; }

    /// <summary>Of the calibration: log-odds = slope · raw + offset.</summary>
    public double Slope { get; }

    /// <summary>See <see cref="Slope"/>.</summary>
    public double Offset { get; }

    internal static bool IsName(string name) =>
        name.Length is >= 1 and <= 32 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
