namespace HybridAi.Tool;

/// <summary>Restores packages; into the clone's own folder the megabytes that arrive can be shown.</summary>
internal static class Restore
{
    public static async Task RunAsync(string root, string what, CancellationToken cancel)
    {
        var progress = new Progress();
        var folder = Path.Combine(root, ".packages");
        var first = !Directory.Exists(folder);
        using var watch = Bootstrap.IsFeedInUse(root) && first ? progress.Watch("restoring packages", 0, folder) : null;
        var result = await Command.RunAsync("dotnet", ["restore", what, "-nologo", "-v:q", "-nodeReuse:false"], root, cancel);
        if (result.ExitCode != 0)
        {
            throw new ToolException("restoring the packages failed; check the network and `dotnet nuget list source`, then start again:\n"
                + Command.Errors(result.Output));
        }

        watch?.Done();
    }
}
