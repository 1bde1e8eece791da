using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>How an agent has been doing since the last message by the user: steps, failed tools, the same call again and again.</summary>
internal readonly record struct AgentTrail(int Steps, int Errors, int Repeats)
{
    // From here on the model at work is not getting anywhere by itself.
    private const int MostErrors = 3;
    private const int MostRepeats = 3;
    private const int MostSteps = 12;

    /// <summary>Whether somebody better should take over.</summary>
    public static bool IsStuck(RequestSignals signals) =>
        signals.ToolErrors >= MostErrors || signals.ToolRepeats >= MostRepeats || signals.ToolSteps >= MostSteps;

    /// <summary>Reads the trail backwards from the end, as far as the last message by the user.</summary>
    public static AgentTrail Of(ChatMessage[] messages)
    {
        var (steps, errors, repeats) = (0, 0, 0);
        var (failing, repeating) = (true, true);
        FunctionCallContent? last = null;
        for (var i = messages.Length - 1; i >= 0 && messages[i].Role != ChatRole.User; i--)
        {
            var (results, failed) = (0, 0);
            FunctionCallContent? call = null;
            foreach (var content in messages[i].Contents.Each())
            {
                results += content is FunctionResultContent ? 1 : 0;
                failed += content is FunctionResultContent result && IsError(result) ? 1 : 0;
                call = content as FunctionCallContent ?? call;
            }

            failing &= results == 0 || failed == results;
            errors += failing ? failed : 0;
            if (call is null)
            {
                continue;
            }

            steps++;
            repeating &= last is null || IsSame(last, call);
            repeats += repeating ? 1 : 0;
            last = call;
        }

        return new(steps, errors, repeats);
    }

    private static bool IsError(FunctionResultContent result) => result.Exception is not null || result.Result switch
    {
        JsonElement { ValueKind: JsonValueKind.Object } json => json.TryGetProperty("error", out var error) && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.False),
        _ => ToolResults.TextOf(result.Result) is { } text && StartsLikeAnError(text),
    };

    private static bool StartsLikeAnError(ReadOnlySpan<char> text)
    {
        text = text.TrimStart("\"{ \t\r\n");
        return text.StartsWith("error", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("exception", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("traceback (most recent", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSame(FunctionCallContent left, FunctionCallContent right)
    {
        if (left.Name != right.Name || (left.Arguments?.Count ?? 0) != (right.Arguments?.Count ?? 0))
        {
            return false;
        }

        foreach (var (name, value) in left.Arguments ?? new Dictionary<string, object?>(0))
        {
            if (!right.Arguments!.TryGetValue(name, out var other) || !string.Equals(value?.ToString(), other?.ToString(), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
