using System.Buffers;

namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>Which tokens the prompt and the answer hold, and what that costs them. Pooled memory; not thread-safe.</summary>
internal sealed class PenaltyState : IDisposable
{
    private readonly SamplingOptions _options;
    private int[] _counts; // occurrences in the answer plus one, 0 for tokens never seen
    private int[] _seen; // distinct ids
    private int _seenCount;

    public PenaltyState(SamplingOptions options, int vocabularySize)
    {
        _options = options;
        _counts = ArrayPool<int>.Shared.Rent(vocabularySize);
        _seen = ArrayPool<int>.Shared.Rent(vocabularySize);
        _counts.AsSpan(0, vocabularySize).Clear();
    }

    public void AddPrompt(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
            See(id);
    }

    public void AddAnswer(int id)
    {
        See(id);
        _counts[id]++;
    }

    public void Apply(Span<float> logits)
    {
        foreach (var id in _seen.AsSpan(0, _seenCount))
        {
            var logit = logits[id];
            logit = logit > 0 ? logit / _options.RepetitionPenalty : logit * _options.RepetitionPenalty;
            var count = _counts[id] - 1;
            if (count > 0)
                logit -= _options.PresencePenalty + (_options.FrequencyPenalty * count);
            logits[id] = logit;
        }
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<int>.Shared.Return(_seen);
        (_counts, _seen, _seenCount) = ([], [], 0);
    }

    private void See(int id)
    {
        if (_counts[id] != 0)
            return;
        _counts[id] = 1;
        _seen[_seenCount++] = id;
    }
}
