using System.Runtime.CompilerServices;
using System.Text.Json;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Privacy;

/// <summary>One text to work on.</summary>
/// <param name="Id">The line's id as it was written (a text or a number); <see langword="null"/> when there is none.</param>
/// <param name="Name">The file's name; <see langword="null"/> for lines and standard input.</param>
/// <param name="Text">The text.</param>
/// <param name="Members">The whole line, for verbs that read more of it; undefined for plain text.</param>
internal sealed record TextItem(JsonElement? Id, string? Name, string Text, JsonElement Members)
{
    /// <summary>Whether the bytes were no text in UTF-8, or in UTF-16 or UTF-32 with a byte-order mark: what stands there is seen in pieces or not at all.</summary>
    public bool IsUnreadable => Members.ValueKind == JsonValueKind.Undefined && Text.AsSpan().ContainsAny('\0', '\uFFFD');
}

/// <summary>Reads the texts of a privacy verb: files or standard input, whole or as JSON lines.</summary>
internal static class TextItems
{
    /// <summary>The texts, one after the other.</summary>
    /// <exception cref="CliException">A file is not there, or a line is not an object with a text.</exception>
    public static async IAsyncEnumerable<TextItem> ReadAsync(
        CliContext context, string[] files, bool jsonLines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files.Length == 0 ? ["-"] : files)
        {
            var path = file == "-" ? null : context.PathOf(file);
            if (path is not null && !File.Exists(path))
            {
                throw new CliException($"{file} is not there. Check the path.", ExitCodes.Failure);
            }

            using var opened = path is null ? null : new StreamReader(path);
            var reader = opened ?? context.In;
            if (!jsonLines)
            {
                yield return new(null, path is null ? null : file, await reader.ReadToEndAsync(cancellationToken), default);
                continue;
            }

            var number = 0;
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    yield return Parse(line, number);
                }
            }
        }
    }

    /// <summary>Writes the id of a line as it was read.</summary>
    public static void WriteId(Utf8JsonWriter json, TextItem item)
    {
        if (item.Id is { } id)
        {
            json.WritePropertyName("id");
            id.WriteTo(json);
        }
    }

    private static TextItem Parse(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Object && Text(root, "text") is { } text)
            {
                return new(root.TryGetProperty("id", out var id) ? id : null, null, text, root);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Said below, with the line's number and without its text.
        }

        throw new CliException($"line {number} is not a JSON object with a string \"text\".", ExitCodes.Failure);
    }

    /// <summary>A member that is a text.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
