namespace HybridAi.OnnxRuntimeGenAI.Tests.Data;

/// <summary>Where the test data and the default model lie in the repository.</summary>
internal static class TestFiles
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string DefaultModel { get; } = Path.Combine(
        RepositoryRoot, "src", "HybridAi.Models.SmolLM2", "Model", "SmolLM2-135M-Instruct.Q4_1.gguf");

    public static string Data(params string[] parts) =>
        Path.Combine([RepositoryRoot, "tests", "HybridAi.OnnxRuntimeGenAI.Tests", "Data", .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests must run from inside the repository.");
    }
}
