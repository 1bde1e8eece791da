using System.Globalization;
using System.Text;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy;

/// <summary>Strings inside JSON text: escaping, and reading with the place of every character kept.</summary>
internal static class JsonText
{
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny('"', '\\') && !text.AsSpan().ContainsAny(CharSets.Controls))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>Reads the string whose opening quote stands at <paramref name="at"/>; moves behind the closing one.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="at">Place of the opening quote; afterwards the place behind the closing one.</param>
    /// <param name="places">Gets the place of every character of the result in the JSON text, and one more for the end.</param>
    /// <returns>The text, or null when the string is broken.</returns>
    public static string? Read(ReadOnlySpan<char> json, ref int at, List<int> places)
    {
        places.Clear();
        var text = new StringBuilder();
        int i = at + 1;
        while (i < json.Length && json[i] != '"')
        {
            places.Add(i);
            if (json[i] != '\\')
            {
                text.Append(json[i++]);
                continue;
            }

            if (i + 1 >= json.Length)
            {
                return null;
            }

            char escape = json[i + 1];
            if (escape == 'u')
            {
                if (i + 6 > json.Length || !ushort.TryParse(json.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
                {
                    return null;
                }

                text.Append((char)code);
                i += 6;
                continue;
            }

            text.Append(escape switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => escape });
            i += 2;
        }

        if (i >= json.Length)
        {
            return null;
        }

        places.Add(i);
        at = i + 1;
        return text.ToString();
    }
}
