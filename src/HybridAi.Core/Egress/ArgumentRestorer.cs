using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>
/// Puts the values back into the arguments of a tool call: into strings only, for exact tokens only, and never into an address, which would carry the
/// value to whoever owns it.
/// </summary>
internal static class ArgumentRestorer
{
    public static Dictionary<string, object?> Restore(IDictionary<string, object?> arguments, MaskVault vault)
    {
        var restored = new Dictionary<string, object?>(arguments.Count, StringComparer.Ordinal);
        foreach (var (key, value) in arguments)
        {
            restored[key] = value switch
            {
                string text => Text(text, vault),
                JsonElement element when element.GetRawText().Contains(vault.Nonce, StringComparison.Ordinal) => Element(element, vault),
                null or JsonElement => value,
                _ when value.GetType().IsPrimitive || value is decimal => value,
                _ => Rebuild.TryAsJson(value) is { } json && json.GetRawText().Contains(vault.Nonce, StringComparison.Ordinal) ? Element(json, vault) : value,
            };
        }

        return restored;
    }

    private static JsonElement Element(JsonElement element, MaskVault vault)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, element, vault);
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, MaskVault vault)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(Text(element.GetString()!, vault));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item, vault);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, vault);
                }

                writer.WriteEndObject();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static string Text(string text, MaskVault vault)
    {
        if (!text.Contains(vault.Nonce, StringComparison.Ordinal) || IsAddress(text))
        {
            return text;
        }

        // An exact token holds no space, so word by word is as good as the whole.
        var json = new StringBuilder(text.Length + 32).Append('"');
        var watch = new AddressWatch();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            while (end < text.Length && char.IsWhiteSpace(text[end]) == char.IsWhiteSpace(text[at]))
            {
                end++;
            }

            var word = text[at..end];
            var quoted = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(word);
            json.Append(watch.See(word) || LeadsAway(word) ? quoted : Restorer.RestoreJson(quoted, vault));
            at = end;
        }

        using var document = JsonDocument.Parse(json.Append('"').ToString());
        return document.RootElement.GetString()!;
    }

    private static bool IsAddress(string text)
    {
        var start = text.AsSpan().TrimStart();
        var slashes = start.IndexOf("//", StringComparison.Ordinal);
        return slashes == 0 || (slashes > 0 && start[slashes - 1] == ':' && !start[..slashes].ContainsAny(' ', '\n', '\t'));
    }

    private static bool LeadsAway(string word) =>
        word.Contains("//", StringComparison.Ordinal)
        || word.StartsWith("\\\\", StringComparison.Ordinal)
        || word.Contains("](", StringComparison.Ordinal)
        || word.Contains("mailto:", StringComparison.OrdinalIgnoreCase)
        || word.Contains("data:", StringComparison.OrdinalIgnoreCase);
}
