using BenchmarkDotNet.Attributes;
using HybridAi.Privacy;

namespace HybridAi.Benchmarks.Privacy;

/// <summary>Putting values back into a stream while a thousand tokens are live. The figures are for one delta.</summary>
[MemoryDiagnoser]
public class RestoreBenchmarks
{
    private const int Deltas = 1000;

    private readonly MaskVault _vault = new("k7f3");
    private string[] _plain = [];
    private string[] _tokens = [];
    private string[] _brackets = [];
    private string[] _links = [];

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 1000; i++)
        {
            var text = $"Mail person{i}@example.org";
            Masker.Mask(text, PrivacyScanner.Default.Scan(text), PrivacyPolicy.Default, Location.Cloud, _vault);
        }

        if (_vault.Count != 1000)
        {
            throw new InvalidOperationException($"{_vault.Count} live tokens");
        }

        _plain = [.. Enumerable.Range(0, Deltas).Select(i => i % 7 == 0 ? ", kept" : " word")];
        _brackets = [.. Enumerable.Range(0, Deltas).Select(i => i % 5 == 0 ? " a[i]" : " (x)")];

        // Half of it addresses, where tokens stay tokens.
        _links = [.. Enumerable.Range(0, Deltas / 20).SelectMany(i =>
            Enumerable.Repeat(" word", 10).Concat([" [see", "](", "https", "://", "example", ".com/", "?q=", $"[[k7f3-EMAIL-{i * 19}]]", "&p=1", ") "]))];

        // A token of an answer comes in several deltas; one in twenty words is one.
        _tokens = [.. Enumerable.Range(0, Deltas / 20).SelectMany(i =>
            Enumerable.Repeat(" word", 14).Concat([" [[", "k7f3", "-EMAIL", "-", $"{i * 19}", "]]"]))];
    }

    [Benchmark(OperationsPerInvoke = Deltas)]
    public int Prose() => Run(_plain);

    [Benchmark(OperationsPerInvoke = Deltas)]
    public int CodeBrackets() => Run(_brackets);

    [Benchmark(OperationsPerInvoke = Deltas)]
    public int Tokens() => Run(_tokens);

    [Benchmark(OperationsPerInvoke = Deltas)]
    public int Links() => Run(_links);

    private int Run(string[] deltas)
    {
        var restorer = Restorer.ForText(_vault);
        var length = 0;
        foreach (var delta in deltas)
        {
            length += restorer.Push(delta).Length;
        }

        return length + restorer.Flush().Length;
    }
}
