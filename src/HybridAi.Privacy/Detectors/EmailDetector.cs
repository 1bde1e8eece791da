using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>E-mail addresses: what stands around an @, with a host under a public suffix.</summary>
internal static class EmailDetector
{
    private const int LongestLocal = 64, LongestHost = 253;

    public static void Find(ReadOnlySpan<char> text, int at, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int start = at, end = at + 1;
        while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        while (start < at && text[start] is '.' or '-' or '\'' or '&' or '=' or '/' or '*' or '#')
        {
            start++;
        }

        // A key=value pair or a path before the address is not part of it.
        int cut = text[start..at].LastIndexOfAny('=', '/', '&');
        start += cut + 1;
        while (end < text.Length && end - at <= LongestHost && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '.') && !Words.IsIdeograph(text[end]))
        {
            end++;
        }

        while (end > at + 1 && text[end - 1] is '.' or '-')
        {
            end--;
        }

        ReadOnlySpan<char> host = text[(at + 1)..end];
        found.Work += end - start;
        if (start == at && host.Length >= 3)
        {
            Handle(text, at, end, min, ref context, ref found);
            return;
        }

        if (start == at || text[at - 1] == '.' || host.Length < 4 || host.Contains("..", StringComparison.Ordinal))
        {
            return;
        }

        if (IsPassword(text, start))
        {
            return;
        }

        if (!PublicSuffixes.IsRegistrable(host))
        {
            Internal(text, start, end, host, min, ref found);
            return;
        }

        double score = 1;
        if (PublicSuffixes.IsReserved(host))
        {
            context.Read(start, end);
            score = context.Boost(ContextCues.Unlikely) > 0 && context.Boost(s_group) == 0 ? 0.35 : 0.7;
        }
        else if (IsRole(text[start..at], host))
        {
            score = 0.35;
        }

        if (score >= min)
        {
            found.Add(EntityTypes.Email, null, start, end - start, score, validated: true);
        }
    }

    private static readonly int s_group = ContextCues.Table.Id("EMAIL_ADDRESS");

    /// <summary>Names under which networks of firms run their mail, and those reserved for examples (RFC 2606, RFC 6762).</summary>
    private static void Internal(ReadOnlySpan<char> text, int start, int end, ReadOnlySpan<char> host, double min, ref FindingBuffer found)
    {
        ReadOnlySpan<char> last = host[(host.LastIndexOf('.') + 1)..];
        double score = last.Length == host.Length ? 0 : last is "local" or "internal" or "lan" or "corp" or "intern" or "intranet" or "home" or "localdomain" ? 0.5
            : last is "example" or "test" or "invalid" ? 0.35 : 0;
        if (score > 0 && score >= min)
        {
            found.Add(EntityTypes.Email, null, start, end - start, score);
        }
    }

    /// <summary>"@jdoe.84" where a word says that it is an account.</summary>
    private static void Handle(ReadOnlySpan<char> text, int at, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        while (end < text.Length && end - at < 40 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_'))
        {
            end++;
        }

        if (end - at > 31 || (at > 0 && text[at - 1] is not (' ' or '(' or '"' or '\'' or ':' or '\n' or '\t')) || (end < text.Length && (text[end] is '/' or '(' or '@' or '{' || (text[end] == ':' && end + 1 < text.Length && char.IsAsciiLetter(text[end + 1])))) || !char.IsAsciiLetterOrDigit(text[at + 1]))
        {
            return;
        }

        context.Read(at, end);
        double score = context.Boost(s_user) is > 0.4 and double boost ? boost : 0.1;
        if (score >= min)
        {
            found.Add("USERNAME", null, at, end - at, score);
        }
    }

    private static readonly int s_user = ContextCues.Table.Id("USERNAME");

    /// <summary>Addresses every remote has: git@github.com is no person.</summary>
    private static bool IsRole(ReadOnlySpan<char> local, ReadOnlySpan<char> host) =>
        (local is "git" && (host is "github.com" or "gitlab.com" or "bitbucket.org" or "ssh.dev.azure.com")) || local is "noreply" or "no-reply";

    /// <summary>scheme://user:password@host: what stands before the @ is no mailbox.</summary>
    private static bool IsPassword(ReadOnlySpan<char> text, int start)
    {
        if (start < 4 || text[start - 1] != ':')
        {
            return false;
        }

        int slash = text[Math.Max(0, start - 64)..start].LastIndexOf("://", StringComparison.Ordinal);
        return slash >= 0 && text[Math.Max(0, start - 64)..start][slash..].IndexOfAny(' ', '\n', '"') < 0;
    }

    private static bool IsLocal(char c) =>
        c < 128 ? char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal) && c is not ('`' or '|' or '{' or '}' or '^' or '$' or '?' or '!')
            : char.IsLetter(c) && !Words.IsIdeograph(c);
}
