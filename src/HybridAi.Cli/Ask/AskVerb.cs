using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Ask;

/// <summary><c>hybridai ask "…"</c>: one question, one answer.</summary>
internal static class AskVerb
{
    public static Command Create(CliContext context)
    {
        var text = new Argument<string?>("text") { Arity = ArgumentArity.ZeroOrOne, Description = "The question. Without it, standard input is read." };
        var request = new RequestOptions();
        var json = new Option<bool>("--json") { Description = "Print answer, decision, outcome, usage and timings as JSON." };
        var command = new Command("ask", "Asks one question and prints the answer.") { text, json };
        request.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = CliHost.Create(context, CliConfiguration.Load(context, parsed.GetValue(request.Config)));
            var messages = await request.MessagesAsync(context, parsed, parsed.GetValue(text), cancellationToken);
            var options = request.ChatOptions(parsed);
            await PrepareAsync(context, host, options, cancellationToken);
            return parsed.GetValue(json)
                ? await AnswerJson.WriteAsync(context, host, messages, options, cancellationToken)
                : await StreamAsync(context, host, messages, options, cancellationToken);
        });
        return command;
    }

    // Prepared first in any case but a forced cloud: a router that finds the model unprepared would go elsewhere.
    private static async Task PrepareAsync(CliContext context, CliHost host, ChatOptions options, CancellationToken cancellationToken)
    {
        // Checks the configuration before seconds are spent on the model.
        _ = host.Client;
        if (!host.HasCloud)
        {
            await context.Error.WriteLineAsync("no cloud is configured: everything is answered on this device ('hybridai init' shows how to add one).");
        }

        if (!Equals(options.AdditionalProperties?.GetValueOrDefault(HybridKeys.Target), CliHost.Cloud))
        {
            await host.TryPrepareAsync(context, cancellationToken);
        }
    }

    private static async Task<int> StreamAsync(
        CliContext context, CliHost host, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        RouteDecision? decision = null;
        RouteOutcome? outcome = null;
        await foreach (var update in host.Client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            decision ??= update.GetRouteDecision();
            outcome = update.GetRouteOutcome() ?? outcome;
            await context.Out.WriteAsync(update.Text);
        }

        await context.Out.WriteLineAsync();
        if (outcome is { Target: { } target } && decision is not null)
        {
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"[{target}, {outcome.Location}: {decision.Explanation} {outcome.TotalMilliseconds:0} ms, first token {outcome.FirstTokenMilliseconds:0} ms, cost {outcome.Cost:0.######}]"));
        }

        return ExitCodes.Success;
    }
}
