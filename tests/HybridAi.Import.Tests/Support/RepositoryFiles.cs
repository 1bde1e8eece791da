namespace HybridAi.Import.Support;

/// <summary>Files of the repository that tests use in place instead of copying them.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string DefaultModel { get; } =
        Path.Combine(Root, "src", "HybridAi.Models.SmolLM2", "Model", "SmolLM2-135M-Instruct.Q4_1.gguf");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
