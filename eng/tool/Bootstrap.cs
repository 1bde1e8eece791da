namespace HybridAi.Tool;

/// <summary>
/// Makes ONNX Runtime and ONNX Runtime GenAI restorable. Where the configured NuGet sources serve them nothing is built;
/// elsewhere the official sources and natives are fetched, verified, compiled and packed into a feed in the user's cache.
/// </summary>
internal static class Bootstrap
{
    private const string OnnxRuntimeVersion = "1.29.0";
    private const string GenAIVersion = "0.15.2";
    private const int Recipe = 1; // raise it when the same inputs give other packages
    private const long NeededMegabytes = 1_200; // both tarballs twice (npm's cache and the file), unpacked, packed

    private static readonly Tarball OnnxRuntime = new("com.github.asus4.onnxruntime", "0.4.9", 149_786_233,
        "sha512-BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==");
    private static readonly Tarball GenAI = new("com.github.asus4.onnxruntime-genai", "0.4.9", 100_511_466,
        "sha512-DkSWLL7iFOGyQe1kLIBpXwy1kKfj5J8/lh62lgVRzYi4/psWQW7NroRw4PIPyFfai/G03Zv9MP/cSv8mjBezcA==");

    public static async Task RunAsync(string root, CancellationToken cancel)
    {
        var feeds = Path.Combine(CacheFolder.Find(), "feed");
        var key = $"{OnnxRuntimeVersion}-{Short(OnnxRuntime)}_{GenAIVersion}-{Short(GenAI)}_r{Recipe}";
        var written = (await File.ReadAllTextAsync(Path.Combine(root, "eng", "bootstrap", "feed.key"))).Trim();
        if (written != key)
        {
            throw new ToolException($"eng/bootstrap/feed.key says {written}, the tool builds {key}: they must agree.");
        }

        var feed = Path.Combine(feeds, key);
        var official = feed + ".official";
        if (IsReady())
        {
            return;
        }

        var progress = new Progress();
        await using var gate = await FileGate.EnterAsync(
            feed + ".lock", "another start is preparing the packages; waiting for it", cancel);
        if (IsReady())
        {
            return; // the other start finished it
        }

        foreach (var leftover in Directory.EnumerateDirectories(feeds, ".tmp-*"))
        {
            Disk.Delete(leftover); // of a start that was interrupted: whoever works holds the lock
        }

        var work = Path.Combine(feeds, $".tmp-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(work);
            if (await Probe.IsServedAsync(root, cancel))
            {
                await File.WriteAllTextAsync(official, "The configured NuGet sources serve the official packages.\n");
                return;
            }

            progress.Say("the NuGet sources have no Microsoft.ML.OnnxRuntimeGenAI; building it once from the official sources");
            Disk.Require(feeds, NeededMegabytes);
            await OnnxRuntime.FetchAsync(Path.Combine(work, "onnxruntime"), progress, cancel);
            await GenAI.FetchAsync(Path.Combine(work, "genai"), progress, cancel);
            progress.Say("compiling and packing");
            var packages = await PackAsync(Path.Combine(root, "eng", "bootstrap"), work, cancel);
            Directory.Move(packages, feed);
            progress.Say($"ready: {Disk.SizeOf(feed) / 1_000_000} MB in {(OperatingSystem.IsWindows() ? feed : Tilde(feed))}");
        }
        finally
        {
            Disk.Delete(work);
        }

        bool IsReady() => Directory.Exists(feed) || File.Exists(official);
    }

    /// <summary>Whether packages come from the feed and go into the clone's own folder.</summary>
    public static bool IsFeedInUse(string root) =>
        Directory.Exists(Path.Combine(CacheFolder.Find(), "feed", File.ReadAllText(Path.Combine(root, "eng", "bootstrap", "feed.key")).Trim()));

    private static string Short(Tarball tarball) => tarball.Integrity["sha512-".Length..][..8];

    private static string Tilde(string path) =>
        Environment.GetEnvironmentVariable("HOME") is { Length: > 1 } home && path.StartsWith(home, StringComparison.Ordinal)
            ? "~" + path[home.Length..]
            : path;

    private static async Task<string> PackAsync(string projects, string work, CancellationToken cancel)
    {
        foreach (var file in Directory.EnumerateFiles(projects))
        {
            File.Copy(file, Path.Combine(work, Path.GetFileName(file))); // so that no build output lands in the clone
        }

        var packages = Path.Combine(work, "packages");
        var result = await Command.RunAsync("dotnet",
            ["build", "Feed.proj", "-nologo", "-v:q", "-nodeReuse:false", $"-p:PackageOutputPath={packages}"], work, cancel);
        if (result.ExitCode != 0)
        {
            throw new ToolException("compiling the ONNX Runtime packages failed:\n" + result.Output.Trim());
        }

        return packages;
    }
}
