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
        if (start == at || text[at - 1] == '.' || host.Length < 4 || host.Contains("..", StringComparison.Ordinal))
        {
            return;
        }

        if (!PublicSuffixes.IsRegistrable(host) || IsPassword(text, start))
        {
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
