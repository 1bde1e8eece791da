using System.Diagnostics;
using HybridAi.Import;

namespace HybridAi.Benchmarks.Local;

/// <summary>The default model, imported into a temporary folder.</summary>
internal sealed class BenchmarkModel : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("hybridai-benchmark-");

    public BenchmarkModel()
    {
        Gguf = FindGguf();
        Folder = Path.Combine(_temporary.FullName, "model");
        var watch = Stopwatch.StartNew();
        // As AddSmolLM2 does it.
        ModelImporter.Import(Gguf, Folder, new() { Precision = ImportPrecision.Exact });
        ImportTime = watch.Elapsed;
    }

    public string Gguf { get; }

    public string Folder { get; }

    public TimeSpan ImportTime { get; }

    public static string FindGguf()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "HybridAi.sln")))
            root = root.Parent ?? throw new InvalidOperationException("Run the benchmarks inside the repository.");
        return Path.Combine(root.FullName, "src", "HybridAi.Models.SmolLM2", "Model", "SmolLM2-135M-Instruct.Q4_1.gguf");
    }

    public void Dispose() => _temporary.Delete(recursive: true);
}
