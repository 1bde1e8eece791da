namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>Where the tests keep prepared models between runs: in the artifacts folder, not in the user's cache.</summary>
internal static class TestCache
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>For HYBRIDAI_CACHE.</summary>
    public static string Folder { get; } = Path.Combine(Root, "artifacts", "test-cache");

    /// <summary>A model of two layers with random weights, and the default model.</summary>
    public static string TinyModel { get; } = Path.Combine(Root, "tests", "HybridAi.Import.Tests", "Data", "tiny-llama-Q8_0.gguf");

    public static string DefaultModel { get; } =
        Path.Combine(Root, "src", "HybridAi.Models.SmolLM2", "Model", "SmolLM2-135M-Instruct.Q4_1.gguf");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
