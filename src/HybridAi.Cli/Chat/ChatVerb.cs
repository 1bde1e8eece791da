using System.CommandLine;
using HybridAi.Cli.Ask;
using HybridAi.Cli.Infrastructure;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Chat;

/// <summary><c>hybridai chat</c>: a conversation. Ctrl-C stops the answer; at the prompt it ends the conversation.</summary>
internal static class ChatVerb
{
    public static Command Create(CliContext context)
    {
        var request = new RequestOptions();
        var command = new Command("chat", "Talks. /auto, /local and /cloud choose who answers; /why, /reset, /quit.");
        request.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = CliHost.Create(context, CliConfiguration.Load(context, parsed.GetValue(request.Config)));
            if (!host.HasCloud)
            {
                await context.Error.WriteLineAsync(
                    "no cloud is configured: everything is answered on this device ('hybridai init' shows how to add one).");
            }

            await host.TryPrepareAsync(context, cancellationToken);
            return await new Conversation(context, host.Client, request.Preface(parsed), request.ChatOptions(parsed), host.HasCloud)
                .RunAsync(cancellationToken);
        });
        return command;
    }
}
