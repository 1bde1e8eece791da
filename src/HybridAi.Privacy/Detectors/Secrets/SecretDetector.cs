using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Credentials: vendor formats, JWT, PEM, URLs with credentials, and what stands behind <c>password =</c>, <c>token:</c> and their kin.</summary>
internal static class SecretDetector
{
    private const double Sure = 0.95;
    private const int Pem = -1, Jwt = -2, Url = -3, Password = -4, Secret = -5, Username = -6, Bearer = -7, Www = -8, Brand = -9;

    private static readonly string[] s_stops = Words("STOP");
    private static readonly (string Word, int Meaning)[] s_keywords = Keywords();
    private static readonly KeywordGate s_gate = new([.. s_keywords.Select(k => k.Word)]);

    public static void Find(ReadOnlySpan<char> text, double min, ref FindingBuffer found)
    {
        if (!s_gate.Contains(text))
        {
            return;
        }

        int at = 0, state = 0, done = 0;
        while (s_gate.Next(text, ref at, ref state) is { } ends)
        {
            foreach (int end in ends)
            {
                (string word, int meaning) = s_keywords[end];
                int start = at - word.Length;
                if (start < done)
                {
                    continue;
                }

                int last = meaning switch
                {
                    Pem => PrivateKey(text, start, ref found),
                    Jwt => WebToken(text, start, ref found),
                    Url => Credentials(text, start, min, ref found),
                    Www => start >= 3 && text[(start - 3)..start] is "://" ? 0 : Page(text, start, start - 3, min, ref found),
                    Password or Secret or Username or Bearer => KeyValue.Find(text, start, at, meaning == Password ? "PASSWORD" : meaning == Username ? "USERNAME" : EntityTypes.Secret, min, ref found),
                    Brand => KeyValue.Find(text, start, at, EntityTypes.Secret, min, ref found, word),
                    _ => Vendor(text, start, SecretFormat.All[meaning], min, ref found),
                };
                found.Work += Math.Max(1, last - start);
                done = Math.Max(done, last);
            }
        }
    }

    /// <summary>Whether a value says itself that it is none.</summary>
    public static bool IsStop(ReadOnlySpan<char> value)
    {
        foreach (string stop in s_stops)
        {
            if (value.Contains(stop, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int Vendor(ReadOnlySpan<char> text, int start, SecretFormat format, double min, ref FindingBuffer found)
    {
        int end = start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]) && format.Prefix[0] != '.' ? 0 : format.End(text, start);
        if (end == 0)
        {
            return 0;
        }

        ReadOnlySpan<char> body = text[(start + format.Prefix.Length)..end];
        bool strong = format.Prefix.Length >= 4;
        if (!Randomness.HasDigit(body) && (!strong || Randomness.Turns(body) < 0.1))
        {
            return 0;
        }

        double entropy = Randomness.Entropy(body), wanted = Math.Min(format.Alphabet == 'h' ? 2.3 : 2.8, Math.Log2(body.Length) - 0.9);
        double score = entropy < wanted || body.Contains("EXAMPLE", StringComparison.OrdinalIgnoreCase) || body.Contains("xxxx", StringComparison.OrdinalIgnoreCase)
            ? 0.25 : strong || entropy > 3.4 ? Sure : 0.6;
        if (score >= min)
        {
            found.Add(EntityTypes.Secret, format.Kind, start, end - start, score);
        }

        return end;
    }

    private static int PrivateKey(ReadOnlySpan<char> text, int start, ref FindingBuffer found)
    {
        ReadOnlySpan<char> rest = text[start..];
        int line = rest[..Math.Min(rest.Length, 80)].IndexOf("PRIVATE KEY", StringComparison.Ordinal);
        if (line < 0)
        {
            return 0;
        }

        // Body of letters, digits, + / = and line breaks (also written as \n), then the closing line.
        int end = start + line + 11;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '/' or '=' or '-' or '\n' or '\r' or '\\' or ' ' or ':' or ',' or '"'))
        {
            end++;
            if (text[end - 1] == '-' && text[..end].EndsWith("KEY-----", StringComparison.Ordinal) && end - start > 60)
            {
                break;
            }
        }

        found.Work += end - start;
        found.Add(EntityTypes.Secret, "private-key", start, end - start, 1, validated: text[..end].EndsWith("KEY-----", StringComparison.Ordinal));
        return end;
    }

    private static int WebToken(ReadOnlySpan<char> text, int start, ref FindingBuffer found)
    {
        if (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-'))
        {
            return 0;
        }

        int end = start, dots = 0, firstDot = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '=' || (text[end] == '.' && dots < 4)))
        {
            dots += text[end] == '.' ? 1 : 0;
            firstDot = firstDot == 0 && text[end] == '.' ? end : firstDot;
            end++;
        }

        found.Work += end - start;
        if (dots is not (2 or 4) || firstDot - start > 2048 || end - firstDot < 20 || !Encodings.DecodesTo(text[start..firstDot], "\"alg\""))
        {
            return 0;
        }

        found.Add(EntityTypes.Secret, "jwt", start, end - start, Sure, validated: true);
        return end;
    }

    private static int Credentials(ReadOnlySpan<char> text, int start, double min, ref FindingBuffer found)
    {
        int scheme = start;
        while (scheme > 0 && start - scheme < 20 && (char.IsAsciiLetterOrDigit(text[scheme - 1]) || text[scheme - 1] is '+' or '.' or '-'))
        {
            scheme--;
        }

        ReadOnlySpan<char> rest = text[(start + 3)..Math.Min(text.Length, start + 300)];
        found.Work += rest.Length;
        int stop = rest.IndexOfAny(s_urlStops), at = (stop < 0 ? rest : rest[..stop]).LastIndexOf('@');
        if (at < 0)
        {
            return Page(text, scheme, start, min, ref found);
        }

        int colon = rest[..at].IndexOf(':');
        ReadOnlySpan<char> password = colon < 0 ? default : rest[(colon + 1)..at];
        if (password.Length < 3 || scheme == start || password[0] is '$' or '{' or '<' or '%' && !char.IsAsciiHexDigit(password[^1]) || password is "password" or "pass" or "pwd" || IsStop(password))
        {
            return Page(text, scheme, start, min, ref found);
        }

        found.Add(EntityTypes.Secret, "url-credentials", start + 3, at, 0.85);
        return start + 3 + at;
    }

    /// <summary>An address of a page: a host under a public suffix, an IP address or localhost, and the rest up to white space or a quote.</summary>
    private static int Page(ReadOnlySpan<char> text, int from, int start, double min, ref FindingBuffer found)
    {
        int hostEnd = start + 3;
        while (hostEnd < text.Length && hostEnd - start < 256 && (char.IsLetterOrDigit(text[hostEnd]) || text[hostEnd] is '.' or '-' or '_'))
        {
            hostEnd++;
        }

        ReadOnlySpan<char> host = text[(start + 3)..hostEnd].TrimEnd('.');
        found.Work += host.Length;
        bool known = PublicSuffixes.IsRegistrable(host) || (host.Length > 0 && char.IsAsciiDigit(host[0]) && System.Net.IPAddress.TryParse(host, out _));
        bool inside = found.Count > 0 && found.Items[^1] is { Type: "URL" } last && last.End > from;
        if (!known || inside || from == start || (from > 0 && char.IsAsciiLetterOrDigit(text[from - 1])) || min > 0.6)
        {
            return 0;
        }

        int end = start + 3 + host.Length, longest = Math.Min(text.Length, start + 2048);
        while (end < longest && text[end] > ' ' && text[end] < 0x3000 && text[end] is not ('"' or '\'' or '<' or '>' or '`' or '|' or '{' or '}' or '\\' or '^'))
        {
            end++;
        }

        while (end > hostEnd && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '*')
        {
            end--;
        }

        found.Work += end - start;
        found.Add("URL", null, from, end - from, 0.6, validated: true);

        // What stands inside, a token in the query for one, is looked at all the same.
        return 0;
    }

    private static readonly System.Buffers.SearchValues<char> s_urlStops = System.Buffers.SearchValues.Create(" \t\r\n\"'<>`/?#,)");

    private static (string, int)[] Keywords() =>
    [
        .. SecretFormat.All.Select((f, i) => (f.Prefix, i)),
        .. Words("PASSWORD").Select(w => (w, Password)), .. Words("SECRET").Select(w => (w, Secret)), .. Words("USERNAME").Select(w => (w, Username)), .. Words("VENDOR").Select(w => (w, Brand)),
        ("-----BEGIN ", Pem), ("eyJ", Jwt), ("://", Url), ("www.", Www), ("authorization: basic", Secret),
    ];

    private static string[] Words(string group) =>
        [.. Resources.Lines("secret-words.txt").Where(l => l.StartsWith(group + ":", StringComparison.Ordinal))
            .SelectMany(l => l[(group.Length + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
