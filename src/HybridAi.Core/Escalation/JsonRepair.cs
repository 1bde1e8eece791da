using System.Text;
using System.Text.Json;

namespace HybridAi;

/// <summary>
/// Mends JSON that is nearly right: takes off fences and talk around it, drops trailing commas, escapes raw line breaks inside texts and closes
/// what is still open. Never changes a value: a text or a number that breaks off is beyond repair, because nobody knows how it went on.
/// </summary>
public static class JsonRepair
{
    // Nothing that models write as an answer is deeper; a bound keeps odd input cheap.
    private const int MostDepth = 64;

    /// <summary>Mends a text.</summary>
    /// <param name="text">The text, with one JSON object or array in it.</param>
    /// <param name="json">Valid JSON with the same values; empty when it cannot be had.</param>
    /// <returns>Whether <paramref name="json"/> is valid. Also <see langword="true"/> for text that needed no repair.</returns>
    public static bool TryRepair(string text, out string json)
    {
        ArgumentNullException.ThrowIfNull(text);

        json = text;
        if (IsJson(text))
        {
            return true;
        }

        json = Mend(text) ?? "";
        return json.Length > 0 && IsJson(json);
    }

    internal static bool IsJson(string text)
    {
        var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    private static string? Mend(ReadOnlySpan<char> text)
    {
        var start = text.IndexOfAny('{', '[');
        if (start < 0)
        {
            return null;
        }

        var mended = new StringBuilder(text.Length - start + 8);
        var open = new Stack<char>();
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '"':
                    var end = CopyText(text, i, mended);
                    if (end < 0)
                    {
                        return null;
                    }

                    i = end;
                    continue;
                case '{' or '[' when open.Count == MostDepth:
                    return null;
                case '{' or '[':
                    open.Push(c == '{' ? '}' : ']');
                    break;
                case '}' or ']':
                    if (open.Pop() != c)
                    {
                        return null;
                    }

                    DropComma(mended);
                    break;
            }

            mended.Append(c);
            if (open.Count == 0)
            {
                // What follows is talk, unless it is a second answer: then nobody knows which one was meant.
                return text[(i + 1)..].IndexOfAny('{', '[') < 0 ? mended.ToString() : null;
            }
        }

        return Close(mended, open);
    }

    private static string? Close(StringBuilder mended, Stack<char> open)
    {
        while (mended.Length > 0 && (char.IsWhiteSpace(mended[^1]) || mended[^1] == '`'))
        {
            mended.Length--;
        }

        DropComma(mended);

        // "12" may have been about to become "123", "tru" to become "true": only what shows its own end is whole.
        if (mended.Length == 0 || mended[^1] is not ('"' or '}' or ']' or '{' or '[') && !EndsWithLiteral(mended))
        {
            return null;
        }

        while (open.TryPop(out var bracket))
        {
            mended.Append(bracket);
        }

        return mended.ToString();
    }

    private static bool EndsWithLiteral(StringBuilder text)
    {
        var tail = text.ToString(Math.Max(0, text.Length - 5), Math.Min(5, text.Length));
        return tail.EndsWith("true", StringComparison.Ordinal) || tail.EndsWith("false", StringComparison.Ordinal) || tail.EndsWith("null", StringComparison.Ordinal);
    }

    private static void DropComma(StringBuilder mended)
    {
        var last = mended.Length - 1;
        while (last >= 0 && char.IsWhiteSpace(mended[last]))
        {
            last--;
        }

        if (last >= 0 && mended[last] == ',')
        {
            mended.Remove(last, 1);
        }
    }

    /// <summary>Copies a text from its opening quote on; returns where its closing quote is, or -1 when there is none.</summary>
    private static int CopyText(ReadOnlySpan<char> text, int start, StringBuilder mended)
    {
        mended.Append('"');
        for (var i = start + 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    mended.Append('\\').Append(text[++i]);
                    break;
                case '"':
                    mended.Append('"');
                    return i;
                case '\n':
                    mended.Append("\\n");
                    break;
                case '\r':
                    mended.Append("\\r");
                    break;
                case '\t':
                    mended.Append("\\t");
                    break;
                default:
                    mended.Append(text[i]);
                    break;
            }
        }

        return -1;
    }
}
