using System.Buffers;

namespace HybridAi;

/// <summary>Finds files that stand in a text as base64: attachments in disguise, which a scan of the text cannot read.</summary>
internal static class EmbeddedFiles
{
    /// <summary>Characters from which base64 counts as a file; shorter ones are icons, hashes, keys and signatures.</summary>
    public const int Least = 1024;

    // Base64 in lines has 64 or 76 characters each.
    private const int ShortestLine = 60;
    private const int LongestMediaType = 128;
    private const string Mark = ";base64,";

    // With line breaks, and with what JSON puts before slashes and for line breaks.
    private static readonly SearchValues<char> _written = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n\\");

    /// <summary>Goes through the files in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Gets a file's own text, or <see langword="null"/> and the media type of one that cannot be read.</param>
    public static void Find(string text, Action<string?, string> found)
    {
        for (var at = 0; text.Length - at >= Least;)
        {
            // From behind: in ordinary text there is a space within the last few characters, and all before it is skipped.
            var last = text.AsSpan(at, Least).LastIndexOfAnyExcept(_written);
            if (last >= 0)
            {
                at += last + 1;
                continue;
            }

            var rest = text.AsSpan(at);
            var length = rest.IndexOfAnyExcept(_written) is >= 0 and var end ? end : rest.Length;
            if (Decode(rest[..length]) is { } bytes)
            {
                var type = MediaType(text, at);
                var read = type.Length == 0 || AttachmentText.IsText(type) ? AttachmentText.Decode(bytes) : null;
                found(read, type.Length == 0 ? "application/octet-stream" : AttachmentText.Bare(type));
            }

            at += length;
        }
    }

    private static string MediaType(string text, int at)
    {
        var mark = at - Mark.Length;
        if (mark < 0 || string.Compare(text, mark, Mark, 0, Mark.Length, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return "";
        }

        var begin = text.LastIndexOf("data:", mark, Math.Min(mark, LongestMediaType) + 1, StringComparison.OrdinalIgnoreCase);
        return begin < 0 ? "" : text[(begin + 5)..mark];
    }

    // Null for what only looks like it: hexadecimal digits, a list of words, a sequence of bases.
    private static byte[]? Decode(ReadOnlySpan<char> written)
    {
        var base64 = new char[(written.Length + 3) / 4 * 4];
        int length = 0, line = 0, widest = 0;
        bool upper = false, lower = false, digit = false, ended = false;
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            if (c == '\\' && i + 1 < written.Length)
            {
                c = written[++i] switch { 'n' => '\n', 'r' => '\r', '/' => '/', _ => '\\' };
            }

            if (c == '\n')
            {
                // All lines are equally long but the last.
                widest = widest == 0 ? line : widest;
                ended |= line > 0 && (line < ShortestLine || line != widest);
                line = 0;
            }
            else if (c == '\\' || (ended && c != '\r'))
            {
                return null;
            }
            else if (c != '\r')
            {
                upper |= char.IsAsciiLetterUpper(c);
                lower |= char.IsAsciiLetterLower(c);
                digit |= char.IsAsciiDigit(c);
                base64[length++] = c switch { '-' => '+', '_' => '/', _ => c };
                line++;
            }
        }

        if (length < Least || !(upper && lower && digit))
        {
            return null;
        }

        var filled = (length + 3) / 4 * 4;
        base64.AsSpan(length, filled - length).Fill('=');
        var bytes = new byte[filled / 4 * 3];
        return Convert.TryFromBase64Chars(base64.AsSpan(0, filled), bytes, out var count) ? bytes[..count] : null;
    }
}
