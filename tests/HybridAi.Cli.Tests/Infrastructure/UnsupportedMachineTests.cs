using HybridAi.Cli.Demo;

namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>The program without its native library, as on a machine it does not run on.</summary>
public sealed class UnsupportedMachineTests : IDisposable
{
    private readonly CliRun _cli = new();

    [Fact]
    public async Task Program_WithoutTheNativeLibrary_SaysSoAndUsesTheCloudForWhatMayLeave()
    {
        await using var server = new StandInCloud();
        var program = CopyWithoutNative();
        var nowhere = new Dictionary<string, string>(_cli.Environment) { ["HYBRIDAI_CACHE"] = Path.Combine(_cli.Folder, "cache") };

        var alone = CliProcess.Start(_cli.Folder, nowhere, ["ask", "Hello"], program);
        var (code, output, error) = await alone.EndAsync();
        code.ShouldBe(4, error);
        output.ShouldBeEmpty();
        error.ShouldContain("native library of ONNX Runtime GenAI does not load");
        Directory.Exists(nowhere["HYBRIDAI_CACHE"]).ShouldBeFalse("nothing is prepared that cannot run");

        _cli.UseCloud(server.Endpoint);
        nowhere["MY_KEY"] = _cli.Environment["MY_KEY"];
        var open = await CliProcess.Start(_cli.Folder, nowhere, ["ask", "Hello"], program).EndAsync();
        open.Code.ShouldBe(0, open.Error);
        open.Out.Trim().ShouldBe(DemoScript.CloudAnswer("Hello"));

        var pinned = await CliProcess.Start(_cli.Folder, nowhere, ["ask", "Is password=Tr0ub4dor&3xyz good?"], program).EndAsync();
        pinned.Code.ShouldBe(3, pinned.Error);
        server.Received.ShouldHaveSingleItem();
        (error + open.Error + pinned.Error).ShouldNotContain(_cli.Folder);
    }

    public void Dispose() => _cli.Dispose();

    // Without the list of dependencies the host takes what lies in the folder: all managed parts, and no folder "runtimes".
    private string CopyWithoutNative()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cli.Folder, "program")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory)
            .Where(file => Path.GetExtension(file) == ".dll" || file.EndsWith("HybridAi.Cli.runtimeconfig.json", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        // The model's file is there; that it cannot be run is all that is wrong.
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        File.CreateSymbolicLink(Path.Combine(folder, "models", Path.GetFileName(TestCache.DefaultModel)), TestCache.DefaultModel);
        return Path.Combine(folder, "HybridAi.Cli.dll");
    }
}
