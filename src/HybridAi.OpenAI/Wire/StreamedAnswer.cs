using System.Text.Json;
using HybridAi.OpenAI.Http;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Turns the chunks of one stream into updates. Not thread-safe.</summary>
internal sealed class StreamedAnswer
{
    private readonly ToolCallBuilder _calls = new(null);
    private string? _id;
    private string? _model;
    private string? _finish;
    private DateTimeOffset? _created;
    private UsageDetails? _usage;
    private bool _ended;

    /// <summary>Whether an event is the stream's end mark.</summary>
    public bool IsEnd(ReadOnlySpan<byte> data)
    {
        _ended |= data.Trim((byte)' ').SequenceEqual("[DONE]"u8);
        return _ended;
    }

    /// <summary>Reads a chunk.</summary>
    /// <returns>An update, or <see langword="null"/> when the chunk shows nothing to the caller.</returns>
    /// <exception cref="TargetUnavailableException">The chunk is no JSON (Malformed) or tells of an error.</exception>
    public ChatResponseUpdate? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair.
            throw new TargetUnavailableException(TargetErrorKind.Malformed, "The server's stream holds an event that is not understood.");
        }
    }

    /// <summary>The last update: tool calls, usage and finish reason.</summary>
    /// <exception cref="TargetUnavailableException">The stream ended before the answer was complete (Malformed).</exception>
    public ChatResponseUpdate Complete()
    {
        // Some servers send no end mark, others no finish reason; a stream with neither broke off.
        if (!_ended && _finish is null)
        {
            throw new TargetUnavailableException(
                TargetErrorKind.Malformed, "The server's stream ended before the answer was complete.");
        }

        var update = Update();
        _calls.AddTo(update.Contents);
        if (_usage is not null)
        {
            update.Contents.Add(new UsageContent(_usage));
        }

        update.FinishReason = AnswerJson.FinishReason(_finish, !_calls.IsEmpty);
        return update;
    }

    private ChatResponseUpdate? Read(JsonElement root)
    {
        if (root.Member("error") is { } error)
        {
            var code = error.Whole("code") is >= 400 and < 600 and { } status ? (int)status : 500;
            throw Failures.FromStatus(code, ServerError.Read(root), null);
        }

        // One id for the whole answer, also when a server changes it on the way.
        _id ??= root.Text("id") is { Length: > 0 } id ? id : null;
        _calls.ResponseId = _id;
        _model ??= root.Text("model") is { Length: > 0 } model ? model : null;
        _created ??= AnswerJson.Created(root);
        _usage = AnswerJson.Usage(root) ?? _usage;

        // Only the first choice is asked for. Chunks without one carry usage or a provider's own notes.
        var choice = root.Items("choices").FirstOrDefault(item => item.Whole("index") is null or 0);
        _finish = choice.Text("finish_reason") is { Length: > 0 } finish ? finish : _finish;
        var update = Update();
        if (choice.Member("delta") is { } delta)
        {
            AnswerJson.AddContents(delta, update.Contents);
            foreach (var fragment in delta.Items("tool_calls"))
            {
                _calls.Fragment(fragment);
            }
        }

        update.AdditionalProperties = AnswerJson.LogProbabilities(choice);
        return update.Contents.Count > 0 || update.AdditionalProperties is not null ? update : null;
    }

    private ChatResponseUpdate Update() => new(ChatRole.Assistant, [])
    {
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
        CreatedAt = _created,
    };
}
