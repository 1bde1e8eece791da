using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Puts the values back into one answer. What the target handed over is copied, never changed.</summary>
/// <param name="vault">What the masks stand for.</param>
/// <param name="json">Whether the answer's text is JSON: then values are escaped for it.</param>
internal sealed class AnswerRestorer(MaskVault vault, bool json)
{
    private readonly Restorer _text = New(vault, json);
    private readonly Restorer _reasoning = New(vault, json: false);
    private bool _given;

    /// <summary>Whether a tool, by its name, may be given the values.</summary>
    public Func<string, bool> MayRestoreFor { get; init; } = static _ => false;

    public ChatResponse Restore(ChatResponse response)
    {
        var restored = new List<ChatMessage>(response.Messages.Count);
        foreach (var message in response.Messages)
        {
            var own = message.Clone();
            own.Contents = Contents(message.Contents);
            Flush(own.Contents);
            restored.Add(own);
        }

        return response.WithMessages(restored);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> RestoreAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChatResponseUpdate? last = null;
        ExceptionDispatchInfo? failure = null;
        var source = updates.GetAsyncEnumerator(cancellationToken);
        await using (source.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await source.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception e) when (_given && e is not OperationCanceledException)
                {
                    // What was held back belongs to what the caller has seen. Before that, another target may still take over.
                    failure = ExceptionDispatchInfo.Capture(e);
                    break;
                }

                last = Next(source.Current);
                yield return last;
            }

            if (Rest(last) is { } rest)
            {
                yield return rest;
            }

            failure?.Throw();
        }
    }

    private ChatResponseUpdate Next(ChatResponseUpdate update)
    {
        var own = update.Clone();
        own.Contents = Contents(update.Contents);
        if (own.FinishReason is not null)
        {
            Flush(own.Contents);
        }

        _given |= HybridAi.Contents.HasContent(own);
        return own;
    }

    private ChatResponseUpdate? Rest(ChatResponseUpdate? last)
    {
        var contents = new List<AIContent>();
        Flush(contents);
        return contents.Count == 0 ? null : new(last?.Role, contents)
        {
            ResponseId = last?.ResponseId,
            MessageId = last?.MessageId,
            ModelId = last?.ModelId,
            ConversationId = last?.ConversationId,
            CreatedAt = last?.CreatedAt,
        };
    }

    private List<AIContent> Contents(IList<AIContent> contents)
    {
        var restored = new List<AIContent>(contents.Count + 1);
        foreach (var content in contents.Each())
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text when content.GetType() == typeof(TextContent):
                    Add(restored, text, _text.Push(text.Text));
                    break;
                case TextReasoningContent { Text.Length: > 0 } reasoning when content.GetType() == typeof(TextReasoningContent):
                    Add(restored, reasoning, _reasoning.Push(reasoning.Text));
                    break;
                case FunctionCallContent { Arguments.Count: > 0 } call when content.GetType() == typeof(FunctionCallContent) && MayRestoreFor(call.Name):
                    restored.Add(new FunctionCallContent(call.CallId, call.Name, ArgumentRestorer.Restore(call.Arguments, vault))
                    {
                        Exception = call.Exception,
                        InformationalOnly = call.InformationalOnly,
                        Annotations = call.Annotations,
                        RawRepresentation = call.RawRepresentation,
                        AdditionalProperties = call.AdditionalProperties,
                    });
                    break;
                default:
                    restored.Add(content);
                    break;
            }
        }

        return restored;
    }

    private static void Add(List<AIContent> contents, AIContent given, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        AIContent own = given is TextReasoningContent reasoning
            ? new TextReasoningContent(text) { ProtectedData = reasoning.ProtectedData }
            : new TextContent(text);
        own.Annotations = given.Annotations;
        own.RawRepresentation = given.RawRepresentation;
        own.AdditionalProperties = given.AdditionalProperties;
        contents.Add(own);
    }

    // A message's text is one text, whatever stands between its pieces: what was held back may only come at the end.
    private void Flush(IList<AIContent> contents)
    {
        if (_reasoning.Flush() is { Length: > 0 } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        if (_text.Flush() is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }
    }

    private static Restorer New(MaskVault vault, bool json) => json ? Restorer.ForJson(vault, addresses: false) : Restorer.ForText(vault);
}
