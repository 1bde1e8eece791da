using System.Globalization;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>A token format of a vendor: its prefix, then so many characters of an alphabet, with a sign at a fixed place in some (<paramref name="Sign"/> at <paramref name="SignAt"/>).</summary>
internal sealed record SecretFormat(string Kind, string Prefix, char Alphabet, int Min, int Max, char Sign, int SignAt)
{
    public static SecretFormat[] All { get; } = [.. Resources.Lines("secret-formats.txt").Select(Parse)];

    /// <summary>End of a token that begins at <paramref name="start"/>, or 0.</summary>
    public int End(ReadOnlySpan<char> text, int start)
    {
        int body = start + Prefix.Length, end = body;
        if (body > text.Length || !text[start..body].Equals(Prefix, StringComparison.Ordinal))
        {
            return 0;
        }

        while (end < text.Length && end - body < Max && IsIn(Alphabet, text[end]))
        {
            end++;
        }

        while (end > body && text[end - 1] is '.' or '-' && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))
        {
            end--;
        }

        bool goesOn = end < text.Length && char.IsAsciiLetterOrDigit(text[end]);
        return end - body < Min || goesOn || (Sign != '\0' && text[body + SignAt] != Sign) ? 0 : end;
    }

    private static bool IsIn(char alphabet, char c) => alphabet switch
    {
        'h' => char.IsAsciiHexDigit(c) || c == '-',
        'u' => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c),
        'l' => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c),
        'b' => char.IsAsciiLetterOrDigit(c),
        'w' => char.IsAsciiLetterOrDigit(c) || c is '_' or '-',
        _ => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '+' or '=' or '~' or '|' or '%' or ':' or '@',
    };

    private static SecretFormat Parse(string line)
    {
        string[] cells = line.Split(' ');
        string[] lengths = cells[2][1..].Split('-');
        int min = int.Parse(lengths[0], CultureInfo.InvariantCulture);
        int max = lengths.Length > 1 ? int.Parse(lengths[1], CultureInfo.InvariantCulture) : min;
        bool signed = cells.Length > 3 && cells[3][0] != '!';
        return new SecretFormat(cells[0], cells[1], cells[2][0], min, max, signed ? cells[3][0] : '\0', signed ? int.Parse(cells[3].AsSpan(1), CultureInfo.InvariantCulture) : 0);
    }
}
