namespace HybridAi.Tool;

/// <summary>Builds the command line in Release when a source is newer than the last good build.</summary>
internal static class CliBuild
{
    public const string Project = "src/HybridAi.Cli";

    public static async Task RunAsync(string root, CancellationToken cancel)
    {
        var stamp = Path.Combine(root, ".bootstrap", "cli.built");
        if (IsFresh(root, stamp))
        {
            return;
        }

        await using var gate = await FileGate.EnterAsync(BuildGate(root), "another start is building; waiting for it", cancel);
        if (IsFresh(root, stamp))
        {
            return;
        }

        var first = !File.Exists(stamp);
        new Progress().Say(first ? "building (the first time takes about a minute)" : "building what changed");
        var started = DateTime.UtcNow;
        await Restore.RunAsync(root, Project, cancel);
        var result = await Command.RunAsync(
            "dotnet", ["build", Project, "-c", "Release", "-nologo", "-v:q", "-nodeReuse:false", "--no-restore"], root, cancel);
        if (result.ExitCode != 0)
        {
            throw new ToolException("the build failed:\n" + Command.Errors(result.Output));
        }

        await File.WriteAllTextAsync(stamp, "", CancellationToken.None);
        File.SetLastWriteTimeUtc(stamp, started); // what changed during the build is newer than the stamp
    }

    public static string BuildGate(string root) => Path.Combine(root, ".bootstrap", "build.lock");

    private static bool IsFresh(string root, string stamp)
    {
        if (!File.Exists(stamp) || !File.Exists(Path.Combine(root, "artifacts/bin/HybridAi.Cli/release/HybridAi.Cli.dll")))
        {
            return false;
        }

        var built = File.GetLastWriteTimeUtc(stamp);
        var entries = new DirectoryInfo(Path.Combine(root, "src")).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Concat(new DirectoryInfo(root).EnumerateFiles("Directory.*.props"))
            .Append(new FileInfo(Path.Combine(root, "global.json")));
        return entries.All(entry => entry.LastWriteTimeUtc <= built);
    }
}
