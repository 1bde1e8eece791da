using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Gives one answer one id, and puts decision and outcome on it. What a target handed over is copied, never changed.</summary>
internal sealed class AnswerStamp(RequestRun run, Func<string> nextId, ConversationOwners owners)
{
    private string? _responseId;
    private string? _messageId;
    private bool _decisionGiven;
    private bool _markGiven;

    public ChatResponseUpdate Next(ChatResponseUpdate update)
    {
        var own = update.Clone();
        _responseId ??= own.ResponseId ?? nextId();
        _messageId ??= own.MessageId ?? nextId();
        own.ResponseId = _responseId;
        own.MessageId = _messageId;
        Remember(own.ConversationId);
        if (!_decisionGiven)
        {
            _decisionGiven = true;
            own.AdditionalProperties = Copy(own.AdditionalProperties);
            own.AdditionalProperties.Attach(run.Decision);
        }

        run.Legacy.Add(run.Committed, own.Contents);
        if (!_markGiven && run.Legacy.MarkOf(run.Committed) is not null)
        {
            _markGiven = true;
            own.AdditionalProperties = Mark(own.AdditionalProperties);
        }

        return own;
    }

    /// <summary>The last update: no content, only what happened.</summary>
    public ChatResponseUpdate Last()
    {
        var last = Next(new ChatResponseUpdate { Contents = [] });
        last.AdditionalProperties = Copy(last.AdditionalProperties);
        last.AdditionalProperties.Attach(run.Outcome());
        return last;
    }

    public ChatResponse Finish(ChatResponse response)
    {
        var responseId = response.ResponseId ?? nextId();
        string? messageId = null;
        var messages = new List<ChatMessage>(response.Messages.Count);
        foreach (var message in response.Messages)
        {
            var own = message.Clone();
            messageId ??= own.MessageId ?? nextId();
            own.MessageId = own.MessageId is null || response.Messages.Count == 1 ? messageId : own.MessageId;
            run.Legacy.Add(run.Committed, own.Contents);
            run.Legacy.EndMessage();
            if (run.Legacy.MarkOf(run.Committed) is not null)
            {
                own.AdditionalProperties = Mark(own.AdditionalProperties);
            }

            messages.Add(own);
        }

        Remember(response.ConversationId);
        var finished = response.WithMessages(messages);
        finished.ResponseId = responseId;
        finished.AdditionalProperties = Copy(response.AdditionalProperties);
        finished.AdditionalProperties.Attach(run.Decision);
        finished.AdditionalProperties.Attach(run.Outcome());
        return finished;
    }

    private void Remember(string? conversationId)
    {
        if (conversationId is not null && run.Committed is { } target)
        {
            owners.Remember(conversationId, target.Name);
        }
    }

    private AdditionalPropertiesDictionary Mark(AdditionalPropertiesDictionary? properties)
    {
        var marked = Copy(properties);
        marked[HybridKeys.Inherited] = run.Legacy.MarkOf(run.Committed);
        if (run.Legacy.IsKept(run.Committed))
        {
            marked[HybridKeys.KeepOnDevice] = true;
        }

        return marked;
    }

    private static AdditionalPropertiesDictionary Copy(AdditionalPropertiesDictionary? properties) =>
        properties is null ? [] : new(properties);
}
