namespace HybridAi.Tool;

internal static class Disk
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int UnixNoSpace = 28;

    public static bool IsFull(IOException e) =>
        e.HResult is WindowsDiskFull or UnixNoSpace || e.Message.Contains("No space left", StringComparison.Ordinal);

    /// <summary>Fails early when the disk that holds <paramref name="folder"/> has fewer free megabytes than needed.</summary>
    public static void Require(string folder, long megabytes)
    {
        var free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        if (free < megabytes * 1_000_000)
        {
            throw new ToolException($"{megabytes} MB of free disk space are needed for the first start, {free / 1_000_000} MB are left. "
                + "Free some space, or set HYBRIDAI_CACHE to a folder on a larger disk.");
        }
    }

    public static long SizeOf(string folder)
    {
        long total = 0;
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                total += file.Exists ? file.Length : 0;
            }
        }
        catch (IOException)
        {
            // The folder is being written to while it is measured: a rough figure is all that progress needs.
        }

        return total;
    }

    public static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next start to clean.
        }
    }
}
