using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.OnnxRuntimeGenAI;
using HybridAi.OnnxRuntimeGenAI.Models;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model add DIR|FILE|https-URL --sha256 …</c>: puts a model into the store.</summary>
internal static class AddVerb
{
    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("source") { Description = "A folder for ONNX Runtime GenAI, a GGUF file, or the https address of one." };
        var sha256 = new Option<string?>("--sha256") { Description = "SHA-256 of the GGUF file. Needed for an address." };
        var command = new Command("add", "Adds a model to the store: copies a folder, imports a file, or fetches and imports one.") { source, sha256 };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var hash = parsed.GetValue(sha256);
            if (hash is not null && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            {
                throw new CliException("--sha256 takes 64 hexadecimal digits.");
            }

            var text = parsed.GetRequiredValue(source);
            var name = text.Contains("://", StringComparison.Ordinal) ? await FetchAsync(context, text, hash, cancellationToken)
                : Directory.Exists(context.PathOf(text)) ? CopyFolder(context, context.PathOf(text))
                : await ImportAsync(context, context.PathOf(text), hash, cancellationToken);
            await context.Out.WriteLineAsync(name);
            await context.Error.WriteLineAsync($"use it with HybridAi:Targets:local:Path = \"{name}\" in {CliConfiguration.FileName}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<string> ImportAsync(CliContext context, string file, string? sha256, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new CliException("there is no such folder or file. Check the path.");
        }

        if (!file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException("the file is not a GGUF file (*.gguf).");
        }

        var store = StoreVerbs.StoreOf(context);
        var folder = await store.PrepareAsync(
            new OnnxModel { Path = file, Sha256 = sha256, CacheFolder = store.Root }, context.Time, null, cancellationToken);
        return Path.GetFileName(folder);
    }

    private static async Task<string> FetchAsync(CliContext context, string address, string? sha256, CancellationToken cancellationToken)
    {
        if (sha256 is null || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw new CliException("an address needs --sha256, so that what arrives can be checked.");
        }

        if (Path.GetFileName(uri.LocalPath) is not { Length: > 5 } name || !name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException("the address does not name a GGUF file (*.gguf).");
        }

        var file = Path.Combine(StoreVerbs.StoreOf(context).Root, ".downloads", sha256.ToLowerInvariant()[..12], name);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        if (!File.Exists(file))
        {
            await ModelDownload.FetchAsync(http, uri, file, sha256, new Megabytes(context), cancellationToken);
            if (!context.IsErrorRedirected)
            {
                await context.Error.WriteLineAsync();
            }
        }

        var folder = await ImportAsync(context, file, sha256, cancellationToken);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return folder;
    }

    private static string CopyFolder(CliContext context, string source)
    {
        if (!File.Exists(Path.Combine(source, "genai_config.json")))
        {
            throw new CliException("the folder has no genai_config.json: it is not a model for ONNX Runtime GenAI.");
        }

        var store = StoreVerbs.StoreOf(context);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(source));
        if (!ModelStore.IsName(name))
        {
            throw new CliException("a model's name cannot begin with a dot or hold \".partial-\". Rename the folder.");
        }

        var target = Path.Combine(store.Root, name);
        if (Directory.Exists(target))
        {
            throw new CliException($"a model named {name} is in the store already. Remove it first.", ExitCodes.Failure);
        }

        // Copied beside and renamed, so that half a folder is never seen under the name.
        var partial = Path.Combine(store.Root, "." + name + ".partial");
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(partial, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.Move(partial, target);
        return name;
    }

    private sealed class Megabytes(CliContext context) : IProgress<(long Bytes, long? Total)>
    {
        private long _last = -1;

        public void Report((long Bytes, long? Total) value)
        {
            var step = value.Bytes >> 20;
            if (step != _last && (!context.IsErrorRedirected || step % 50 == 0))
            {
                _last = step;
                var of = value.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total / 1e6:0}") : "";
                context.Error.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{(context.IsErrorRedirected ? "" : "\r")}fetching ... {value.Bytes / 1e6:0}{of} MB{(context.IsErrorRedirected ? "\n" : "")}"));
            }
        }
    }
}
