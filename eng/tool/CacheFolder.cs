namespace HybridAi.Tool;

/// <summary>
/// Where what is made once per user lies. Four places follow this one rule: here, eng/common.sh, eng/common.cmd
/// and Directory.Build.props.
/// </summary>
internal static class CacheFolder
{
    public static string Find()
    {
        var configured = Environment.GetEnvironmentVariable("HYBRIDAI_CACHE");
        if (!string.IsNullOrEmpty(configured))
        {
            return Path.GetFullPath(configured);
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Required("LOCALAPPDATA"), "hybridai");
        }

        if (OperatingSystem.IsMacOS())
        {
            return Path.Combine(Required("HOME"), "Library", "Caches", "hybridai");
        }

        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(string.IsNullOrEmpty(xdg) ? Path.Combine(Required("HOME"), ".cache") : xdg, "hybridai");
    }

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new ToolException($"{variable} is not set, so there is no place for the cache: set HYBRIDAI_CACHE to a folder.");
}
