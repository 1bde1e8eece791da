using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Eval;

/// <summary>Files that verbs write: whole or not at all, and looked at before the work begins, so that no work is done for nothing.</summary>
internal static class OutputFile
{
    /// <summary>Whether a file can be written here.</summary>
    /// <exception cref="CliException">The folder is not there, or nothing can be written into it.</exception>
    public static void Check(CliContext context, string path)
    {
        var full = context.PathOf(path);
        var name = Path.GetFileName(full);
        if (Directory.Exists(full))
        {
            throw new CliException($"'{path}' is a folder. Name a file.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new CliException($"the folder for '{name}' is not there. Make it, or name another place.");
        }

        try
        {
            using var trial = new FileStream(Beside(full), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"'{name}' cannot be written there. Check the folder's permissions, or name another place.");
        }
    }

    /// <summary>Writes beside the file and renames: a run that is stopped, or a disk that is full, leaves what was there before.</summary>
    public static void Write(CliContext context, string path, Action<Stream> write)
    {
        var full = context.PathOf(path);
        var part = Beside(full);
        try
        {
            using (var file = File.Create(part))
            {
                write(file);
            }

            File.Move(part, full, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <inheritdoc cref="Write(CliContext, string, Action{Stream})"/>
    public static void Write(CliContext context, string path, string text) =>
        Write(context, path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Opens a file that grows while work is done, so that a stopped run goes on.</summary>
    /// <exception cref="CliException">Another process has it open.</exception>
    public static FileStream OpenKept(CliContext context, string path)
    {
        Check(context, path);
        try
        {
            // None: anything less is a shared lock on Unix, and lets a second writer in.
            return new FileStream(context.PathOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsInUse(exception))
        {
            throw new CliException($"another process is writing '{Path.GetFileName(path)}'. Wait for it, or name another file.", ExitCodes.Failure);
        }
    }

    public static bool IsInUse(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020); // EAGAIN of Linux and of macOS, a sharing violation

    // Of its own for each process: two that write the same file do not write into each other's.
    private static string Beside(string full) => $"{full}.{Environment.ProcessId}.part";
}
