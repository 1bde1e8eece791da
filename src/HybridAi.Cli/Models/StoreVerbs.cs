using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI.Models;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model list|prepare|verify|remove</c>: the store of prepared models.</summary>
internal static class StoreVerbs
{
    public static Command List(CliContext context)
    {
        var command = new Command("list", "Lists the prepared models.");
        command.SetAction(_ =>
        {
            var store = StoreOf(context);
            foreach (var name in store.List())
            {
                context.Out.WriteLine(Describe(name, store.Find(name)));
            }

            if (store.List().Count == 0)
            {
                context.Error.WriteLine("no model is prepared yet. 'hybridai model prepare' prepares the built-in one.");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    public static Command Prepare(CliContext context)
    {
        var config = new Option<string?>("--config") { Description = "The configuration file." };
        var command = new Command("prepare", "Prepares the local model of the configuration, so that the first question need not wait.") { config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = CliHost.Create(context, CliConfiguration.Load(context, parsed.GetValue(config)));
            await host.PrepareAsync(context, cancellationToken);
            await context.Out.WriteLineAsync("ready");
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command Verify(CliContext context)
    {
        var name = new Argument<string?>("name") { Arity = ArgumentArity.ZeroOrOne, Description = "A name of 'model list', or a model folder. Default: all prepared models." };
        var command = new Command("verify", "Compares every file of prepared models with its hash.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreOf(context);
            var folders = parsed.GetValue(name) is { } one
                ? [Directory.Exists(context.PathOf(one)) ? context.PathOf(one) : store.Find(one)]
                : store.List().Select(store.Find).ToArray();
            var bad = false;
            foreach (var folder in folders)
            {
                var problem = await Task.Run(() => PreparedFolder.Verify(folder), cancellationToken);
                bad |= problem is not null;
                await context.Out.WriteLineAsync($"{Path.GetFileName(folder)}  {problem ?? "ok"}");
            }

            if (bad)
            {
                await context.Error.WriteLineAsync(
                    "remove what is broken with 'hybridai model remove NAME'. The built-in model is prepared again when it is needed; add others again.");
            }

            return bad ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    public static Command Remove(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "A name of 'model list'." };
        var command = new Command("remove", "Removes a prepared model. The file it was made from stays.") { name };
        command.SetAction(parsed =>
        {
            StoreOf(context).Remove(parsed.GetRequiredValue(name));
            context.Out.WriteLine("removed");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The store that the local target uses.</summary>
    public static ModelStore StoreOf(CliContext context) =>
        new(context.Variable("HYBRIDAI_CACHE") is { } cache ? Path.Combine(context.PathOf(cache), "models") : null);

    private static string Describe(string name, string folder)
    {
        if (ImportManifest.TryRead(folder) is not { } manifest)
        {
            return File.Exists(Path.Combine(folder, "genai_config.json")) ? $"{name}  as it was added" : $"{name}  broken: no manifest";
        }

        var state = PreparedFolder.IsReady(folder) ? "ready" : "broken or of another version";
        return string.Create(CultureInfo.InvariantCulture,
            $"{name}  {manifest.ParameterCount / 1e6:0} M weights, {manifest.Precision}, {manifest.Files.Sum(file => file.Length) / 1e6:0} MB, {state}");
    }
}
