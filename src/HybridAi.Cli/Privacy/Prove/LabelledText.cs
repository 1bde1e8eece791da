using System.Globalization;
using System.Text.Json;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>One text of the customer's own, with what must be found in it.</summary>
/// <param name="Id">Its id, as text; the line's number when it has none.</param>
/// <param name="Text">The text.</param>
/// <param name="Spans">What is labelled.</param>
internal sealed record LabelledText(string Id, string Text, IReadOnlyList<LabelledSpan> Spans)
{
    private const int MostMistakes = 20;

    /// <summary>Whether a span begins or ends inside a word: most often its offsets were counted in bytes or are off by one.</summary>
    public bool CutsWord(LabelledSpan span) => Inside(span.Start) || Inside(span.End);

    /// <summary>Reads <c>{"id","text","spans":[{"type","start","end"}]}</c> a line; offsets count UTF-16 code units.</summary>
    /// <exception cref="CliException">A line is something else.</exception>
    public static async Task<List<LabelledText>> ReadAsync(CliContext context, string file, CancellationToken cancellationToken)
    {
        var texts = new List<LabelledText>();
        var mistakes = new List<string>();
        await foreach (var item in TextItems.ReadAsync(context, [file], jsonLines: true, cancellationToken))
        {
            var line = texts.Count + 1;
            var id = item.Id is { } given ? given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText() : $"line {line}";
            texts.Add(new(id, item.Text, [.. ReadSpans(item, what => mistakes.Add($"text {line}{(item.Id is null ? "" : $" (id {id})")} {what}"))]));
        }

        if (mistakes.Count > 0)
        {
            // All at once: a corpus is mended in one go.
            var more = mistakes.Count > MostMistakes ? $"\n… and {mistakes.Count - MostMistakes} more" : "";
            throw new CliException($"the corpus has mistakes.\n{string.Join('\n', mistakes.Take(MostMistakes))}{more}", ExitCodes.Failure);
        }

        return texts.Count > 0 ? texts : throw new CliException("the corpus is empty.", ExitCodes.Failure);
    }

    private static IEnumerable<LabelledSpan> ReadSpans(TextItem item, Action<string> wrong)
    {
        if (!item.Members.TryGetProperty("spans", out var spans) || spans.ValueKind != JsonValueKind.Array)
        {
            wrong("has no \"spans\": write [] when nothing is labelled");
            yield break;
        }

        foreach (var span in spans.EnumerateArray())
        {
            if (span.ValueKind != JsonValueKind.Object
                || !span.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString()!.Length == 0
                || !span.TryGetProperty("start", out var start) || start.ValueKind != JsonValueKind.Number || !start.TryGetInt32(out var from)
                || !span.TryGetProperty("end", out var end) || end.ValueKind != JsonValueKind.Number || !end.TryGetInt32(out var to))
            {
                wrong("has a span without \"type\", \"start\" and \"end\"");
                continue;
            }

            if (from < 0 || to <= from || to > item.Text.Length)
            {
                wrong(string.Create(
                    CultureInfo.InvariantCulture, $"has a span {from}..{to} that is not inside its {item.Text.Length} characters (offsets count UTF-16 code units)"));
                continue;
            }

            yield return new(type.GetString()!, from, to, item.Text[from..to]);
        }
    }

    // Scripts without spaces have no words to cut.
    private bool Inside(int at) => at > 0 && at < Text.Length && IsWord(Text[at - 1]) && IsWord(Text[at]);

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is >= '\u00C0' and <= '\u024F';
}

/// <summary>A labelled place.</summary>
/// <param name="Type">An entity type or statement class of HybridAi, <c>TYPE/kind</c>, or a name of the customer's own.</param>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="Value">What stands there. Never written anywhere.</param>
internal sealed record LabelledSpan(string Type, int Start, int End, string Value)
{
    /// <summary>Whether a statement is labelled, not an entity.</summary>
    public bool IsClass => IsClassName(Type);

    /// <summary>The type without its kind.</summary>
    public string Entity => Type.Split('/', 2)[0];

    /// <summary>Whether a name is that of a class of statements: they begin with a small letter.</summary>
    public static bool IsClassName(string type) => type.Length > 0 && char.IsAsciiLetterLower(type[0]);
}
