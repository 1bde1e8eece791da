using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using HybridAi.Cli.Routing;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Chat;

/// <summary>One conversation: lines in, answers out, orders that begin with a slash.</summary>
/// <param name="context">The surroundings.</param>
/// <param name="client">Who answers.</param>
/// <param name="preface">What every start begins with: the system turn, if there is one.</param>
/// <param name="options">Options of every turn; changed by orders.</param>
/// <param name="hasCloud">Whether there is a cloud to choose.</param>
internal sealed class Conversation(
    CliContext context, IChatClient client, IReadOnlyList<ChatMessage> preface, ChatOptions options, bool hasCloud)
{
    private const string Orders = "/auto /local /cloud: who answers   /why: the last decision   /reset: start over   /quit";

    private readonly List<ChatMessage> _history = [];
    private RouteDecision? _last;
    private int _number;

    /// <summary>Runs until the input ends, /quit, or Ctrl-C at the prompt.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Restart();
        await context.Error.WriteLineAsync(Orders);
        while (true)
        {
            if (!context.IsInputRedirected)
            {
                await context.Error.WriteAsync("> ");
            }

            // A read of the terminal cannot be cancelled; Ctrl-C leaves it behind.
            if (await context.In.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken) is not { } line)
            {
                return ExitCodes.Success;
            }

            if (!line.StartsWith('/'))
            {
                await AnswerAsync(line, cancellationToken);
            }
            else if (line.Trim() is "/quit" or "/exit")
            {
                return ExitCodes.Success;
            }
            else
            {
                await ObeyAsync(line.Trim());
            }
        }
    }

    private async Task AnswerAsync(string text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var direction = context.Interrupts?.Direct(turn);
        var answer = new AnswerCollector();
        _history.Add(new(ChatRole.User, text));
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(_history, options, turn.Token))
            {
                answer.Add(update);
                await context.Out.WriteAsync(update.Text);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync(" (stopped)");
        }
        catch (HybridAiException exception)
        {
            // The conversation goes on: the next question may be one that can be answered.
            await context.Error.WriteLineAsync("error: " + exception.Message);
        }

        await context.Out.WriteLineAsync();
        _last = answer.Decision ?? _last;
        if (answer.Text.Length > 0)
        {
            _history.Add(new(ChatRole.Assistant, answer.Text));
        }
        else
        {
            _history.RemoveAt(_history.Count - 1);
        }
    }

    private async Task ObeyAsync(string order)
    {
        var reply = "";
        switch (order)
        {
            case "/auto":
                options.AdditionalProperties?.Remove(HybridKeys.Target);
                reply = "the router chooses.";
                break;
            case "/cloud" when !hasCloud:
                reply = "no cloud is configured ('hybridai init' shows how to add one).";
                break;
            case "/local" or "/cloud":
                options.ForceTarget(order[1..]);
                reply = $"'{order[1..]}' answers.";
                break;
            case "/why":
                reply = _last is null ? "nothing was answered yet." : RouteTree.Of(_last).ToString();
                break;
            case "/reset":
                Restart();
                reply = "a new conversation.";
                break;
            default:
                reply = Orders;
                break;
        }

        await context.Error.WriteLineAsync(reply);
    }

    private void Restart()
    {
        _history.Clear();
        _history.AddRange(preface);
        _last = null;
        options.SetConversationKey($"chat-{++_number}");
    }
}
