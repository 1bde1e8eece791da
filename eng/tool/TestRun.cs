using System.Diagnostics;

namespace HybridAi.Tool;

/// <summary>Builds the test projects in one go, runs them one after the other, and sums up.</summary>
internal static class TestRun
{
    // A run that stands still is a failure with a name, not a pipeline that times out.
    private const string HangLimit = "5m";

    public static async Task<int> RunAsync(string root, string[] arguments, CancellationToken cancel)
    {
        var wanted = arguments.ElementAtOrDefault(0) ?? "";
        var filter = arguments.ElementAtOrDefault(1);
        var projects = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Where(project => Path.GetFileNameWithoutExtension(project).Contains(wanted, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToArray();
        if (projects.Length == 0)
        {
            throw new ToolException($"no test project has \"{wanted}\" in its name.");
        }

        await BuildAsync(root, projects, cancel);
        var results = Path.Combine(root, "artifacts", "test-results");
        Disk.Delete(results);
        var total = new TestCounts(0, 0, 0);
        foreach (var project in projects)
        {
            total += await RunOneAsync(root, project, filter, results, cancel);
        }

        Console.WriteLine(total);
        return total.Failed == 0 && total.Passed > 0 ? 0 : 1;
    }

    private static async Task BuildAsync(string root, string[] projects, CancellationToken cancel)
    {
        var progress = new Progress();
        var clock = Stopwatch.StartNew();
        await using var gate = await FileGate.EnterAsync(CliBuild.BuildGate(root), "another start is building; waiting for it", cancel);
        progress.Say("restoring and building the tests");
        var list = string.Join(';', projects.Select(project => Path.GetRelativePath(root, project).Replace('\\', '/')));
        await Restore.RunAsync(root, "HybridAi.sln", cancel);
        var result = await Command.RunAsync("dotnet",
            ["build", "eng/Tests.proj", "-c", "Release", "-nologo", "-v:q", "-nodeReuse:false", "--no-restore", $"-p:TestProjects=\"{list}\""],
            root, cancel);
        if (result.ExitCode != 0)
        {
            throw new ToolException("the build failed:\n" + Command.Errors(result.Output));
        }

        progress.Say($"built in {clock.Elapsed.TotalSeconds:F0} s");
    }

    private static async Task<TestCounts> RunOneAsync(
        string root, string project, string? filter, string results, CancellationToken cancel)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var trx = Path.Combine(results, name + ".trx");
        var clock = Stopwatch.StartNew();
        List<string> command =
        [
            "test", $"artifacts/bin/{name}/release/{name}.dll", "--nologo", "--logger", $"trx;LogFileName={name}.trx",
            "--results-directory", results, "--blame-hang-timeout", HangLimit, "--blame-hang-dump-type", "none",
        ];
        if (filter is not null)
        {
            command.AddRange(["--filter", filter]);
        }

        var result = await Command.RunAsync("dotnet", command, root, cancel);
        if (!File.Exists(trx))
        {
            Console.WriteLine($"{name}: the run ended without a result\n{result.Output.Trim()}");
            return new TestCounts(0, 1, 0);
        }

        var counts = TestResults.Read(trx, Console.Out);
        // A process that died half way leaves results too: those of the tests before.
        if (result.ExitCode != 0 && (counts.Failed == 0 || result.Output.Contains("Test Run Aborted", StringComparison.Ordinal)))
        {
            Console.WriteLine($"{name}: the run was aborted\n{result.Output.Trim()}");
            counts += new TestCounts(0, 1, 0);
        }

        Console.WriteLine($"{name}: {counts} ({clock.Elapsed.TotalSeconds:F1} s)");
        return counts;
    }
}
