using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Eval;

/// <summary>Files that verbs read: what is wrong with one names it, as several are read.</summary>
internal static class InputFile
{
    /// <summary>All bytes of a file.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] ReadAll(CliContext context, string path)
    {
        using var file = Open(context, path);
        return ReadAll(file);
    }

    /// <summary>All bytes of an open file, which may be a pipe.</summary>
    public static byte[] ReadAll(Stream file)
    {
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <exception cref="CliException">It is not there, or may not be read.</exception>
    public static FileStream Open(CliContext context, string path)
    {
        var full = context.PathOf(path);
        var name = Path.GetFileName(full);
        try
        {
            return File.OpenRead(full);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"'{name}' is not there. Check the path.", ExitCodes.Failure);
        }
        catch (IOException exception) when (OutputFile.IsInUse(exception))
        {
            throw new CliException($"another process is writing '{name}'. Wait for it.", ExitCodes.Failure);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliException(Directory.Exists(full) ? $"'{name}' is a folder. Name a file." : $"'{name}' may not be read. Check its permissions.", ExitCodes.Failure);
        }
    }
}
