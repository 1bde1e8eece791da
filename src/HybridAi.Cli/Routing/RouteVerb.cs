using System.CommandLine;
using HybridAi.Cli.Ask;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Routing;

/// <summary><c>hybridai route "…"</c>: what would happen, without asking anybody.</summary>
internal static class RouteVerb
{
    public static Command Create(CliContext context)
    {
        var text = new Argument<string?>("text") { Arity = ArgumentArity.ZeroOrOne, Description = "The question. Without it, standard input is read." };
        var request = new RequestOptions();
        var json = new Option<bool>("--json") { Description = "Print the decision as JSON." };
        var command = new Command("route", "Shows where a question would go and why; nothing is asked or sent.") { text, json };
        request.AddTo(command);
        command.Add(Eval.ScoreVerb.Create(context));
        command.Add(ReplayVerb.Create(context));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = CliHost.Create(context, CliConfiguration.Load(context, parsed.GetValue(request.Config)));
            var messages = await request.MessagesAsync(context, parsed, parsed.GetValue(text), cancellationToken);
            var decision = await host.Client.PreviewAsync(messages, request.ChatOptions(parsed), false, cancellationToken);
            await context.Out.WriteLineAsync(parsed.GetValue(json) ? RouteJson.Write(decision) : RouteTree.Of(decision).ToString());
            return ExitCodes.Success;
        });
        return command;
    }
}
