using System.Diagnostics;

namespace HybridAi.Cli.Tests.Infrastructure;

/// <summary>The command line as a process of its own.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private CliProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public Process Process => _process;

    /// <summary>Starts it, on Unix through a shell that may set limits first and cares that Ctrl-C is not ignored.</summary>
    /// <param name="folder">Where it runs; also its home.</param>
    /// <param name="environment">Variables over those of this process.</param>
    /// <param name="args">The verb and its arguments.</param>
    /// <param name="program">Another copy of the program.</param>
    /// <param name="shell">Commands of the shell before the start.</param>
    public static CliProcess Start(
        string folder, IReadOnlyDictionary<string, string> environment, string[] args, string? program = null, string? shell = null)
    {
        string[] command = ["dotnet", program ?? typeof(CommandLineApp).Assembly.Location, .. args];
        if (shell is not null)
        {
            command = ["/bin/sh", "-c", shell + "; exec \"$@\"", "sh", .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["HYBRIDAI_CACHE"] = TestCache.Folder;
        start.Environment["XDG_CONFIG_HOME"] = folder;
        start.Environment["NO_PROXY"] = "127.0.0.1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    public async Task<(int Code, string Out, string Error)> EndAsync()
    {
        _process.StandardInput.Close();
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        var error = await _error;
        (output + error).ShouldNotContain("   at ", customMessage: "a person never sees a stack trace");
        return (_process.ExitCode, output, error);
    }

    public void Dispose() => _process.Dispose();
}
