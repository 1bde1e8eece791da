using System.Numerics.Tensors;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Sums up how sure the model was, token by token. The end token counts: where a model stops is part of its draft.</summary>
internal sealed class ConfidenceMeter(int promptTokens)
{
    private const int First = 8;

    private int _tokens;
    private double _logSum;
    private double _logMin;
    private double _logFirst;
    private double _entropySum;
    private double _entropySum8;
    private double _entropyMax8;
    private double _entropyFirst;
    private double _marginMin = double.PositiveInfinity;
    private bool _ended;
    private float[] _stateSum = [];

    /// <summary>Adds a token.</summary>
    public void Add(TokenSignals signals, bool isEnd = false)
    {
        if (_tokens == 0)
            (_logFirst, _entropyFirst) = (signals.LogProbability, signals.Entropy);
        if (_tokens < First)
        {
            _entropySum8 += signals.Entropy;
            _entropyMax8 = Math.Max(_entropyMax8, signals.Entropy);
        }
        _logSum += signals.LogProbability;
        _logMin = Math.Min(_logMin, signals.LogProbability);
        _entropySum += signals.Entropy;
        _marginMin = Math.Min(_marginMin, signals.Margin);
        _tokens++;
        _ended |= isEnd;
        AddState(signals.State.Span);
    }

    /// <summary>The sum so far, or <see langword="null"/> before the first token.</summary>
    /// <param name="isLast">Whether nothing comes any more. Then, and when a draft is judged early, the mean state is in it; copying it for every token would be waste.</param>
    public DraftConfidence? Read(bool isLast = false) => _tokens == 0 ? null : new(
        _tokens, _logSum / _tokens, _logMin, _logFirst, _entropySum / _tokens, _entropySum8 / Math.Min(_tokens, First),
        _entropyMax8, _entropyFirst, _marginMin, _ended, promptTokens)
    {
        State = isLast || _tokens == First ? MeanState() : default,
    };

    private void AddState(ReadOnlySpan<float> state)
    {
        if (_stateSum.Length != state.Length)
            _stateSum = new float[state.Length];
        TensorPrimitives.Add(_stateSum, state, _stateSum);
    }

    private float[] MeanState()
    {
        var mean = new float[_stateSum.Length];
        TensorPrimitives.Divide(_stateSum, _tokens, mean);
        return mean;
    }
}
