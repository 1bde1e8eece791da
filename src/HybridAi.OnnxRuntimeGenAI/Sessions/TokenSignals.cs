using HybridAi.OnnxRuntimeGenAI.Sampling;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>What the raw logits say about a chosen token. Logarithms are natural.</summary>
/// <param name="LogProbability">The token's log-probability before penalties, temperature, filters and grammar.</param>
/// <param name="Entropy">Entropy of the distribution in nats.</param>
/// <param name="Margin">Difference between the two largest logits.</param>
/// <param name="Alternatives">The likeliest tokens, likeliest first, as many as were asked for.</param>
internal readonly record struct TokenSignals(
    float LogProbability, float Entropy, float Margin, IReadOnlyList<TokenLogProbability> Alternatives)
{
    /// <summary>The hidden state the token was chosen from, if it was asked for; the same memory for every token.</summary>
    public ReadOnlyMemory<float> State { get; init; }

    /// <summary>Measures a token that the native loop has chosen.</summary>
    /// <param name="logits">The raw logits it was chosen from.</param>
    /// <param name="token">The token.</param>
    /// <param name="alternatives">How many of the likeliest to list.</param>
    /// <param name="buffer">As long as the logits.</param>
    public static TokenSignals Measure(ReadOnlySpan<float> logits, int token, int alternatives, Span<float> buffer)
    {
        var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);
        var (logSum, entropy) = Distribution.Measure(logits, logits[best], buffer);
        var top = new TokenLogProbability[alternatives];
        var count = alternatives > 0 ? Distribution.Top(logits, logSum, top) : 0;
        return new(logits[token] - logSum, entropy, logits[best] - Distribution.Second(logits, best), top[..count]);
    }
}
