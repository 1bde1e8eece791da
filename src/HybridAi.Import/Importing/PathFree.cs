namespace HybridAi.Import.Importing;

/// <summary>The system's messages hold absolute paths; ours say what to do and keep the system's code.</summary>
internal static class PathFree
{
    private const int DiskFullUnix = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);

    public static Exception Rewrite(Exception exception) => exception switch
    {
        FileNotFoundException => new FileNotFoundException("The source file does not exist."),
        DirectoryNotFoundException => new DirectoryNotFoundException("A folder of the source or the output does not exist."),
        UnauthorizedAccessException => new UnauthorizedAccessException(
            "Access was denied: the source must be readable and the output folder's parent writable."),
        IOException { InnerException: null } own when own.Message.StartsWith("The output folder", StringComparison.Ordinal)
            || own.Message.StartsWith("The disk is full", StringComparison.Ordinal) => own,
        IOException { HResult: DiskFullUnix or DiskFullWindows or HandleDiskFullWindows } full => new IOException("The disk is full.", full.HResult),
        _ => new IOException("A file could not be read or written (disk, permissions or a read-only file system).", exception.HResult),
    };
}
