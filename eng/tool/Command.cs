using System.ComponentModel;
using System.Diagnostics;

namespace HybridAi.Tool;

/// <summary>Runs a program quietly and keeps what it said for the message when it fails.</summary>
internal static class Command
{
    public sealed record Result(int ExitCode, string Output);

    public static async Task<Result> RunAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // npm is a batch file on Windows and can only be started through the command interpreter.
        if (OperatingSystem.IsWindows() && program == "npm")
        {
            start.FileName = "cmd.exe";
            start.ArgumentList.Add("/c");
            start.ArgumentList.Add("npm");
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Result(process.ExitCode, await output + await error);
    }

    /// <summary>The errors of a build, each once; everything it said if there are none.</summary>
    public static string Errors(string output)
    {
        var errors = output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("error", StringComparison.Ordinal)
            && line.Contains(": ", StringComparison.Ordinal)).Distinct().ToArray();
        return errors.Length > 0 ? string.Join(Environment.NewLine, errors) : output.Trim();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new ToolException(start.FileName == "npm"
                ? "npm was not found. The configured NuGet sources do not serve Microsoft.ML.OnnxRuntimeGenAI, so it is fetched "
                    + "from the npm registry: install Node.js (https://nodejs.org) and start again, or add a NuGet source that has the package."
                : $"{start.FileName} was not found; install it and start again.");
        }
    }
}
