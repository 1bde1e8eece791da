namespace HybridAi.Tool;

/// <summary>Tells the scripts to compile the tool again when its sources have changed.</summary>
internal static class SelfCheck
{
    public const int RebuildMe = 75;

    public static bool IsStale(string? root)
    {
        var folder = Path.Combine(root ?? "", "eng", "tool");
        var built = File.GetLastWriteTimeUtc(typeof(SelfCheck).Assembly.Location);
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(file => File.GetLastWriteTimeUtc(file) > built);
    }
}
