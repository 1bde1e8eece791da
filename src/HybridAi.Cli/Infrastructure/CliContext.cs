using System.Collections;
using System.Text;

namespace HybridAi.Cli.Infrastructure;

/// <summary>What a verb may touch of the process: its streams, its folder, its environment. Tests hand in their own.</summary>
internal sealed class CliContext
{
    /// <summary>Only results are written here.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, notices and errors.</summary>
    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>Standard input as bytes, for verbs that read compressed input; <see langword="null"/> where there is only <see cref="In"/>.</summary>
    public Stream? Bytes { get; init; }

    /// <summary>Whether standard input is a pipe or a file.</summary>
    public bool IsInputRedirected { get; init; }

    /// <summary>Whether standard output is not a terminal.</summary>
    public bool IsOutputRedirected { get; init; } = true;

    /// <summary>Whether standard error is not a terminal.</summary>
    public bool IsErrorRedirected { get; init; } = true;

    public required string Folder { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ends the verb: Ctrl-C, or the test that runs it.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Is cancelled when nobody reads <see cref="Out"/> any more, as far as it can be told.</summary>
    public CancellationToken OutputClosed { get; init; }

    /// <summary>Ctrl-C of this process; <see langword="null"/> in tests.</summary>
    public Interrupts? Interrupts { get; init; }

    public string? Variable(string name) =>
        Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A path as the user means it: relative to the folder the verb was started in.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, Folder);

    public static CliContext OfThisProcess(Interrupts interrupts)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var pipe = PipeOutput.OfThisProcess();
        return new()
        {
            OutputClosed = pipe?.Closed ?? CancellationToken.None,
            Out = new StreamWriter(pipe ?? Console.OpenStandardOutput(), utf8) { AutoFlush = true, NewLine = "\n" },
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" },
            In = new StreamReader(Console.OpenStandardInput(), utf8),
            Bytes = Console.OpenStandardInput(),
            IsInputRedirected = Console.IsInputRedirected,
            IsOutputRedirected = Console.IsOutputRedirected,
            IsErrorRedirected = Console.IsErrorRedirected,
            Interrupts = interrupts,
            Stopping = interrupts.Stopping,
            Folder = System.Environment.CurrentDirectory,
            Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal),
        };
    }
}
