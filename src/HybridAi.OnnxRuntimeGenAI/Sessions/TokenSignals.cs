using System.Numerics.Tensors;

namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>What the raw logits say about a chosen token. Logarithms are natural.</summary>
/// <param name="LogProbability">The token's log-probability before temperature, penalties and cuts.</param>
/// <param name="Entropy">Entropy of the distribution in nats.</param>
/// <param name="Margin">Difference between the two largest logits.</param>
/// <param name="Alternatives">The likeliest tokens, likeliest first, as many as were asked for.</param>
internal sealed record TokenSignals(
    float LogProbability, float Entropy, float Margin, IReadOnlyList<(int Token, float LogProbability)> Alternatives);

/// <summary>The distribution behind one choice; measured before a picker changes the logits. Reused for every token of an answer.</summary>
internal sealed class TokenDistribution(int vocabulary)
{
    private readonly float[] _shifted = new float[vocabulary];
    private readonly float[] _scratch = new float[vocabulary];
    private float _logSum;
    private float _entropy;

    /// <summary>Takes the raw logits.</summary>
    public void Measure(ReadOnlySpan<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), _shifted);
        TensorPrimitives.Exp(_shifted, _scratch);
        var sum = TensorPrimitives.Sum<float>(_scratch);
        _logSum = MathF.Log(sum);
        // H = log S - sum(p x), with x the shifted logits.
        _entropy = _logSum - (TensorPrimitives.Dot<float>(_scratch, _shifted) / sum);
    }

    /// <summary>What the distribution says about a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="alternatives">How many of the likeliest to name.</param>
    public TokenSignals Of(int token, int alternatives)
    {
        var wanted = Math.Max(2, Math.Min(alternatives, _shifted.Length));
        _shifted.CopyTo(_scratch, 0);
        var best = new (int Token, float LogProbability)[wanted];
        for (var i = 0; i < wanted; i++)
        {
            var index = TensorPrimitives.IndexOfMax<float>(_scratch);
            best[i] = (index, _scratch[index] - _logSum);
            _scratch[index] = float.NegativeInfinity;
        }
        return new TokenSignals(
            _shifted[token] - _logSum, MathF.Max(0, _entropy), best[0].LogProbability - best[1].LogProbability,
            alternatives > 0 ? best[..Math.Min(alternatives, wanted)] : []);
    }
}
