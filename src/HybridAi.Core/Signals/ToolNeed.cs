using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Whether a request that carries tools looks as if it needs one. Wrong on the side of "yes".</summary>
internal static class ToolNeed
{
    // Below this many letters a word of a description says nothing about its tool.
    private const int ShortestWord = 4;

    private static readonly HashSet<string> _common = new(StringComparer.OrdinalIgnoreCase)
    {
        "this", "that", "with", "from", "into", "when", "what", "which", "returns", "return", "given", "gets", "have", "will", "your",
        "tool", "function", "call", "used", "uses", "name", "value", "string", "number", "list", "user", "about", "does", "make",
    };

    /// <summary>Whether tools were called already, one is required, or the last message shares a word with a tool.</summary>
    public static bool Of(RequestSnapshot request, string? lastUserText)
    {
        if (request.Options?.Tools is not { Count: > 0 } tools || request.Options.ToolMode is NoneChatToolMode)
        {
            return false;
        }

        if (lastUserText is null || request.Options.ToolMode is RequiredChatToolMode)
        {
            return true;
        }

        foreach (var message in request.Messages)
        {
            foreach (var content in message.Contents.Each())
            {
                if (content is ToolCallContent or ToolResultContent)
                {
                    return true;
                }
            }
        }

        var said = new HashSet<string>(Words(lastUserText), StringComparer.OrdinalIgnoreCase);
        return tools.Any(t => t is not AIFunctionDeclaration || Words(t.Name).Concat(Words(t.Description ?? "")).Any(w => !_common.Contains(w) && said.Any(s => SameStem(s, w))));
    }

    // "weather" and "weathers", "searching" and "search": the shorter one is how the longer one starts.
    private static bool SameStem(string a, string b) =>
        a.Length <= b.Length ? b.StartsWith(a, StringComparison.OrdinalIgnoreCase) : a.StartsWith(b, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || !char.IsLetter(text[i]);
            var camel = !ends && i > start && char.IsUpper(text[i]) && char.IsLower(text[i - 1]);
            if (!ends && !camel)
            {
                continue;
            }

            if (i - start >= ShortestWord)
            {
                yield return text[start..i];
            }

            start = camel ? i : i + 1;
        }
    }
}
