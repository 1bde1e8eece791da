using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Addresses of pages: with a scheme, with "www.", as a bare host, and those that carry a password.</summary>
internal static class UrlFinder
{
    private static readonly SearchValues<char> s_stops = SearchValues.Create(" \t\r\n\"'<>`/?#,)");

    /// <summary>Last labels a bare host may have, by how sure one is that it is one: those of files and of code are not among them.</summary>
    private static readonly WordSet s_sure = new(["com", "org", "edu", "gov", "mil", "uk", "de", "fr", "jp", "eu", "ch", "nl", "au", "ca", "biz", "museum"]),
        s_likely = new(["net", "info", "io", "it", "es", "ru", "cn", "br", "in", "us", "at", "be", "dk", "fi", "se", "no", "pl", "cz", "nz", "mx", "kr", "tv", "me", "co", "ai", "app", "dev", "xyz", "online", "shop", "site"]);

    private const int LongestHost = 256;
    private static readonly SearchValues<char> s_host = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_");

    public static int Find(ReadOnlySpan<char> text, int start, double min, ref FindingBuffer found)
    {
        int scheme = start;
        while (scheme > 0 && start - scheme < 20 && (char.IsAsciiLetterOrDigit(text[scheme - 1]) || text[scheme - 1] is '+' or '.' or '-'))
        {
            scheme--;
        }

        ReadOnlySpan<char> rest = text[(start + 3)..Math.Min(text.Length, start + 300)];
        int stop = rest.IndexOfAny(s_stops), at = (stop < 0 ? rest : rest[..stop]).LastIndexOf('@');
        found.Work += stop < 0 ? rest.Length : stop;
        if (at < 0)
        {
            return Page(text, scheme, start, min, ref found);
        }

        int colon = rest[..at].IndexOf(':');
        ReadOnlySpan<char> password = colon < 0 ? default : rest[(colon + 1)..at];
        int host = start + 3 + at + 1, hostEnd = host + Math.Max(0, text[host..Math.Min(text.Length, host + LongestHost)].IndexOfAnyExcept(s_host));
        if (password.Length < 4 || scheme == start || PublicSuffixes.IsReserved(text[host..hostEnd]) || password[0] is '$' or '{' or '<' or '%' && !char.IsAsciiHexDigit(password[^1]) || password is "password" or "pass" or "pwd" || SecretValues.IsStop(password))
        {
            return Page(text, scheme, start + at + 1, min, ref found);
        }

        found.Add(EntityTypes.Secret, "url-credentials", start + 3, at, 1);
        return start + 3 + at;
    }

    /// <summary>An address of a page: a host under a public suffix, an IP address or localhost, and the rest up to white space or a quote.</summary>
    private static int Page(ReadOnlySpan<char> text, int from, int start, double min, ref FindingBuffer found)
    {
        bool inside = found.Count > 0 && found.Items[^1] is { Type: "URL" } last && last.End > from;
        if (inside || from == start || (from > 0 && char.IsAsciiLetterOrDigit(text[from - 1])) || min > 0.6)
        {
            return 0;
        }

        ReadOnlySpan<char> rest = text[(start + 3)..Math.Min(text.Length, start + LongestHost)];
        if (rest.StartsWith("[", StringComparison.Ordinal))
        {
            return Bracketed(text, from, start + 3, rest, ref found);
        }

        int plain = rest.IndexOfAnyExcept(s_host), hostEnd = start + 3 + (plain < 0 ? rest.Length : plain);
        while (hostEnd < text.Length && hostEnd - start < LongestHost && (char.IsLetterOrDigit(text[hostEnd]) || text[hostEnd] is '.' or '-' or '_'))
        {
            hostEnd++;
        }

        found.Work += (hostEnd - start) / 8;
        ReadOnlySpan<char> host = text[(start + 3)..hostEnd].TrimEnd('.');
        if (!PublicSuffixes.IsRegistrable(host) && !(host.Length > 0 && char.IsAsciiDigit(host[0]) && System.Net.IPAddress.TryParse(host, out _)) && host is not "localhost")
        {
            return 0;
        }

        int hostStop = start + 3 + host.Length;
        bool listed = hostStop < text.Length && text[hostStop] is ';' or ',';
        int end = listed ? hostStop : AddressEnd(text, hostStop, start + 2048);

        // "http://a.com;http://b.com" is a list: no need to look further.
        while (end > hostStop && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '*')
        {
            end--;
        }

        found.Work += end - start;
        found.Add("URL", null, from, end - from, 0.6, validated: true);

        // What stands inside, a token in the query for one, is looked at all the same.
        return 0;
    }

    /// <summary>RFC 3986: an IPv6 address for a host stands in brackets.</summary>
    private static int Bracketed(ReadOnlySpan<char> text, int from, int open, ReadOnlySpan<char> rest, ref FindingBuffer found)
    {
        int close = rest[..Math.Min(rest.Length, LongestV6)].IndexOf(']');
        if (close > 3 && !rest[1..close].ContainsAnyExcept(s_v6) && System.Net.IPAddress.TryParse(rest[1..close], out _))
        {
            int end = AddressEnd(text, open + close + 1, open + 2048);
            while (end > open + close + 1 && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '*')
            {
                end--;
            }

            found.Add("URL", null, from, end - from, 0.8, validated: true);
        }

        return 0;
    }

    private const int LongestV6 = 48;
    private static readonly SearchValues<char> s_v6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>A dot inside a host: "www." begins an address, and so does a name before a known last label.</summary>
    public static void Dot(ReadOnlySpan<char> text, int dot, double min, ref FindingBuffer found)
    {
        if (dot == 0 || dot + 2 >= text.Length || !char.IsAsciiLetterOrDigit(text[dot - 1]) || !char.IsAsciiLetterOrDigit(text[dot + 1]))
        {
            return;
        }

        if (dot >= 3 && (text[dot - 1] | 0x20) == 'w' && text[(dot - 3)..dot].Equals("www", StringComparison.OrdinalIgnoreCase))
        {
            if (dot < 6 || text[dot - 4] != '/')
            {
                Page(text, dot - 3, dot - 6, min, ref found);
            }

            return;
        }

        int end = dot + 1;
        while (end < text.Length && end - dot < 8 && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        // Only at the last dot: of "a.b.com" the second.
        if (end - dot < 3 || end - dot > 7 || min > 0.5 || (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '@' or '(' or '=' or '-' or '[')
            || (end + 1 < text.Length && text[end] == '.' && char.IsAsciiLetter(text[end + 1]))))
        {
            return;
        }

        int start = dot;
        while (start > 0 && dot - start < 80 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or '.'))
        {
            start--;
        }

        found.Work += end - start;
        bool clear = start == 0 || !(char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '@' or '/' or '_' or ':' or '%' or '+' or '\\' or '$' or '#' or '&' or '=');
        ReadOnlySpan<char> host = text[start..end], last = text[(dot + 1)..end];
        if (!clear || host[0] is '-' or '.' || host.Contains("..", StringComparison.Ordinal) || Rank(last, host) is var score && score < min || !PublicSuffixes.IsRegistrable(host))
        {
            return;
        }

        int stop = end < text.Length && text[end] is '/' or ':' ? AddressEnd(text, end, end + 2048) : end;
        while (stop > end && text[stop - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '*')
        {
            stop--;
        }

        found.Add("URL", null, start, stop - start, score, validated: true);
    }

    /// <summary>Where an address ends: at white space, a quote, a bracket that is none of it, or a script that writes no spaces.</summary>
    private static int AddressEnd(ReadOnlySpan<char> text, int from, int limit)
    {
        ReadOnlySpan<char> rest = text[from..Math.Min(text.Length, limit)];
        int sign = rest.IndexOfAny(s_addressEnds);
        rest = sign < 0 ? rest : rest[..sign];
        int wide = rest.IndexOfAny(CharSets.Wide);
        return from + (wide < 0 ? rest.Length : wide);
    }

    private static readonly SearchValues<char> s_addressEnds = SearchValues.Create("\"'<>`|{}\\^" + new string([.. Enumerable.Range(0, 33).Select(c => (char)c)]));

    private static double Rank(ReadOnlySpan<char> last, ReadOnlySpan<char> host)
    {
        bool small = !last.ContainsAny(CharSets.Upper) || (last is "COM" or "ORG" && !host.ContainsAny(CharSets.Lower));
        return !small ? 0.1 : s_sure.Contains(last) ? 0.5 : s_likely.Contains(last) && !host.ContainsAny(CharSets.Upper) ? 0.4 : 0.15;
    }
}
