namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>Where prepared models lie unless the application says otherwise. One of the few readers of the environment.</summary>
internal static class CacheFolder
{
    /// <summary>
    /// HYBRIDAI_CACHE; else LocalApplicationData (Windows), ~/Library/Caches (macOS), XDG_CACHE_HOME or ~/.cache (elsewhere); there
    /// "hybridai" and, in every case, "models".
    /// </summary>
    /// <exception cref="LocalModelException">The user has no folder for caches.</exception>
    public static string Find()
    {
        if (Read("HYBRIDAI_CACHE") is { } chosen)
        {
            return Path.Combine(Path.GetFullPath(chosen), "models");
        }

        var root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? UnderHome("Library", "Caches")
            : Read("XDG_CACHE_HOME") ?? UnderHome(".cache");
        return string.IsNullOrEmpty(root)
            ? throw new LocalModelException(LocalModelErrorKind.NotFound,
                "There is no folder for prepared models. Set HYBRIDAI_CACHE to a folder that can be written.")
            : Path.Combine(root, "hybridai", "models");
    }

    private static string UnderHome(params string[] parts) =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine([home, .. parts]) : "";

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
