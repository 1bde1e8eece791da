using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Mends a complete device answer once, before it is judged: JSON that is nearly right, a tool call that was written as text or under a near name.</summary>
internal static class AnswerRepair
{
    /// <summary>Whether an answer has to be complete before anything of it is shown, because half of it says nothing about the rest.</summary>
    public static bool NeedsWhole(RequestSnapshot request, TargetState target) =>
        request.Options?.ResponseFormat is ChatResponseFormatJson || MayCall(request, target);

    /// <summary>Whether the answer may be a tool call.</summary>
    public static bool MayCall(RequestSnapshot request, TargetState target) =>
        request.Options is { Tools.Count: > 0, ToolMode: not NoneChatToolMode } && !request.DropsTools(target);

    /// <summary>Whether a text that begins like this may turn out to be a tool call.</summary>
    public static bool MayBecomeACall(ReadOnlySpan<char> start)
    {
        start = start.TrimStart("` \r\n\t");
        if (Begins(ref start, "json"))
        {
            start = start.TrimStart();
        }

        return start.IsEmpty || start[0] == '{' || Begins(ref start, "<tool_call>");

        // Also while the word is not complete.
        static bool Begins(ref ReadOnlySpan<char> text, string word)
        {
            var length = Math.Min(text.Length, word.Length);
            var begins = length > 0 && text[..length].SequenceEqual(word.AsSpan(0, length));
            text = begins ? text[length..] : text;
            return begins;
        }
    }

    /// <summary>Replaces contents that can be mended; says whether there were any.</summary>
    public static bool Apply(RequestSnapshot request, IList<AIContent> contents)
    {
        if (request.Options is not { } options)
        {
            return false;
        }

        var mended = false;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is FunctionCallContent call && Named(options, call.Name) is { } name && name != call.Name)
            {
                contents[i] = new FunctionCallContent(call.CallId, name, call.Arguments) { Exception = call.Exception };
                mended = true;
            }
        }

        var text = string.Concat(contents.OfType<TextContent>().Select(t => t.Text));
        if (text.Length == 0 || contents.Any(c => c is FunctionCallContent))
        {
            return mended;
        }

        if (options.Tools is { Count: > 0 } && CallIn(options, text) is { } written)
        {
            Replace(contents, written);
            return true;
        }

        if (options.ResponseFormat is ChatResponseFormatJson && !JsonRepair.IsJson(text) && JsonRepair.TryRepair(text, out var json))
        {
            Replace(contents, new TextContent(json));
            return true;
        }

        return mended;
    }

    /// <summary>Whether a text looks as if a tool call was meant. Nobody should read that.</summary>
    public static bool LooksLikeACall(string text)
    {
        var start = text.AsSpan().TrimStart("` \r\n\t");
        start = start.StartsWith("json", StringComparison.Ordinal) ? start[4..].TrimStart() : start;
        return start.StartsWith("<tool_call>", StringComparison.Ordinal)
            || (start is ['{', ..] && start[..Math.Min(start.Length, 200)].IndexOf("\"name\"", StringComparison.Ordinal) is >= 0 and < 24
                && start.IndexOf("\"arguments\"", StringComparison.Ordinal) > 0);
    }

    private static void Replace(IList<AIContent> contents, AIContent by)
    {
        for (var i = contents.Count - 1; i >= 0; i--)
        {
            if (contents[i] is TextContent)
            {
                contents.RemoveAt(i);
            }
        }

        contents.Insert(0, by);
    }

    // The whole text is the call, nothing else in it, and the tool exists: anything less is an answer about a call.
    private static FunctionCallContent? CallIn(ChatOptions options, string text)
    {
        if (!LooksLikeACall(text) || !JsonRepair.TryRepair(text.Replace("<tool_call>", "", StringComparison.Ordinal).Replace("</tool_call>", "", StringComparison.Ordinal), out var json))
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 2
            || !root.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
            || !root.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object
            || Named(options, name.GetString()!) is not { } tool)
        {
            return null;
        }

        var values = arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.Clone());
        return new("call_" + tool, tool, values);
    }

    private static string? Named(ChatOptions options, string name)
    {
        string? near = null;
        var plain = name.AsSpan().Trim();
        plain = plain.StartsWith("functions.", StringComparison.Ordinal) ? plain["functions.".Length..] : plain;
        foreach (var tool in options.Tools ?? [])
        {
            if (tool.Name == name)
            {
                return name;
            }

            near = plain.Equals(tool.Name, StringComparison.OrdinalIgnoreCase) ? tool.Name : near;
        }

        return near;
    }
}
