using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>Chooses tokens from raw logits. One per answer; not thread-safe; allocates nothing per token.</summary>
/// <remarks>
/// Order: penalties, temperature, top-k, top-p (of what top-k left), min-p: that of Hugging Face transformers, whose defaults
/// model authors tune for. Minus infinity means that a token is excluded; NaN, positive infinity and logits without any number
/// are a fault of the model. The figures of <see cref="SampledToken"/> are of the raw logits.
/// </remarks>
internal sealed class TokenSampler : IDisposable
{
    private const int Chunk = 256;

    // Nearly always the few tokens within a factor of 1,000 of the best are enough; the last one takes all.
    private static readonly float[] LeastWeights = [1e-3f, 1e-6f, float.Epsilon];

    private readonly SamplingOptions _options;
    private readonly int _vocabularySize;
    private readonly PenaltyState? _penalties;
    private readonly TokenLogProbability[] _top;
    private float[] _values;
    private float[] _weights;
    private int[] _ids;
    private RandomSource _random;
    private int _topCount;
    private bool _disposed;

    /// <param name="options">How to choose.</param>
    /// <param name="vocabularySize">Number of logits at every call.</param>
    /// <param name="seed">The same seed gives the same choices on the same logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public TokenSampler(SamplingOptions options, int vocabularySize, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        options.Validate();
        (_options, _vocabularySize, _random) = (options, vocabularySize, new RandomSource(seed));
        _penalties = options.Penalizes ? new PenaltyState(options, vocabularySize) : null;
        _top = options.TopLogProbabilities > 0 ? new TokenLogProbability[options.TopLogProbabilities] : [];
        _values = ArrayPool<float>.Shared.Rent(vocabularySize);
        _weights = ArrayPool<float>.Shared.Rent(vocabularySize);
        _ids = ArrayPool<int>.Shared.Rent(vocabularySize);
    }

    /// <summary>The most likely tokens at the last call, likeliest first; valid until the next call.</summary>
    public ReadOnlySpan<TokenLogProbability> Top => _top.AsSpan(0, _topCount);

    /// <summary>Tells the tokens of the prompt, for the repetition penalty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public void AddPrompt(ReadOnlySpan<int> ids)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var id in ids)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)_vocabularySize, nameof(ids));
        _penalties?.AddPrompt(ids);
    }

    /// <summary>Chooses the next token and counts it as part of the answer.</summary>
    /// <exception cref="ArgumentException">The number of logits is not the vocabulary size.</exception>
    /// <exception cref="LocalModelException">The logits hold NaN or infinity, or exclude every token.</exception>
    public SampledToken Sample(ReadOnlySpan<float> logits)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (logits.Length != _vocabularySize)
            throw new ArgumentException($"There are {logits.Length} logits for {_vocabularySize} tokens.", nameof(logits));
        // IndexOfMax answers the first NaN if there is any.
        var best = TensorPrimitives.IndexOfMax(logits);
        if (!float.IsFinite(logits[best]))
        {
            throw new LocalModelException(LocalModelErrorKind.Failed,
                "The model computed values that are not numbers; the model or its execution provider is faulty.");
        }
        var id = Choose(logits, best);
        _penalties?.AddAnswer(id);
        return Measure(logits, best, id);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _penalties?.Dispose();
        ArrayPool<float>.Shared.Return(_values);
        ArrayPool<float>.Shared.Return(_weights);
        ArrayPool<int>.Shared.Return(_ids);
        (_values, _weights, _ids) = ([], [], []);
    }

    private int Choose(ReadOnlySpan<float> logits, int best)
    {
        var values = _values.AsSpan(0, _vocabularySize);
        if (_penalties is not null)
        {
            logits.CopyTo(values);
            _penalties.Apply(values);
            logits = values;
            best = TensorPrimitives.IndexOfMax(logits);
        }
        if (_options.Temperature == 0 || _options.TopK == 1)
            return best;
        // Weights: probabilities without their common factor; the most likely token weighs 1.
        TensorPrimitives.Subtract(logits, logits[best], values);
        TensorPrimitives.Divide(values, _options.Temperature, values);
        TensorPrimitives.Exp(values, values);
        var filters = _options.TopK > 0 || _options.TopP < 1 || _options.MinP > 0;
        return filters ? Draw(Candidates(values)) : Draw(values);
    }

    private int Candidates(ReadOnlySpan<float> weights)
    {
        var topK = _options.TopK > 0 ? _options.TopK : int.MaxValue;
        var count = 0;
        if (topK < weights.Length || _options.TopP < 1)
        {
            var mass = topK < weights.Length ? double.PositiveInfinity : _options.TopP * (double)TensorPrimitives.Sum(weights);
            foreach (var least in LeastWeights)
            {
                count = Gather(weights, least, out var gathered);
                if (count >= topK || gathered >= mass)
                    break;
            }
        }
        else
            count = Gather(weights, Math.Max(_options.MinP, float.Epsilon), out _);
        if (count > topK)
        {
            Selection.TakeHeaviest(_weights.AsSpan(0, count), _ids.AsSpan(0, count), topK);
            count = topK;
        }
        if (_options.TopP < 1)
        {
            var total = topK < weights.Length ? Sum(_weights.AsSpan(0, count)) : TensorPrimitives.Sum(weights);
            count = Selection.TakeMass(_weights.AsSpan(0, count), _ids.AsSpan(0, count), _options.TopP * total);
        }
        return _options.MinP > 0 ? KeepAtLeast(_options.MinP, count) : count;
    }

    // Tokens of at least this weight, in order of id. A chunk without any is passed over by its maximum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Gather(ReadOnlySpan<float> weights, float least, out double mass)
    {
        var count = 0;
        mass = 0;
        for (var start = 0; start < weights.Length; start += Chunk)
        {
            var chunk = weights.Slice(start, Math.Min(Chunk, weights.Length - start));
            if (TensorPrimitives.Max(chunk) < least)
                continue;
            for (var i = 0; i < chunk.Length; i++)
            {
                if (chunk[i] < least)
                    continue;
                _weights[count] = chunk[i];
                _ids[count++] = start + i;
                mass += chunk[i];
            }
        }
        return count;
    }

    private int KeepAtLeast(float least, int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (_weights[i] < least)
                continue;
            (_weights[kept], _ids[kept]) = (_weights[i], _ids[i]);
            kept++;
        }
        return kept;
    }

    private int Draw(int count)
    {
        var left = _random.NextDouble() * Sum(_weights.AsSpan(0, count));
        for (var i = 0; i < count; i++)
        {
            left -= _weights[i];
            if (left < 0)
                return _ids[i];
        }
        return _ids[count - 1]; // rounding
    }

    private int Draw(ReadOnlySpan<float> weights)
    {
        var left = _random.NextDouble() * Sum(weights);
        for (var start = 0; start < weights.Length; start += Chunk)
        {
            var chunk = weights.Slice(start, Math.Min(Chunk, weights.Length - start));
            var sum = TensorPrimitives.Sum(chunk);
            if (left < sum)
            {
                for (var i = 0; i < chunk.Length; i++)
                {
                    left -= chunk[i];
                    if (left < 0)
                        return start + i;
                }
            }
            else
                left -= sum;
        }
        return TensorPrimitives.IndexOfMax(weights); // rounding
    }

    private static double Sum(ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var start = 0; start < weights.Length; start += Chunk)
            sum += TensorPrimitives.Sum(weights.Slice(start, Math.Min(Chunk, weights.Length - start)));
        return sum;
    }

    private SampledToken Measure(ReadOnlySpan<float> logits, int best, int id)
    {
        _topCount = 0;
        if (!_options.Measures && _top.Length == 0)
            return new SampledToken(id, float.NaN, float.NaN, float.NaN);
        var (logSum, entropy) = Distribution.Measure(logits, logits[best], _values.AsSpan(0, _vocabularySize));
        var margin = logits[best] - Distribution.Second(logits, best);
        if (_top.Length > 0)
            _topCount = Distribution.Top(logits, logSum, _top);
        return new SampledToken(id, logits[id] - logSum, entropy, margin);
    }
}
