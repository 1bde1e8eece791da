namespace HybridAi.Cli.Infrastructure;

/// <summary>A mistake of the caller, told in one sentence that says what to do.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Usage) : Exception(message)
{
    public int ExitCode => exitCode;
}
