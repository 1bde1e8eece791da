using System.Globalization;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>What is true of a whole process. Linux only: it looks into /proc.</summary>
[Collection(ModelTests.Name)]
public sealed class ProcessTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("hybridai-home-");

    [Fact]
    public async Task Process_ThatAnswers_WritesNothingAndOpensNoSocket()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var open = await ChildProcess.RunAsync("answer", TestModels.Tiny, _home.FullName);

        open.ShouldContain(line => line.Contains("model.onnx", StringComparison.Ordinal) || line.StartsWith("open ", StringComparison.Ordinal));
        open.ShouldNotContain(line => line.Contains("socket:", StringComparison.Ordinal));
        open.ShouldNotContain(line => line.Contains(".db", StringComparison.Ordinal));
        _home.GetFileSystemInfos("*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_ThatLoadedTheRuntimeWithTelemetry_IsRefused()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var output = await ChildProcess.RunAsync("preloaded", TestModels.Tiny, _home.FullName);

        output.Single().ShouldStartWith("NotSupported ");
        output.Single().ShouldContain("ORT_DISABLE_TELEMETRY=1");
    }

    [Fact]
    public async Task Process_WithOneConversation_StaysBelow350Megabytes()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var output = await ChildProcess.RunAsync("memory", TestModels.Default, _home.FullName);

        Kilobytes(output.Single()).ShouldBeLessThan(350 * 1024);
    }

    [Fact]
    public async Task Process_After1000Answers_HasNotGrown()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var output = await ChildProcess.RunAsync("many", TestModels.Tiny, _home.FullName);

        (Kilobytes(output[1]) - Kilobytes(output[0])).ShouldBeLessThan(16 * 1024);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static int Kilobytes(string line) =>
        int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
