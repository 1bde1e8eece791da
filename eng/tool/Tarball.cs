using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace HybridAi.Tool;

/// <summary>A tarball of the npm registry that holds the official sources and natives, named by its content.</summary>
internal sealed record Tarball(string Name, string Version, long Bytes, string Integrity)
{
    private string File => $"{Name}-{Version}.tgz";

    /// <summary>Fetches, verifies and unpacks what is needed of the tarball into <paramref name="folder"/>.</summary>
    public async Task FetchAsync(string folder, Progress progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var cache = Path.Combine(folder, "npm-cache");
        using (var watch = progress.Watch($"fetching {Name}", Bytes, cache))
        {
            // A cache of its own: its growth is the progress, and nothing of it stays behind.
            var result = await Command.RunAsync(
                "npm", ["pack", $"{Name}@{Version}", "--loglevel", "error", "--ignore-scripts", "--cache", cache], folder, cancel);
            if (result.ExitCode != 0)
            {
                throw new ToolException(Explain(result.Output));
            }

            watch.Done();
        }

        Disk.Delete(cache);
        var file = Path.Combine(folder, File);
        if (!System.IO.File.Exists(file))
        {
            throw new ToolException($"npm pack did not write {File}; try `npm pack {Name}@{Version}` by hand to see why.");
        }

        await VerifyAsync(file, cancel);
        await UnpackAsync(file, folder, cancel);
        System.IO.File.Delete(file);
    }

    private string Explain(string output)
    {
        var reason = output.Contains("ENOSPC", StringComparison.Ordinal)
            ? "the disk is full. Free some space, or set HYBRIDAI_CACHE to a folder on a larger disk"
            : output.Contains("E404", StringComparison.Ordinal)
            ? "the npm registry does not have it; check `npm config get registry`"
            : output.Contains("ENOTFOUND", StringComparison.Ordinal) || output.Contains("EAI_AGAIN", StringComparison.Ordinal)
                || output.Contains("ECONN", StringComparison.Ordinal) || output.Contains("ETIMEDOUT", StringComparison.Ordinal)
            ? "the npm registry cannot be reached; check the network and proxy, then start again"
            : "npm said: " + (output.Trim() is { Length: > 0 } text ? text : "nothing");
        return $"{Name} {Version} could not be fetched: {reason}.";
    }

    private async Task VerifyAsync(string file, CancellationToken cancel)
    {
        await using var stream = System.IO.File.OpenRead(file);
        var actual = "sha512-" + Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancel));
        if (actual != Integrity)
        {
            throw new ToolException($"{File} is not the file that was expected (SHA-512 differs). Nothing of it was used. Start again; "
                + "if it happens twice, the registry or a proxy serves something else, and it should not be trusted.");
        }
    }

    private static async Task UnpackAsync(string file, string folder, CancellationToken cancel)
    {
        await using var stream = System.IO.File.OpenRead(file);
        await using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        await using var reader = new TarReader(unzipped);
        while (await reader.GetNextEntryAsync(copyData: false, cancel) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && IsNeeded(entry.Name))
            {
                var target = Path.GetFullPath(Path.Combine(folder, entry.Name));
                if (!target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    throw new ToolException($"The tarball holds a path that leads out of its folder: {entry.Name}.");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await entry.ExtractToFileAsync(target, overwrite: true, cancel);
            }
        }
    }

    private static bool IsNeeded(string name) =>
        (name.StartsWith("package/Runtime/", StringComparison.Ordinal) && name.EndsWith(".cs", StringComparison.Ordinal))
        || (name.StartsWith("package/Plugins/Linux/", StringComparison.Ordinal) && !name.EndsWith(".meta", StringComparison.Ordinal))
        || (name.StartsWith("package/Plugins/Windows/", StringComparison.Ordinal) && !name.EndsWith(".meta", StringComparison.Ordinal))
        || (name.StartsWith("package/Plugins/macOS/", StringComparison.Ordinal) && !name.EndsWith(".meta", StringComparison.Ordinal))
        || name is "package/LICENSE" or "package/ThirdPartyNotices.txt";
}
