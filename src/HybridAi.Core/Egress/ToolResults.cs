using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Results of tools that are made of contents: one, or several as tools of remote servers give them.</summary>
internal static class ToolResults
{
    // A sequence may be the application's own and never end.
    private const int Most = 4096;

    public static bool AreContents(object? result) => result is AIContent or IEnumerable<AIContent>;

    /// <summary>The contents; <see langword="null"/> when one is of another kind than a result may hold, there are too many, or they cannot be enumerated.</summary>
    public static IList<AIContent>? Read(object result)
    {
        if (result is AIContent one)
        {
            return MayHold(one) ? [one] : null;
        }

        var contents = new List<AIContent>();
        try
        {
            foreach (var content in (IEnumerable<AIContent>)result)
            {
                if (!MayHold(content) || contents.Count == Most)
                {
                    return null;
                }

                contents.Add(content);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null; // Code of the application: whatever it throws, nobody has read this.
        }

        return contents;
    }

    /// <summary>Names why contents cannot be read, or returns <see langword="null"/>.</summary>
    public static string? Unknown(object? result) => !AreContents(result) || Read(result!) is not null ? null
        : result is AIContent one ? one.GetType().Name
        : result is IReadOnlyList<AIContent> list && list.Count <= Most && list.FirstOrDefault(c => !MayHold(c)) is { } found ? found.GetType().Name
        : "content list";

    /// <summary>What a result says where it is text alone, joined as a model sees it; else <see langword="null"/>.</summary>
    public static string? TextOf(object? result) => result switch
    {
        null => null,
        string text => text,
        TextContent text => text.Text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
        IEnumerable<AIContent> => Read(result) is { } contents && contents.All(c => c is TextContent or UsageContent)
            ? string.Concat(contents.OfType<TextContent>().Select(c => c.Text)) : null,
        _ => null,
    };

    // Exact types, as everywhere. No calls and results: what holds itself has no end.
    private static bool MayHold(AIContent? content) =>
        content is not null && NotTransferable.IsKnown(content) && content is not (FunctionCallContent or FunctionResultContent);
}
