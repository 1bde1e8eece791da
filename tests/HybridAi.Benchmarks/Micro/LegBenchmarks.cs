using BenchmarkDotNet.Attributes;
using HybridAi.Benchmarks.Local;
using HybridAi.OnnxRuntimeGenAI.Sampling;
using HybridAi.OnnxRuntimeGenAI.Tokenization;

namespace HybridAi.Benchmarks.Micro;

/// <summary>What happens around each token and each prompt in managed code.</summary>
[MemoryDiagnoser]
#pragma warning disable CA1001 // BenchmarkDotNet calls Cleanup.
public class LegBenchmarks
{
    private const int Vocabulary = 49_152;

    private readonly float[] _logits = new float[Vocabulary];
    private readonly string _text = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"word{i} and more"));
    private BenchmarkModel _model = null!;
    private ByteLevelTokenizer _tokenizer = null!;
    private TokenSampler _greedy = null!;
    private TokenSampler _sampled = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < Vocabulary; i++)
            _logits[i] = (float)(random.NextDouble() * 20);
        _model = new BenchmarkModel();
        _tokenizer = ByteLevelTokenizer.FromFolder(_model.Folder);
        _greedy = new TokenSampler(new() { Measures = true }, Vocabulary, 1);
        _sampled = new TokenSampler(new() { Temperature = 0.8f, TopP = 0.95f, MinP = 0.05f }, Vocabulary, 1);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _greedy.Dispose();
        _sampled.Dispose();
        _model.Dispose();
    }

    [Benchmark]
    public int Encode() => _tokenizer.CountTokens(_text);

    [Benchmark]
    public int GreedyWithConfidence() => _greedy.Sample(_logits).Id;

    [Benchmark]
    public int SampleTopPMinP() => _sampled.Sample(_logits).Id;
}
