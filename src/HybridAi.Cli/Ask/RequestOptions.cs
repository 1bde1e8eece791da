using System.CommandLine;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Ask;

/// <summary>The options by which a person describes a request; shared by the verbs that take one.</summary>
internal sealed class RequestOptions
{
    /// <summary>A prompt longer than this is not a prompt; refused before anything is read into memory twice.</summary>
    private const int MostCharacters = 16 << 20;

    private readonly Option<string?> _target = new("--target") { Description = "Force a target: local or cloud." };
    private readonly Option<float?> _temperature = new("--temperature") { Description = "Randomness, 0 to 2. Default: the target's own." };
    private readonly Option<long?> _seed = new("--seed") { Description = "Makes random answers repeatable where the target can." };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Longest answer in tokens." };
    private readonly Option<string?> _system = new("--system") { Description = "A system turn in front of the question." };
    private readonly Option<string?> _file = new("--file") { Description = "A text file that is put before the question." };

    public Option<string?> Config { get; } = new("--config") { Description = "The configuration file. Default: hybridai.json here or in the user's configuration folder." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _target, _temperature, _seed, _maxTokens, _system, _file, Config })
        {
            command.Add(option);
        }
    }

    public ChatOptions ChatOptions(ParseResult parsed)
    {
        var options = new ChatOptions
        {
            Temperature = parsed.GetValue(_temperature) is { } temperature
                ? temperature is >= 0 and <= 2 ? temperature : throw new CliException("--temperature must be between 0 and 2.") : null,
            Seed = parsed.GetValue(_seed),
            MaxOutputTokens = parsed.GetValue(_maxTokens) is { } most
                ? most >= 1 ? most : throw new CliException("--max-tokens must be at least 1.") : null,
        };
        if (parsed.GetValue(_target) is { } target)
        {
            if (target is not (CliHost.Local or CliHost.Cloud))
            {
                throw new CliException($"--target is {CliHost.Local} or {CliHost.Cloud}.");
            }

            options.ForceTarget(target);
        }

        return options;
    }

    /// <summary>What comes before the first question: the system turn, if one was given.</summary>
    public IReadOnlyList<ChatMessage> Preface(ParseResult parsed) =>
        parsed.GetValue(_system) is { Length: > 0 } system ? [new(ChatRole.System, system)] : [];

    public async Task<IReadOnlyList<ChatMessage>> MessagesAsync(
        CliContext context, ParseResult parsed, string? text, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        if (parsed.GetValue(_file) is { } file)
        {
            parts.Add(await ReadFileAsync(context.PathOf(file), cancellationToken));
        }

        // With --file alone nobody waits for standard input, which may be a pipe that never ends; "-" asks for it.
        if (text == "-" || (text is null && parts.Count == 0 && context.IsInputRedirected))
        {
            parts.Add(await ReadAllAsync(context.In, cancellationToken));
        }
        else if (text is not null)
        {
            parts.Add(text);
        }

        var prompt = string.Join("\n\n", parts.Where(part => part.Length > 0));
        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new CliException("there is no question. Give it as an argument, with --file, or on standard input.");
        }

        return [.. Preface(parsed), new(ChatRole.User, prompt)];
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new CliException("the file of --file is not there. Check the path.");
        }

        if (new FileInfo(path).Length > MostCharacters)
        {
            throw TooLong();
        }

        return await File.ReadAllTextAsync(path, cancellationToken);
    }

    private static async Task<string> ReadAllAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[8192];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > MostCharacters)
            {
                throw TooLong();
            }
        }

        return text.ToString().TrimEnd('\r', '\n');
    }

    private static CliException TooLong() => new("the text is longer than 16 MB. Split it.");
}
