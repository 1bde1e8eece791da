using System.Globalization;

namespace HybridAi.Import.Importing;

/// <summary>A folder that appears whole or not at all.</summary>
internal sealed class OutputFolder : IDisposable
{
    private const string Partial = ".partial-";

    /// <summary>All that an import writes: a folder with nothing else is one, even if its manifest is gone.</summary>
    private static readonly string[] _ownFiles =
        ["model.onnx", "model.onnx.data", "genai_config.json", "tokenizer.json", "tokenizer_config.json", ImportManifest.FileName];

    private readonly string _final;
    private readonly string _temporary;
    private readonly FileStream _lock;
    private readonly List<string> _names = [];

    /// <param name="path">The folder to create.</param>
    /// <param name="source">The source file, which must not lie in a folder that would be replaced.</param>
    public OutputFolder(string path, string source)
    {
        _final = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(_final) ?? throw new IOException("The output folder cannot be a drive's root.");
        if (File.Exists(_final) || (Directory.Exists(_final) && !IsReplaceable(_final)))
        {
            throw new IOException("The output folder exists and is not an imported model; choose another or remove it.");
        }

        if (Path.GetFullPath(source).StartsWith(_final + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException("The output folder holds the source; choose another, since the folder is replaced as a whole.");
        }

        Directory.CreateDirectory(parent);
        RemoveLeftovers(parent, Path.GetFileName(_final));
        _temporary = _final + Partial + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];

        // Held open while the import runs: a later import removes only partial folders whose lock is free.
        _lock = new(LockOf(_temporary), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(_temporary);
    }

    public IReadOnlyList<string> FileNames => _names;

    public string PathOf(string name)
    {
        if (!_names.Contains(name))
        {
            _names.Add(name);
        }

        return Path.Combine(_temporary, name);
    }

    public void Write(string name, Action<Stream> write)
    {
        using var stream = new FileStream(PathOf(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Throws early when the drive has no room.</summary>
    public void RequireSpace(long bytes)
    {
        long free;
        try
        {
            free = new DriveInfo(_temporary).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is ArgumentException or DriveNotFoundException)
        {
            return; // A network path, say: then writing itself tells.
        }

        if (free < bytes)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"The disk is full: the imported model needs {bytes >> 20} MB, {free >> 20} MB are free."));
        }
    }

    public void Commit()
    {
        _lock.Dispose();
        if (Directory.Exists(_final))
        {
            // Two renames, so that a reader sees the old folder, none, or the new one, never a mixture.
            var old = _final + Partial + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
            Directory.Move(_final, old);
            try
            {
                Directory.Move(_temporary, _final);
            }
            catch (IOException)
            {
                Directory.Move(old, _final);
                throw;
            }

            TryDelete(old);
        }
        else
        {
            Directory.Move(_temporary, _final);
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        TryDelete(_temporary);
    }

    private static bool IsReplaceable(string folder) =>
        File.Exists(Path.Combine(folder, ImportManifest.FileName))
        || Directory.EnumerateFileSystemEntries(folder).All(static entry => _ownFiles.Contains(Path.GetFileName(entry)));

    private static void RemoveLeftovers(string parent, string name)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, name + Partial + "*"))
        {
            var held = LockOf(folder);
            try
            {
                if (File.Exists(held))
                {
                    using var probe = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                }

                Directory.Delete(folder, recursive: true);
                File.Delete(held);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another import is writing it, or it is not ours to delete.
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next import cleans up.
        }
    }

    private static string LockOf(string folder) => folder + ".lock";
}
