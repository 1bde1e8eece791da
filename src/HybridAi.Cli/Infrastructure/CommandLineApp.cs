using System.CommandLine;
using System.CommandLine.Parsing;
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
            var mistakes = result.Errors.Select(error => error.Message).Concat(UnknownOptions(result, args)).ToList();
            if (mistakes.Count > 0)
            {
                foreach (var mistake in mistakes)
                {
                    await context.Error.WriteLineAsync("error: " + Plain(mistake));
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

    // The parser takes an option it does not know for the text of a question. Behind "--" everything is text.
    private static IEnumerable<string> UnknownOptions(ParseResult result, string[] args) =>
        result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Where(value => value.StartsWith("--", StringComparison.Ordinal) && args.TakeWhile(arg => arg != "--").Contains(value))
            .Select(value => $"'{value}' is no option of this verb. Put -- before a text that begins with dashes.");

    // Names of .NET types tell a person nothing.
    private static string Plain(string mistake)
    {
        const string Type = " as expected type '";
        return mistake.IndexOf(Type, StringComparison.Ordinal) is >= 0 and var at
            ? mistake[..at] + (mistake.Contains("Int", StringComparison.Ordinal) ? ": a whole number is needed."
                : mistake.Contains("Bool", StringComparison.Ordinal) ? ": true or false is needed." : ": a number is needed.") : mistake;
    }

    private const int DiskFullUnix = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);

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
        CliException or HybridAiException or InvalidOperationException or InvalidDataException or Import.ModelFormatException => exception.Message,
        ArgumentException { ParamName: { } name } argument => argument.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        ArgumentException => exception.Message,
        FileNotFoundException or DirectoryNotFoundException => "a file or folder is not there. Check the path.",
        UnauthorizedAccessException => "a file or folder may not be read or written. Check its permissions.",
        // The system's own message holds the path.
        IOException { HResult: DiskFullUnix or DiskFullWindows } => "the disk is full. Free space and try again.",
        IOException => "a file could not be read or written. Check the path, its permissions and that the disk has room.",
        _ => $"something unexpected happened ({exception.GetType().Name}). HYBRIDAI_DEBUG=1 shows the details.",
    };
}
