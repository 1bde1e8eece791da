using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.Options;

namespace HybridAi.Cli;

/// <summary>The verbs, and what their failures look like to a person.</summary>
internal static class CommandLineApp
{
    public static async Task<int> RunAsync(string[] args, CliContext context)
    {
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                // Ctrl-C is dealt with by Interrupts: in a conversation it ends an answer, not the process.
                ProcessTerminationTimeout = null,
            };
            var result = Verbs.Root(context).Parse(args);
            if (result.Errors.Count > 0)
            {
                foreach (var error in result.Errors)
                {
                    await context.Error.WriteLineAsync("error: " + error.Message);
                }

                await context.Error.WriteLineAsync("'hybridai --help' shows the verbs, 'hybridai VERB --help' their options.");
                return ExitCodes.Usage;
            }

            return await result.InvokeAsync(configuration, context.Stopping);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
#pragma warning disable CA1031 // The last line of defence: a person gets a sentence, never a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await context.Error.WriteLineAsync("error: " + Sentence(exception));
            if (context.Variable("HYBRIDAI_DEBUG") == "1")
            {
                await context.Error.WriteLineAsync(exception.ToString());
            }

            return CodeOf(exception);
        }
    }

    private static int CodeOf(Exception exception) => exception switch
    {
        CliException own => own.ExitCode,
        PrivacyBlockedException => ExitCodes.PrivacyBlocked,
        NoEligibleTargetException or LocalModelException or TargetUnavailableException => ExitCodes.NoTarget,
        OptionsValidationException => ExitCodes.Usage,
        _ => ExitCodes.Failure,
    };

    private static string Sentence(Exception exception) => exception switch
    {
        OptionsValidationException options =>
            "the configuration has mistakes:" + string.Concat(options.Failures.Select(failure => "\n  " + failure)),
        CliException or HybridAiException or InvalidOperationException or ArgumentException or Import.ModelFormatException => exception.Message,
        FileNotFoundException or DirectoryNotFoundException => "a file or folder is not there. Check the path.",
        UnauthorizedAccessException => "a file or folder may not be read or written. Check its permissions.",
        IOException => "a file could not be read or written: " + exception.Message,
        _ => $"something unexpected happened ({exception.GetType().Name}). HYBRIDAI_DEBUG=1 shows the details.",
    };
}
