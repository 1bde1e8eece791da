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
        name.Append('-').Append(model.Precision.ToString().ToLowerInvariant()).Append('-').Append(key.AsSpan(0, Math.Min(12, key.Length)));
        return Path.Combine(Root, name.ToString());
    }

    /// <summary>The prepared models, whole or not, by name.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(Root)
        ? [.. Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The folder of a name from <see cref="List"/>.</summary>
    /// <exception cref="LocalModelException">There is no such model, or the name leads out of the store.</exception>
    public string Find(string name)
    {
        var path = Path.Combine(Root, name);
        return name.Length > 0 && name == Path.GetFileName(name) && name is not ("." or "..") && Directory.Exists(path)
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

        try
        {
            Directory.CreateDirectory(Root);
            using var held = await StoreLock.AcquireAsync(folder + ".lock", time, cancellationToken).ConfigureAwait(false);
            if (!PreparedFolder.IsReady(folder, model.Sha256))
            {
                await ImportAsync(model, folder, progress, cancellationToken).ConfigureAwait(false);
            }

            return folder;
        }
        catch (ModelFormatException exception)
        {
            throw new LocalModelException(
                exception.Message.Contains("support", StringComparison.OrdinalIgnoreCase) ? LocalModelErrorKind.NotSupported : LocalModelErrorKind.Corrupt,
                "The model file cannot be imported: " + exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException(LocalModelErrorKind.Failed,
                "The model cannot be prepared: the cache folder cannot be written or its disk is full. Free space, or set "
                + "HYBRIDAI_CACHE to a folder that can be written.");
        }
    }

    private static async Task ImportAsync(
        OnnxModel model, string folder, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (model.Sha256 is { } expected && !(await Task.Run(() => PreparedFolder.Sha256Of(model.Path), cancellationToken).ConfigureAwait(false))
            .Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new LocalModelException(LocalModelErrorKind.Corrupt,
                "The model file does not have the expected SHA-256: it is damaged or was replaced. Get it again.");
        }

        // What is there was found broken, and may lack the manifest by which the importer knows its own.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await ModelImporter.ImportAsync(model.Path, folder, new ImportOptions { Precision = model.Precision },
            progress is null ? null : new Fraction(progress), cancellationToken).ConfigureAwait(false);
    }

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
