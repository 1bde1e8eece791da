using System.Buffers;
using System.Globalization;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>A token format of a vendor: its prefix, then so many characters of an alphabet, with a sign at a fixed place in some (<paramref name="Sign"/> at <paramref name="SignAt"/>).</summary>
internal sealed record SecretFormat(string Kind, string Prefix, char Alphabet, int Min, int Max, char Sign, int SignAt)
{
    /// <summary>End of a token that begins at <paramref name="start"/>, or 0.</summary>
    public int End(ReadOnlySpan<char> text, int start)
    {
        int body = start + Prefix.Length, end = body;
        if (body > text.Length || !text[start..body].Equals(Prefix, StringComparison.Ordinal))
        {
            return 0;
        }

        int length = Math.Min(Max, text.Length - body), run = text.Slice(body, length).IndexOfAnyExcept(_alphabet);
        end += run < 0 ? length : run;

        while (end > body && text[end - 1] is '.' or '-' && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))
        {
            end--;
        }

        bool goesOn = end < text.Length && char.IsAsciiLetterOrDigit(text[end]);
        return end - body < Min || goesOn || (Sign != '\0' && text[body + SignAt] != Sign) ? 0 : end;
    }

    private const string Digits = "0123456789", Small = "abcdefghijklmnopqrstuvwxyz", Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly SearchValues<char> s_hex = SearchValues.Create(Digits + "abcdefABCDEF-"), s_upper = SearchValues.Create(Digits + Capitals),
        s_lower = SearchValues.Create(Digits + Small), s_base = SearchValues.Create(Digits + Small + Capitals),
        s_word = SearchValues.Create(Digits + Small + Capitals + "_-"), s_any = SearchValues.Create(Digits + Small + Capitals + "_-./+=~|%:@");

    private readonly SearchValues<char> _alphabet = Alphabet switch { 'h' => s_hex, 'u' => s_upper, 'l' => s_lower, 'b' => s_base, 'w' => s_word, _ => s_any };

    /// <summary>The table. Behind the alphabets, which its rows take.</summary>
    public static SecretFormat[] All { get; } = [.. Resources.Lines("secret-formats.txt").Select(Parse)];

    private static SecretFormat Parse(string line)
    {
        string[] cells = line.Split(' ');
        string[] lengths = cells[2][1..].Split('-');
        int min = int.Parse(lengths[0], CultureInfo.InvariantCulture);
        int max = lengths.Length > 1 ? int.Parse(lengths[1], CultureInfo.InvariantCulture) : min;
        bool signed = cells.Length > 3 && cells[3] != "?";
        return new SecretFormat(cells[0], cells[1], cells[2][0], min, max, signed ? cells[3][0] : '\0', signed ? int.Parse(cells[3].AsSpan(1), CultureInfo.InvariantCulture) : 0);
    }
}
