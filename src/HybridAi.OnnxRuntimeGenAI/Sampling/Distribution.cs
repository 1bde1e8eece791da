using System.Numerics.Tensors;

namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>Figures of the distribution that logits stand for.</summary>
internal static class Distribution
{
    private const int Chunk = 256;

    // exp(-80) is 2e-35: nothing in a sum of 32-bit floats, and the product with it is a number, unlike 0 times infinity.
    private const float Lowest = -80;

    /// <summary>The logarithm of the sum of exponentials, and the entropy in nats.</summary>
    /// <param name="logits">The logits, minus infinity allowed.</param>
    /// <param name="max">Their maximum, finite.</param>
    /// <param name="buffer">As long as the logits; overwritten.</param>
    public static (float LogSum, float Entropy) Measure(ReadOnlySpan<float> logits, float max, Span<float> buffer)
    {
        // With z = logit - max, S = sum of e^z and p = e^z / S: entropy = -sum(p (z - ln S)) = ln S - sum(z e^z) / S.
        var (sum, weighted) = (0.0, 0.0);
        Span<float> exponentials = stackalloc float[Chunk];
        for (var start = 0; start < logits.Length; start += Chunk)
        {
            var length = Math.Min(Chunk, logits.Length - start);
            var shifted = buffer.Slice(start, length);
            TensorPrimitives.Subtract(logits.Slice(start, length), max, shifted);
            TensorPrimitives.Max(shifted, Lowest, shifted);
            TensorPrimitives.Exp(shifted, exponentials[..length]);
            sum += TensorPrimitives.Sum(exponentials[..length]);
            weighted += TensorPrimitives.Dot(shifted, exponentials[..length]);
        }
        var logSum = Math.Log(sum);
        return ((float)(max + logSum), (float)Math.Max(0, logSum - (weighted / sum)));
    }

    /// <summary>The largest logit but the one at <paramref name="best"/>; minus infinity if there is no other.</summary>
    public static float Second(ReadOnlySpan<float> logits, int best) => MathF.Max(
        best == 0 ? float.NegativeInfinity : TensorPrimitives.Max(logits[..best]),
        best == logits.Length - 1 ? float.NegativeInfinity : TensorPrimitives.Max(logits[(best + 1)..]));

    /// <summary>The most likely tokens, likeliest first, of equal ones the lower id.</summary>
    /// <returns>How many; excluded tokens are not listed.</returns>
    public static int Top(ReadOnlySpan<float> logits, float logSum, Span<TokenLogProbability> top)
    {
        var count = 0;
        for (var start = 0; start < logits.Length; start += Chunk)
        {
            var chunk = logits.Slice(start, Math.Min(Chunk, logits.Length - start));
            if (count == top.Length && TensorPrimitives.Max(chunk) - logSum <= top[count - 1].LogProbability)
                continue;
            for (var i = 0; i < chunk.Length; i++)
            {
                var value = chunk[i] - logSum;
                if (float.IsNegativeInfinity(value) || (count == top.Length && value <= top[count - 1].LogProbability))
                    continue;
                var at = count < top.Length ? count++ : count - 1;
                for (; at > 0 && top[at - 1].LogProbability < value; at--)
                    top[at] = top[at - 1];
                top[at] = new TokenLogProbability(start + i, value);
            }
        }
        return count;
    }
}
