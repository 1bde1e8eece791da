namespace HybridAi.Privacy.Tests;

/// <summary>Where committed reports are.</summary>
internal static class Repository
{
    /// <summary>Set to write reports anew instead of comparing with them.</summary>
    public static bool UpdateReports => Environment.GetEnvironmentVariable("HYBRIDAI_UPDATE_REPORTS") == "1";

    public static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HybridAi.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
