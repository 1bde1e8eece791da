using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HybridAi.Contract;

/// <summary>
/// Does what upstream's function-invoking middleware does to the client below it: calls it again with the answer's messages and the
/// tools' results until no call is left, sends only what is new once a conversation id appears, adds usage up, passes updates on as they
/// come.
/// </summary>
internal sealed class FunctionInvocation(IChatClient inner) : DelegatingChatClient(inner)
{
    private const int MostRounds = 10;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        List<ChatMessage> added = [];
        UsageDetails? usage = null;
        for (var round = 0; ; round++)
        {
            var response = await base.GetResponseAsync(history, options, cancellationToken);
            if (response.Usage is { } more)
            {
                (usage ??= new()).Add(more);
            }

            added.AddRange(response.Messages);
            var calls = Calls(response.Messages.SelectMany(m => m.Contents));
            if (calls.Count == 0 || round == MostRounds)
            {
                response.Messages = added;
                response.Usage = usage;
                return response;
            }

            var results = await InvokeAsync(calls, options, cancellationToken);
            added.Add(results);
            (history, options) = Continue(history, response.Messages, results, response.ConversationId, options);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        for (var round = 0; ; round++)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in base.GetStreamingResponseAsync(history, options, cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            var response = updates.ToChatResponse();
            var calls = Calls(updates.SelectMany(u => u.Contents));
            if (calls.Count == 0 || round == MostRounds)
            {
                yield break;
            }

            var results = await InvokeAsync(calls, options, cancellationToken);
            yield return new(results.Role, results.Contents) { MessageId = Guid.NewGuid().ToString("N"), ResponseId = response.ResponseId };
            (history, options) = Continue(history, response.Messages, results, response.ConversationId, options);
        }
    }

    private static (List<ChatMessage>, ChatOptions?) Continue(
        List<ChatMessage> history, IList<ChatMessage> answer, ChatMessage results, string? conversationId, ChatOptions? options)
    {
        if (conversationId is null)
        {
            return ([.. history, .. answer, results], options);
        }

        options = options?.Clone() ?? new();
        options.ConversationId = conversationId;
        return ([results], options);
    }

    private static List<FunctionCallContent> Calls(IEnumerable<AIContent> contents) =>
        [.. contents.OfType<FunctionCallContent>().Where(c => !c.InformationalOnly)];

    private static async Task<ChatMessage> InvokeAsync(
        List<FunctionCallContent> calls, ChatOptions? options, CancellationToken cancellationToken)
    {
        List<AIContent> results = [];
        foreach (var call in calls)
        {
            var function = options?.Tools?.OfType<AIFunction>().FirstOrDefault(f => f.Name == call.Name);
            var result = function is null
                ? $"Error: Requested function \"{call.Name}\" not found."
                : await function.InvokeAsync(new(call.Arguments), cancellationToken);
            results.Add(new FunctionResultContent(call.CallId, result));
        }

        return new(ChatRole.Tool, results);
    }
}
