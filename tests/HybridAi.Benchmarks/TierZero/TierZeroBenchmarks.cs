using BenchmarkDotNet.Attributes;

namespace HybridAi.Benchmarks.TierZero;

/// <summary>The prompt classifier: scoring a prompt of 2 KB, as shipped and with an app's calibration, and loading it once warm.</summary>
[MemoryDiagnoser]
public class TierZeroBenchmarks
{
    private readonly string _prompt = Prompts.OfLength(2048);
    private PromptClassifier _shipped = null!;
    private PromptClassifier _calibrated = null!;

    [GlobalSetup]
    public void Setup()
    {
        _shipped = PromptClassifier.Default;
        _calibrated = _shipped.With(Prompts.Adjustment(_shipped));
    }

    [Benchmark(Baseline = true)]
    public double Score() => _shipped.Score(_prompt);

    [Benchmark]
    public double ScoreCalibrated() => _calibrated.Score(_prompt);

    [Benchmark]
    public PromptAssessment Assess() => _shipped.Assess(_prompt);

#pragma warning disable CA1822 // BenchmarkDotNet calls instances only.
    [Benchmark]
    public PromptClassifier Load() => PromptClassifier.LoadEmbedded();
#pragma warning restore CA1822
}
