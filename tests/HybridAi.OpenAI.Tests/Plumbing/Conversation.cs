using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace HybridAi.Plumbing;

/// <summary>Plays one scenario as an application would: turn after turn, the history growing, tools run, faults taken.</summary>
internal sealed class Conversation(Scenario scenario, House house, RecordingCloud cloud, ConcurrentQueue<string> heard, PlumbingResult result)
{
    private readonly List<ChatMessage> _history = [];

    public async Task RunAsync()
    {
        for (var turn = 0; turn < scenario.Turns; turn++)
        {
            if (scenario.Trims && _history.FindLastIndex(m => m.Role == ChatRole.Assistant) is > 0 and var last)
            {
                _history.RemoveRange(0, last);
            }

            _history.AddRange(scenario.Turn());
            var options = scenario.Options();
            var trouble = scenario.Troubles[turn];
            result.Count($"trouble {trouble}");
            house.Detector.Trouble = trouble;
            cloud.MayHang = trouble == Trouble.CancelledMidStream;
            for (var round = 0; round < 3; round++)
            {
                var answer = await AskAsync(options, trouble);
                if (answer is null)
                {
                    break;
                }

                _history.AddRange(answer.Messages);
                var calls = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
                if (calls.Count == 0)
                {
                    break;
                }

                result.Count("tool rounds");
                _history.Add(new(ChatRole.Tool, [.. calls.Select(c => (AIContent)new FunctionResultContent(c.CallId, scenario.ToolResult()))]));
            }
        }

        if (scenario.WantsTitle && !scenario.IsCut)
        {
            await TitleAsync();
        }
    }

    // What chat applications do behind the user's back: everything that was said as one text in a request of its own.
    private async Task TitleAsync()
    {
        result.Count("titles");
        cloud.MayHang = false;
        var options = scenario.TitleOptions();

        // An answer repeats values without the words that told what they are; only the conversation's key says that they were told.
        var told = options.AdditionalProperties!.ContainsKey(HybridKeys.ConversationKey) ? _history : _history.FindAll(m => m.Role == ChatRole.User);
        var said = string.Join('\n', told.Where(m => m.Text.Length > 0).Select(m => $"{m.Role}: {m.Text}"));
        var message = new ChatMessage(ChatRole.User, $"Write a title of at most five words for this conversation.\n\n{said}");
        if (scenario.IsKept)
        {
            message.KeepOnDevice();
        }

        _history.Clear();
        _history.Add(message);
        await AskAsync(options, Trouble.None);
    }

    private async Task<ChatResponse?> AskAsync(ChatOptions options, Trouble trouble)
    {
        using var cancel = new CancellationTokenSource();
        if (trouble == Trouble.CancelledEarly)
        {
            await cancel.CancelAsync();
        }
        else if (trouble == Trouble.CancelledMidStream)
        {
            // Also ends the wait for a server that never answers.
            cancel.CancelAfter(TimeSpan.FromMilliseconds(20));
        }

        try
        {
            var response = scenario.Streaming
                ? await StreamAsync(options, trouble, cancel)
                : await house.Client.GetResponseAsync(_history, options, cancel.Token);
            Note(response);
            return response;
        }
        catch (Exception e)
        {
            result.Count($"ended with {e.GetType().Name}");
            Hear(e);
            return null;
        }
        finally
        {
            if (trouble == Trouble.Reload)
            {
                house.Reload();
            }
        }
    }

    private async Task<ChatResponse> StreamAsync(ChatOptions options, Trouble trouble, CancellationTokenSource cancel)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in house.Client.GetStreamingResponseAsync(_history, options, cancel.Token))
        {
            updates.Add(update);
            if (updates.Count == 2)
            {
                if (trouble == Trouble.CancelledMidStream)
                {
                    await cancel.CancelAsync();
                }
                else if (trouble == Trouble.StoppedReading)
                {
                    break;
                }
                else if (trouble == Trouble.Reload)
                {
                    house.Reload();
                }
            }
        }

        return updates.ToChatResponse();
    }

    private void Note(ChatResponse response)
    {
        if (response.GetRouteDecision() is { } decision)
        {
            heard.Enqueue(RouteJson.Write(decision));
            result.Count($"decided {decision.Location} {decision.Reason}");
        }

        if (response.GetRouteOutcome() is { } outcome)
        {
            heard.Enqueue(RouteJson.Write(outcome));
            result.Count("escalated", outcome.Escalated ? 1 : 0);
            result.Count("failed over", outcome.FailedOver ? 1 : 0);
            result.Count("gone on with", outcome.Attempts.Any(a => a.Result == AttemptResult.Broken) && outcome.Attempts.Any(a => a.Result == AttemptResult.Committed) ? 1 : 0);
            result.Count("masked", outcome.Egress.Masked);
        }
    }

    // The message of a foreign exception is its own; it stays in the inner exception. Everything else is ours.
    private void Hear(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is HybridAiException or OperationCanceledException)
            {
                heard.Enqueue(e.Message);
                heard.Enqueue(string.Join(' ', e.Data.Values.Cast<object?>()));
            }

            if (e is NoEligibleTargetException none)
            {
                heard.Enqueue(string.Join(' ', none.Reasons.Values));
            }
        }
    }
}
