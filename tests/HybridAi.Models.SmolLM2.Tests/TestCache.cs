namespace HybridAi.Models.SmolLM2;

/// <summary>Where the tests keep the prepared model between runs: in the artifacts folder, not in the user's cache.</summary>
internal static class TestCache
{
    public static string Folder { get; } = Path.Combine(FindRoot(), "artifacts", "test-cache", "models");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
