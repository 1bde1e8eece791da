using System.Text.Json;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>One text of the customer's own, with what must be found in it.</summary>
/// <param name="Id">Its id, as text; the line's number when it has none.</param>
/// <param name="Text">The text.</param>
/// <param name="Spans">What is labelled.</param>
internal sealed record LabelledText(string Id, string Text, IReadOnlyList<LabelledSpan> Spans)
{
    /// <summary>Reads <c>{"id","text","spans":[{"type","start","end"}]}</c> a line; offsets count UTF-16 code units.</summary>
    /// <exception cref="CliException">A line is something else.</exception>
    public static async Task<List<LabelledText>> ReadAsync(CliContext context, string file, CancellationToken cancellationToken)
    {
        var texts = new List<LabelledText>();
        await foreach (var item in TextItems.ReadAsync(context, [file], jsonLines: true, cancellationToken))
        {
            var line = texts.Count + 1;
            var id = item.Id is { } given ? given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText() : $"line {line}";
            texts.Add(new(id, item.Text, [.. ReadSpans(item, line)]));
        }

        return texts.Count > 0 ? texts : throw new CliException("the corpus is empty.", ExitCodes.Failure);
    }

    private static IEnumerable<LabelledSpan> ReadSpans(TextItem item, int line)
    {
        if (!item.Members.TryGetProperty("spans", out var spans) || spans.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(line, "has no \"spans\": write [] when nothing is labelled");
        }

        foreach (var span in spans.EnumerateArray())
        {
            if (span.ValueKind != JsonValueKind.Object
                || !span.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
                || !span.TryGetProperty("start", out var start) || !start.TryGetInt32(out var from)
                || !span.TryGetProperty("end", out var end) || !end.TryGetInt32(out var to))
            {
                throw Wrong(line, "has a span without \"type\", \"start\" and \"end\"");
            }

            if (from < 0 || to <= from || to > item.Text.Length)
            {
                throw Wrong(line, "has a span that is not inside its text (offsets count UTF-16 code units)");
            }

            yield return new(type.GetString()!, from, to, item.Text[from..to]);
        }
    }

    private static CliException Wrong(int line, string what) => new($"text {line} of the corpus {what}.", ExitCodes.Failure);
}

/// <summary>A labelled place.</summary>
/// <param name="Type">An entity type of HybridAi, or a name of the customer's own.</param>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="Value">What stands there. Never written anywhere.</param>
internal sealed record LabelledSpan(string Type, int Start, int End, string Value);
