using System.Diagnostics;
using System.Text.Json;

namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>The command line as a person starts it: a process of its own, with pipes.</summary>
public sealed class ProcessTests
{
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
