using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>The pieces that a whole answer and the chunks of a stream share.</summary>
internal static class AnswerJson
{
    /// <summary>The finish reason; tool calls win over what the server calls it, since some say "stop" beside them.</summary>
    public static ChatFinishReason? FinishReason(string? value, bool hasCalls) => value switch
    {
        "stop" or "length" or "end_turn" or "eos" when hasCalls && value != "length" => ChatFinishReason.ToolCalls,
        "stop" or "end_turn" or "eos" => ChatFinishReason.Stop,
        "length" or "max_tokens" => ChatFinishReason.Length,
        "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
        "content_filter" => ChatFinishReason.ContentFilter,
        null or "" => hasCalls ? ChatFinishReason.ToolCalls : null,
        _ => new ChatFinishReason(value),
    };

    /// <summary>The usage object, <see langword="null"/> when the server sent none or an empty one.</summary>
    public static UsageDetails? Usage(JsonElement root)
    {
        if (root.Member("usage") is not { ValueKind: JsonValueKind.Object } usage)
        {
            return null;
        }

        var input = usage.Whole("prompt_tokens");
        var output = usage.Whole("completion_tokens");
        if (input is null && output is null)
        {
            return null;
        }

        var inputDetails = usage.Member("prompt_tokens_details");
        var outputDetails = usage.Member("completion_tokens_details");
        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = usage.Whole("total_tokens") ?? (input ?? 0) + (output ?? 0),
            CachedInputTokenCount = inputDetails?.Whole("cached_tokens") ?? usage.Whole("prompt_cache_hit_tokens"),
            ReasoningTokenCount = outputDetails?.Whole("reasoning_tokens"),
        };
    }

    /// <summary>Creation time from Unix seconds; <see langword="null"/> when missing or no such time.</summary>
    public static DateTimeOffset? Created(JsonElement root) =>
        root.Whole("created") is > 0 and < 253_402_300_800 and { } seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Adds what a message or a delta says beside tool calls: reasoning, text, refusal.</summary>
    public static void AddContents(JsonElement message, IList<AIContent> contents)
    {
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        if (ContentText(message) is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
        {
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        }
    }

    /// <summary>Puts the server's log-probabilities under "logprobs" as it wrote them.</summary>
    public static AdditionalPropertiesDictionary? LogProbabilities(JsonElement choice) =>
        choice.Member("logprobs") is { ValueKind: JsonValueKind.Object } logProbabilities
            ? new() { ["logprobs"] = logProbabilities.Clone() } : null;

    /// <summary>The arguments of a call: text, or an object where a server forgot to make it text.</summary>
    public static string? Arguments(JsonElement function) => function.Member("arguments") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.GetRawText(),
        null => null,
    };

    // Text, or parts of type "text" as some servers answer.
    private static string? ContentText(JsonElement message) => message.Member("content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => part.Text("text"))),
        _ => null,
    };
}
