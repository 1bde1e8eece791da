using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>The folder of prepared models: one folder a model, named so that the same file is prepared once. Thread-safe.</summary>
internal sealed class ModelStore(string? folder)
{
    private const int SampleBytes = 1 << 16;

    /// <summary>The folder of the store; it may not exist yet.</summary>
    public string Root { get; } = Path.GetFullPath(folder ?? CacheFolder.Find());

    /// <summary>Where a GGUF file's prepared folder is, or would be.</summary>
    /// <exception cref="LocalModelException">The file is not there or cannot be read.</exception>
    public string FolderOf(OnnxModel model)
    {
        var stem = Path.GetFileNameWithoutExtension(model.Path);
        var name = new StringBuilder(stem.Length + 32);
        foreach (var letter in stem)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? char.ToLowerInvariant(letter) : '-');
        }

        var key = model.Sha256?.ToLowerInvariant() ?? KeyOf(model.Path);
        name.Append('-').Append(model.Precision.ToString().ToLowerInvariant()).Append(model.ProbeOnly ? "-probe-" : "-").Append(key.AsSpan(0, Math.Min(12, key.Length)));
        return Path.Combine(Root, name.ToString());
    }

    /// <summary>The prepared models, whole or not, by name; without what an import or a download is still writing.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(Root)
        ? [.. Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path))
            .Where(IsName).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The folder of a name from <see cref="List"/>.</summary>
    /// <exception cref="LocalModelException">There is no such model, or the name leads out of the store.</exception>
    public string Find(string name)
    {
        var path = Path.Combine(Root, name);
        return name.Length > 0 && name == Path.GetFileName(name) && IsName(name) && Directory.Exists(path)
            ? path
            : throw new LocalModelException(LocalModelErrorKind.NotFound,
                "There is no prepared model of this name. 'hybridai model list' shows the names.");
    }

    /// <summary>Makes a GGUF file ready, once over all processes.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="LocalModelException">The file or the store does not allow it; the message says what to do.</exception>
    public async Task<string> PrepareAsync(
        OnnxModel model, TimeProvider time, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var folder = FolderOf(model);
        if (PreparedFolder.IsReady(folder, model.Sha256))
        {
            return folder;
        }

        if (!File.Exists(model.Path))
        {
            throw NotThere();
        }

        using var held = await LockAsync(folder, time, cancellationToken).ConfigureAwait(false);
        if (!PreparedFolder.IsReady(folder, model.Sha256))
        {
            await CheckSourceAsync(model, cancellationToken).ConfigureAwait(false);
            await ImportAsync(model, folder, progress, cancellationToken).ConfigureAwait(false);
        }

        return folder;
    }

    /// <summary>Removes a prepared model, unless it is being prepared at this moment.</summary>
    /// <exception cref="LocalModelException">There is no such model, or it cannot be removed now.</exception>
    public void Remove(string name)
    {
        var folder = Find(name);
        try
        {
            using var held = StoreLock.TryAcquire(LockOf(folder)) ?? throw new LocalModelException(LocalModelErrorKind.Busy,
                "The model is being prepared by another process. Try again when it is ready.");
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException(LocalModelErrorKind.Failed,
                "The model cannot be removed: the cache folder cannot be written, or another process uses the model.");
        }
    }

    private async Task<IDisposable> LockAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Root);
            return await StoreLock.AcquireAsync(LockOf(folder), time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable("the cache folder cannot be written.");
        }
    }

    private static async Task CheckSourceAsync(OnnxModel model, CancellationToken cancellationToken)
    {
        if (model.Sha256 is not { } expected)
        {
            return;
        }

        try
        {
            var actual = await Task.Run(() => PreparedFolder.Sha256Of(model.Path), cancellationToken).ConfigureAwait(false);
            if (!actual.Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new LocalModelException(LocalModelErrorKind.Corrupt,
                    "The model file does not have the expected SHA-256: it is damaged or was replaced. Get it again.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotThere();
        }
    }

    private static async Task ImportAsync(
        OnnxModel model, string folder, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        try
        {
            Clear(folder);
            await ModelImporter.ImportAsync(model.Path, folder, new ImportOptions { Precision = model.Precision, ProbeOnly = model.ProbeOnly },
                progress is null ? null : new Fraction(progress), cancellationToken).ConfigureAwait(false);
        }
        catch (ModelFormatException exception)
        {
            throw new LocalModelException(
                exception.Message.Contains("support", StringComparison.OrdinalIgnoreCase) ? LocalModelErrorKind.NotSupported : LocalModelErrorKind.Corrupt,
                "The model file cannot be imported: " + exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The importer's messages hold no path.
            throw NotWritable(exception.Message);
        }
    }

    // What is there was found broken, and may lack the manifest by which the importer knows its own.
    private static void Clear(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
            else if (File.Exists(folder))
            {
                File.Delete(folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable("the cache folder cannot be written.");
        }
    }

    /// <summary>Whether a folder of this name can be a model: others are hidden, or hold half of one.</summary>
    public static bool IsName(string name) => !name.StartsWith('.') && !name.Contains(".partial-", StringComparison.Ordinal);

    private static string LockOf(string folder) => folder + ".lock";

    private static LocalModelException NotWritable(string reason) => new(LocalModelErrorKind.Failed,
        $"The model cannot be prepared: {reason} Free space, or set HYBRIDAI_CACHE to a folder that can be written.");

    // Content decides, not the path; reading all of a large file at every start would cost seconds.
    private static string KeyOf(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
            var sample = new byte[SampleBytes];
            for (var part = 0; part < 8; part++)
            {
                var read = RandomAccess.Read(file, sample, part * Math.Max(0, length - SampleBytes) / 7);
                hash.AppendData(sample.AsSpan(0, read));
            }

            var time = File.GetLastWriteTimeUtc(file).Ticks;
            hash.AppendData(BitConverter.GetBytes(time));
            return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotThere();
        }
    }

    public static LocalModelException NotThere() => new(LocalModelErrorKind.NotFound,
        "The model file is not there or cannot be read. Check the path, and that the application was published with its models folder.");

    private sealed class Fraction(IProgress<double> progress) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => progress.Report(value.Fraction);
    }
}
