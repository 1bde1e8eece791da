using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.OnnxRuntimeGenAI.Models;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model logits DIR --ids 1,2,3 --json</c>: the raw logits of the last position.</summary>
internal static class LogitsVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "A model folder." };
        var ids = new Option<string>("--ids") { Description = "Token ids, separated by commas.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print {\"logits\":[...]}; without it, the ten largest." };
        var command = new Command("logits", "Prints what a model computes behind given tokens.") { folder, ids, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tokens = Parse(parsed.GetRequiredValue(ids));
            var logits = await Task.Run(() => LogitsReader.Read(context.PathOf(parsed.GetRequiredValue(folder)), tokens), cancellationToken);
            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(
                    "{\"logits\":[" + string.Join(',', logits.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "]}");
            }
            else
            {
                foreach (var (index, value) in logits.Index().OrderByDescending(pair => pair.Item).Take(10))
                {
                    await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{index}\t{value:0.0000}"));
                }
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static int[] Parse(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item =>
            int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id : throw new CliException("--ids takes whole numbers separated by commas, for example 1,2,3."))];
}
