using System.Diagnostics;
using System.Text.Json;

namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>The command line as a person starts it: a process of its own, with pipes.</summary>
[Collection(RealModel.Name)]
public sealed class ProcessTests
{
    [Fact]
    public async Task CtrlC_InAConversation_EndsTheAnswerThenTheConversation()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There is no way to send another process a Ctrl-C there without its console.
        }

        var start = new ProcessStartInfo("dotnet", [typeof(CommandLineApp).Assembly.Location, "chat", "--max-tokens", "2000"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync("Write a long story about a dragon and a castle.");
        await process.StandardInput.FlushAsync();
        await process.StandardOutput.ReadAsync(new char[1]);
        await InterruptAsync(process);
        while (await process.StandardError.ReadLineAsync() is { } line && !line.Contains("(stopped)", StringComparison.Ordinal))
        {
            // Notices before it; the answer stops, or the test's process would never say so and end at the limit of tokens.
        }

        process.HasExited.ShouldBeFalse();
        await process.StandardInput.WriteLineAsync("/why");
        await process.StandardInput.FlushAsync();
        (await process.StandardError.ReadLineAsync())!.ShouldStartWith("local (Device) because of ");
        await InterruptAsync(process);
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(130);
    }

    private static async Task InterruptAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string? input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLineApp).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task Scan_ThroughPipes_WritesJsonOnly()
    {
        var (code, output, _) = await RunAsync("{\"id\":\"é\",\"text\":\"card 4111 1111 1111 1111 für Zoë\"}\n", "privacy", "scan", "--jsonl");

        code.ShouldBe(0);
        JsonDocument.Parse(output).RootElement.GetProperty("id").GetString().ShouldBe("é");
    }

    [Fact]
    public async Task Mistake_OnTheCommandLine_IsTwoWithNothingOnStandardOutput()
    {
        var (code, output, error) = await RunAsync(null, "ask", "--nonsense");

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("--help");
    }
}
