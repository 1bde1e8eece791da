using System.Security.Cryptography;
using HybridAi.Import;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>Tells whether an imported folder is whole.</summary>
internal static class PreparedFolder
{
    private enum Hashing
    {
        None,
        NewerThanManifest,
        All,
    }

    /// <summary>The check of every start: manifest, sizes, times. A file newer than the manifest is compared by hash.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="sourceSha256">What it must have been made from, if that is known.</param>
    public static bool IsReady(string folder, string? sourceSha256 = null) =>
        Check(folder, sourceSha256, Hashing.NewerThanManifest) is null;

    /// <summary>Manifest and sizes only: quick enough for every request, and no more than a guess.</summary>
    public static bool LooksReady(string folder, string? sourceSha256 = null) => Check(folder, sourceSha256, Hashing.None) is null;

    /// <summary>The thorough check: every file's hash.</summary>
    /// <returns>What is wrong, without paths, or <see langword="null"/>.</returns>
    public static string? Verify(string folder) => Check(folder, null, Hashing.All);

    private static string? Check(string folder, string? sourceSha256, Hashing hashing)
    {
        try
        {
            if (ImportManifest.TryRead(folder) is not { } manifest)
            {
                return "The manifest is missing or damaged.";
            }

            // JSON can say null where the type does not, and a list without files would make an empty folder whole.
            if (manifest.Files is not { Count: > 0 } files || files.Any(static file => file?.Name is null || file.Sha256 is null)
                || manifest.SourceSha256 is null)
            {
                return "The manifest is missing or damaged.";
            }

            if (manifest.ImporterVersion != ImportManifest.CurrentVersion)
            {
                return "It was made by another version of the importer.";
            }

            if (sourceSha256 is not null && !manifest.SourceSha256.Equals(sourceSha256, StringComparison.OrdinalIgnoreCase))
            {
                return "It was made from another file.";
            }

            var written = File.GetLastWriteTimeUtc(Path.Combine(folder, ImportManifest.FileName));
            foreach (var file in files)
            {
                var info = new FileInfo(Path.Combine(folder, file.Name));
                if (!info.Exists || info.Length != file.Length)
                {
                    return $"{file.Name} is missing or has another size.";
                }

                var hash = hashing == Hashing.All || (hashing == Hashing.NewerThanManifest && info.LastWriteTimeUtc > written);
                if (hash && !Sha256Of(info.FullName).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    return $"{file.Name} was changed.";
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "It cannot be read.";
        }
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    public static string Sha256Of(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant();
    }
}
