using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Formats without a prefix that tell by signs at fixed places: each is looked at only where its sign stands.</summary>
internal static class ShapedTokens
{
    private static readonly SearchValues<char> s_numbers = SearchValues.Create("0123456789/"), s_hex = SearchValues.Create("0123456789abcdef"), s_word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"),
        s_azure = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~");

    /// <summary>Whether one of the signs stands where it must; asked where 36 characters of a token follow at least.</summary>
    public static bool MayBegin(ReadOnlySpan<char> text, int at) =>
        text[at + 5] == '~' || text[at + 32] == '-' || (at + 36 < text.Length && text[at + 36] is '_' or 'N')
        || (char.IsAsciiDigit(text[at]) ? text[at + 1] == '/' || char.IsAsciiDigit(text[at + 7]) : text[at] is 'M' or 'N' or 'O');

    /// <summary>The end of a token that begins at <paramref name="at"/>, or 0.</summary>
    public static int End(ReadOnlySpan<char> text, int at, out string kind)
    {
        ReadOnlySpan<char> rest = text[at..Math.Min(text.Length, at + 96)];
        kind = "";
        if (rest.Length < 36)
        {
            return 0;
        }

        int length = 0;
        if (rest[4] == 'Q' && rest[5] == '~' && char.IsAsciiDigit(rest[3]))
        {
            (kind, length) = ("azure-client-secret", Run(rest, 6, s_azure) is >= 37 and <= 41 and int n ? n : 0);
        }
        else if (rest[32] == '-' && !rest[..32].ContainsAnyExcept(s_hex))
        {
            (kind, length) = Hexadecimal(rest);
        }
        else if (rest[6] == '_' && rest.Length >= 40 && rest[36] == '_' && rest[37..40] is "mmk" && !rest[..36].ContainsAnyExcept(s_word))
        {
            (kind, length) = ("maxmind", 40);
        }
        else if (rest.Length >= 40 && rest[36..40] is "NRAL" && !rest[..36].ContainsAnyExcept(CharSets.Alphanumerics))
        {
            (kind, length) = ("newrelic-license", 40);
        }
        else if (char.IsAsciiDigit(rest[0]))
        {
            (kind, length) = Numbered(rest);
        }
        else if (rest[0] is 'M' or 'N' or 'O' && rest[..Math.Min(rest.Length, 29)].IndexOf('.') is >= 23 and <= 28 and int dot && !rest[..dot].ContainsAnyExcept(s_word))
        {
            int second = Run(rest, dot + 1, s_word), third = second < rest.Length && rest[second] == '.' ? Run(rest, second + 1, s_word) : 0;
            (kind, length) = ("discord-bot", second - dot - 1 is 6 or 7 && third - second - 1 is >= 27 and <= 38 && Randomness.HasDigit(rest[..third]) ? third : 0);
        }

        return length > 0 && (length == rest.Length || !char.IsAsciiLetterOrDigit(rest[length])) ? at + length : 0;
    }

    /// <summary>Mailchimp …-us21, Mailgun …-8-8.</summary>
    private static (string Kind, int Length) Hexadecimal(ReadOnlySpan<char> rest)
    {
        if (rest[33] == 'u' && rest[34] == 's' && char.IsAsciiDigit(rest[35]))
        {
            return ("mailchimp", rest.Length > 36 && char.IsAsciiDigit(rest[36]) ? 37 : 36);
        }

        bool mailgun = rest.Length >= 50 && rest[41] == '-' && !rest[33..41].ContainsAnyExcept(s_hex) && !rest[42..50].ContainsAnyExcept(s_hex);
        return ("mailgun-private", mailgun ? 50 : 0);
    }

    /// <summary>Telegram 123456789:AA…, Asana 1/123…:….</summary>
    private static (string Kind, int Length) Numbered(ReadOnlySpan<char> rest)
    {
        int digits = rest.IndexOfAnyExcept(CharSets.Digits);
        if (digits is >= 8 and <= 10 && rest[digits] == ':' && rest[digits + 1] == 'A')
        {
            int end = Run(rest, digits + 1, s_word);
            return ("telegram-bot", end - digits - 1 == 35 ? end : 0);
        }

        int colon = digits == 1 && rest[0] is '1' or '2' && rest[1] == '/' ? rest.IndexOf(':') : -1;
        bool asana = colon > 10 && rest.Length >= colon + 33 && !rest[2..colon].ContainsAnyExcept(s_numbers) && !rest.Slice(colon + 1, 32).ContainsAnyExcept(s_hex);
        return ("asana", asana ? colon + 33 : 0);
    }

    private static int Run(ReadOnlySpan<char> text, int from, SearchValues<char> alphabet) =>
        text[from..].IndexOfAnyExcept(alphabet) is >= 0 and int n ? from + n : text.Length;
}
