using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HybridAi.Evaluation;

/// <summary>Strings of JSON that other programs wrote: half of a surrogate pair, which is no text, is read as U+FFFD, as bytes that are no UTF-8 are.</summary>
internal static class JsonText
{
    private const int EscapeLength = 6; // \uXXXX

    /// <summary>The value of a string.</summary>
    public static string? Of(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException) when (text.ValueKind == JsonValueKind.String)
        {
            using var mended = JsonDocument.Parse(Mended(text.GetRawText()));
            return mended.RootElement.GetString();
        }
    }

    private static string Mended(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            int length = Escaped(raw, i) is not { } unit ? raw[i + 1] == 'u' ? EscapeLength : 2
                : char.IsHighSurrogate(unit) && Escaped(raw, i + EscapeLength) is { } next && char.IsLowSurrogate(next) ? 2 * EscapeLength : 0;
            text.Append(length == 0 ? "\uFFFD" : raw.AsSpan(i, length));
            i += (length == 0 ? EscapeLength : length) - 1;
        }

        return text.ToString();
    }

    /// <summary>The surrogate that is escaped here, if one is.</summary>
    private static char? Escaped(string raw, int at) =>
        at + EscapeLength <= raw.Length && raw[at] == '\\' && raw[at + 1] == 'u'
        && ushort.Parse(raw.AsSpan(at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var unit && char.IsSurrogate((char)unit)
            ? (char)unit : null;
}
