using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>A request as it reached a scripted target: what left the router for it, word for word.</summary>
public sealed class ScriptedCall
{
    internal ScriptedCall(
        string target, int number, bool streaming, IReadOnlyList<ChatMessage> messages, ChatOptions? options, DateTimeOffset at)
    {
        Target = target;
        Number = number;
        Streaming = streaming;
        Messages = messages;
        Options = options;
        At = at;
        Text = CallText.Of(messages, options);
    }

    /// <summary>The target it reached.</summary>
    public string Target { get; }

    /// <summary>Counts the target's requests from 1.</summary>
    public int Number { get; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Streaming { get; }

    /// <summary>The messages; copies made when the request arrived.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>The options; a copy made when the request arrived.</summary>
    public ChatOptions? Options { get; }

    /// <summary>When it arrived, on the target's clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Everything readable in the request, one piece per line: texts, names, tool calls and results, tools, instructions, properties.</summary>
    public string Text { get; }

    /// <summary>What the target was scripted to answer.</summary>
    public ScriptedAnswer Answer { get; internal set; } = new();

    /// <summary>How far it came.</summary>
    public ScriptedCallState State { get; internal set; }

    /// <summary>The text of the last message by the user.</summary>
    public string Question => Messages.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";

    /// <summary>The target, the number and how far it came; no content.</summary>
    public override string ToString() => $"{Target} #{Number}: {State}";
}

/// <summary>How far a scripted target came with a request.</summary>
public enum ScriptedCallState
{
    /// <summary>It is still at it.</summary>
    Running,

    /// <summary>The answer was handed over as a whole.</summary>
    Completed,

    /// <summary>It failed as scripted, or because the target was offline, out of quota or its window too small.</summary>
    Failed,

    /// <summary>The caller cancelled or stopped reading.</summary>
    Cancelled,
}
