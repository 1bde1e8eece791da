using System.Globalization;

namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>Limits and signals of the system, each in a process of its own. Unix only.</summary>
[Collection(RealModel.Name)]
public sealed class LimitTests : IDisposable
{
    private readonly CliRun _cli = new();

    [Fact]
    public async Task Prepare_WhenTheDiskTakesNoMore_SaysSoAndLeavesNothing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // No file may grow beyond 20 MB, and the signal for that is off: writing fails as on a full disk.
        _cli.Environment["HYBRIDAI_CACHE"] = Path.Combine(_cli.Folder, "cache");
        _cli.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var child = CliProcess.Start(_cli.Folder, _cli.Environment, ["model", "prepare"], shell: "trap '' XFSZ; ulimit -f 40960");

        var (code, output, error) = await child.EndAsync();

        code.ShouldBe(4, error);
        output.ShouldBeEmpty();
        error.ShouldContain("The disk is full");
        error.ShouldContain("HYBRIDAI_CACHE");
        error.ShouldNotContain(_cli.Folder);
        error.ShouldNotContain("is ready");
        Directory.GetDirectories(Path.Combine(_cli.Folder, "cache", "models")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ask_Interrupted_EndsWith130AndNoNoise()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // The first text of a long answer is the sign that it is at work. A parent may ignore Ctrl-C; "env" undoes that.
        using var child = CliProcess.Start(_cli.Folder, _cli.Environment,
            ["ask", "Write a long story about a dragon and a knight.", "--max-tokens", "4000"], shell: "set -- env --default-signal=INT \"$@\"");
        var first = new char[1];
        (await child.Process.StandardOutput.ReadAsync(first)).ShouldBe(1);
        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", child.Process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        var (code, _, error) = await child.EndAsync();

        code.ShouldBe(130, error);
        error.ShouldNotContain("error");
    }

    public void Dispose() => _cli.Dispose();
}
