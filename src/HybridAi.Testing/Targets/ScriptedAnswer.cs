using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>What a scripted target does with one request. Immutable; start from one of the factories and change it with <c>with</c>.</summary>
public sealed record ScriptedAnswer
{
    /// <summary>The answer's text; streamed word by word, so that the pieces put together are exactly this.</summary>
    public string Text { get; init; } = "";

    /// <summary>Tool calls after the text.</summary>
    public IReadOnlyList<ScriptedToolCall> ToolCalls { get; init; } = [];

    /// <summary>How it fails; <see langword="null"/> when it does not.</summary>
    public TargetErrorKind? Error { get; init; }

    /// <summary>How long the failing target asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Words that are streamed before it fails or falls silent. A whole answer then fails without any. Default 0.</summary>
    public int WordsBefore { get; init; }

    /// <summary>Whether it falls silent after <see cref="WordsBefore"/> words until it is cancelled.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Time to the first content; <see langword="null"/> takes the target's.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>Words per second after the first; <see langword="null"/> takes the target's.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Whether the answer reports its tokens. Default <see langword="true"/>.</summary>
    public bool ReportsUsage { get; init; } = true;

    /// <summary>Whether this answers the question. Default <see langword="true"/>.</summary>
    public bool IsGood { get; init; } = true;

    /// <summary>Why it ends; <see langword="null"/> follows from the rest.</summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>An answer with this text.</summary>
    /// <param name="text">The text.</param>
    public static ScriptedAnswer Says(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return new() { Text = text };
    }

    /// <summary>A call of one tool.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments as JSON; what is not a JSON object arrives as a call with an error, as from a real model.</param>
    public static ScriptedAnswer Calls(string tool, string arguments)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tool);
        ArgumentNullException.ThrowIfNull(arguments);

        return new() { ToolCalls = [new(tool, arguments)] };
    }

    /// <summary>A failure before anything was said.</summary>
    /// <param name="error">Why.</param>
    /// <param name="retryAfter">How long the target asks to wait.</param>
    public static ScriptedAnswer Fails(TargetErrorKind error, TimeSpan? retryAfter = null) => new() { Error = error, RetryAfter = retryAfter };

    /// <summary>A stream that breaks in the middle.</summary>
    /// <param name="text">What would have been said.</param>
    /// <param name="afterWords">How much of it is.</param>
    public static ScriptedAnswer Dies(string text, int afterWords) =>
        Says(text) with { Error = TargetErrorKind.Malformed, WordsBefore = afterWords };

    /// <summary>A stream that falls silent and stays so until it is cancelled.</summary>
    /// <param name="text">What would have been said.</param>
    /// <param name="afterWords">How much of it is.</param>
    public static ScriptedAnswer Hangs(string text = "", int afterWords = 0) => Says(text) with { IsSilent = true, WordsBefore = afterWords };

    internal ChatFinishReason Reason => FinishReason ?? (ToolCalls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop);
}

/// <summary>A tool call of a scripted target.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments as JSON, malformed or not.</param>
public sealed record ScriptedToolCall(string Tool, string Arguments)
{
    internal FunctionCallContent ToContent(string callId)
    {
        try
        {
            using var json = JsonDocument.Parse(Arguments);
            var arguments = new Dictionary<string, object?>();
            foreach (var argument in json.RootElement.EnumerateObject())
            {
                arguments[argument.Name] = argument.Value.Clone();
            }

            return new(callId, Tool, arguments);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(callId, Tool) { Exception = e };
        }
    }
}
