using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Native;

/// <summary>Cuts absolute paths in error text of the native library down to their last part.</summary>
internal static class PathScrubber
{
    /// <summary>Returns the text without absolute paths.</summary>
    /// <param name="text">Error text.</param>
    /// <param name="folder">A folder whose path may hold spaces and must go in any case.</param>
    public static string Scrub(string text, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!string.IsNullOrEmpty(folder))
        {
            var root = folder.TrimEnd('/', '\\');
            text = text.Replace(root + "/", "", StringComparison.Ordinal)
                .Replace(root + "\\", "", StringComparison.Ordinal)
                .Replace(root, "the model folder", StringComparison.Ordinal);
        }
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (!StartsPath(text, at))
            {
                result.Append(text[at++]);
                continue;
            }
            var end = at;
            var name = at;
            for (; end < text.Length && !EndsPath(text, end); end++)
            {
                if (text[end] is '/' or '\\')
                    name = end + 1;
            }
            result.Append(text.AsSpan(name, end - name));
            at = end;
        }
        return result.ToString();
    }

    // "/a" but neither "a/b" nor "//" of a comment; "C:\a"; "\\server".
    private static bool StartsPath(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '_' or '-' or '<' or '/'))
            return text.AsSpan(0, at).EndsWith("file://", StringComparison.OrdinalIgnoreCase) && rest is ['/', ..];
        return rest switch
        {
            ['/', '/', ..] => false,
            ['/', var c, ..] => IsNameChar(c),
            ['\\', '\\', var c, ..] => IsNameChar(c),
            [var drive, ':', '/' or '\\', ..] => char.IsAsciiLetter(drive),
            _ => false,
        };
    }

    private static bool EndsPath(string text, int at) =>
        char.IsWhiteSpace(text[at]) || text[at] is '"' or '\'' or '`' or ')' or ']' or '>' or '|' or ',' or ';' or '*' or '?'
        || (text[at] == ':' && !(at + 1 < text.Length && text[at + 1] is '/' or '\\' && char.IsAsciiLetter(text[at - 1])));

    private static bool IsNameChar(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '@' or '+';
}
