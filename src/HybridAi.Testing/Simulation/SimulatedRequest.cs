using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>One request of a <see cref="Simulation"/> as the application saw it.</summary>
public sealed class SimulatedRequest
{
    private readonly List<ChatResponseUpdate> _updates = [];
    private ChatResponse? _response;

    internal SimulatedRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool streaming) =>
        (Messages, Options, Streaming) = (messages, options, streaming);

    /// <summary>What was asked.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>The options it was asked with.</summary>
    public ChatOptions? Options { get; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool Streaming { get; }

    /// <summary>The updates the application got; empty for whole answers.</summary>
    public IReadOnlyList<ChatResponseUpdate> Updates => _updates;

    /// <summary>The answer: the updates put together, as far as they came; <see langword="null"/> when a whole answer failed.</summary>
    public ChatResponse? Response => _response ??= _updates.Count > 0 ? _updates.ToChatResponse() : null;

    /// <summary>The answer's text, as far as it came.</summary>
    public string Text => Response?.Text ?? "";

    /// <summary>The plan; <see langword="null"/> when no target may answer.</summary>
    public RouteDecision? Decision { get; internal set; }

    /// <summary>What happened.</summary>
    public RouteOutcome? Outcome { get; internal set; }

    /// <summary>What was thrown to the application.</summary>
    public Exception? Error { get; internal set; }

    internal void Add(ChatResponseUpdate update) => _updates.Add(update);

    internal void Answered(ChatResponse response) => _response = response;

    /// <summary>Target, reason and how it ended; no content.</summary>
    public override string ToString() =>
        $"{Decision?.Target ?? "no target"} ({Decision?.Reason ?? Error?.GetType().Name}), answered by {Outcome?.Target ?? "nobody"}";
}
