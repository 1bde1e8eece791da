using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>
/// Finds where a value stands that a key before it calls a secret, password or user name: in code, configuration, JSON, XML, headers, command lines and sentences.
/// </summary>
internal static class KeyedValue
{
    private const int LongestValue = 300, Shortest = 4;

    /// <summary>A value with a digit at <paramref name="anchor"/>. Returns the end of the value when its key has been asked, 0 when it is none; <paramref name="runEnd"/> is where the next question is worth asking.</summary>
    public static int Before(ReadOnlySpan<char> text, int floor, int anchor, double min, ref KeyTrail trail, ref FindingBuffer found, out int runEnd)
    {
        runEnd = anchor + 1;
        while (runEnd < text.Length && IsValue(text[runEnd]))
        {
            runEnd++;
        }

        int start = anchor;
        found.Work += runEnd - anchor;
        while (start > floor && anchor - start < LongestValue && IsValue(text[start - 1]))
        {
            start--;
        }

        if (runEnd - start < Shortest && (start == 0 || text[start - 1] is not ('"' or '\'' or '`')) && (runEnd == text.Length || text[runEnd] is not ('=' or ':' or '(' or '[')))
        {
            return 0;
        }

        if (runEnd + 4 < text.Length && text[runEnd] == ' ' && text[runEnd + 1] == 'i' && Reverse(text, start, runEnd, min, ref found))
        {
            return runEnd;
        }

        if (start > 4 && text[start - 1] == ' ' && Carried(text, start, runEnd, min, ref found))
        {
            return runEnd;
        }

        if (text[start] == '-' && text[start + 1] == 'p' && runEnd - start > 5 && text[Math.Max(0, start - 60)..start].Contains("mysql", StringComparison.Ordinal))
        {
            // mysql -u root -phunter2: the client takes no blank there.
            found.Add("PASSWORD", null, start + 2, runEnd - start - 2, 0.6);
            return runEnd;
        }

        if (!SecretKeys.MayStand(text, start, ref trail))
        {
            return 0;
        }

        int end = End(text, start);
        if (end - start < Shortest || end <= anchor)
        {
            return 0;
        }

        bool judged = Judge(text, start, end, min, ref trail, ref found);

        // "https://host/v1?access_token=…": the address is no value, what stands behind a sign in it may be.
        return !judged && text[start] == '/' && start > 0 && text[start - 1] == ':' ? runEnd : end;
    }

    /// <summary>A value without digits behind ":" or "=" at <paramref name="sign"/>: only passwords and user names are such.</summary>
    public static int Behind(ReadOnlySpan<char> text, int sign, double min, ref KeyTrail trail, ref FindingBuffer found)
    {
        if (sign == 0 || !IsKeyEnd(text[sign - 1]))
        {
            return 0;
        }

        if (!SecretKeys.EndsInKey(sign, ref trail))
        {
            return text[sign] == ':' && sign + 4 < text.Length && text[sign + 1] is > ' ' and not (':' or '/') ? Account(text, sign, min, ref found) : 0;
        }

        int start = sign + 1;
        while (start < text.Length && start - sign < 6 && text[start] is ' ' or '=' or '>' or '"' or '\'' or '`' or '\\')
        {
            start++;
        }

        int end = start < text.Length && IsValue(text[start]) ? End(text, start) : start;
        if (end - start < 3 || text[start..end].ContainsAny(CharSets.Digits))
        {
            return 0;
        }

        found.Work += (end - start) / 8;
        return Judge(text, start, end, min, ref trail, ref found) ? end : 0;
    }

    /// <summary>"Basic" and base64 of name:password (RFC 7617); "docker login … -p password".</summary>
    private static bool Carried(ReadOnlySpan<char> text, int start, int end, double min, ref FindingBuffer found)
    {
        ReadOnlySpan<char> before = text[Math.Max(0, start - 60)..start];
        if (before.EndsWith("asic ", StringComparison.Ordinal) && end - start >= 8 && Encodings.DecodesTo(text[start..end], ":"u8))
        {
            int last = end;
            while (last < text.Length && last - end < 2 && text[last] == '=')
            {
                last++;
            }

            found.Add(EntityTypes.Secret, "basic-auth", start, last - start, 0.9, validated: true);
            return true;
        }

        bool told = (before.EndsWith(" -p ", StringComparison.Ordinal) && before.Contains("login", StringComparison.Ordinal))
            || (before.EndsWith(" -P ", StringComparison.Ordinal) && before.Contains("sqlcmd", StringComparison.Ordinal))
            || (before.EndsWith(" -a ", StringComparison.Ordinal) && before.Contains("redis-cli", StringComparison.Ordinal));
        if (!told || end - start < 6)
        {
            return false;
        }

        double score = SecretValues.Score(text[start..end], new SecretKey(SecretClass.Password, null, Quoted: false, Sentence: false, Loose: false, Qualified: false, Near: true));
        if (score < Math.Max(min, 0.4))
        {
            return false;
        }

        found.Add("PASSWORD", null, start, end - start, score);
        return true;
    }

    /// <summary>curl -u name:password.</summary>
    private static int Account(ReadOnlySpan<char> text, int sign, double min, ref FindingBuffer found)
    {
        int start = sign;
        while (start > 0 && sign - start < 40 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.' or '@' or '-'))
        {
            start--;
        }

        found.Work += sign - start;
        ReadOnlySpan<char> before = text[..start].TrimEnd("\"'");
        if (!before.EndsWith(" -u ", StringComparison.Ordinal) && !before.EndsWith(" --user ", StringComparison.Ordinal) && !text[start..sign].StartsWith("-u", StringComparison.Ordinal))
        {
            return 0;
        }

        int end = End(text, sign + 1);
        while (end > sign + 1 && text[end - 1] is '"' or '\'')
        {
            end--;
        }

        double score = SecretValues.Score(text[(sign + 1)..end], new SecretKey(SecretClass.Password, null, Quoted: false, Sentence: false, Loose: false, Qualified: false, Near: true));
        if (score < Math.Max(min, 0.4))
        {
            return 0;
        }

        found.Add("PASSWORD", null, sign + 1, end - sign - 1, score);
        return end;
    }

    /// <summary>"hunter2! is my password".</summary>
    private static bool Reverse(ReadOnlySpan<char> text, int start, int end, double min, ref FindingBuffer found)
    {
        SecretClass told = end - start < 4 ? SecretClass.None : SecretKeys.Behind(text[end..Math.Min(text.Length, end + 28)]);
        if (told is not (SecretClass.Password or SecretClass.User))
        {
            return false;
        }

        double score = SecretValues.Score(text[start..end], new SecretKey(told, null, Quoted: false, Sentence: true, Loose: false, Qualified: false, Near: true));
        if (score < min || score < 0.4)
        {
            return false;
        }

        found.Add(told == SecretClass.Password ? "PASSWORD" : "USERNAME", null, start, end - start, score);
        return true;
    }

    private static bool Judge(ReadOnlySpan<char> text, int start, int end, double min, ref KeyTrail trail, ref FindingBuffer found)
    {
        bool plain = !text[start..end].ContainsAnyExcept(CharSets.Digits);
        if (end - start > LongestValue || (plain && !IsTied(text, start)) || text[..start].EndsWith("[[", StringComparison.Ordinal)
            || text[Math.Max(0, start - 24)..start].Contains("arn:", StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> value = text[start..end];
        SecretKey key = SecretKeys.Find(text, start, SecretValues.MayBeSecret(value), ref trail, ref found);
        if (key.Class == SecretClass.None)
        {
            return false;
        }

        double score = SecretValues.Score(value, key);
        if (score < min || score <= 0)
        {
            return false;
        }

        string type = key.Class switch { SecretClass.Password => "PASSWORD", SecretClass.User => "USERNAME", _ => EntityTypes.Secret };
        found.Add(type, type == EntityTypes.Secret ? key.Vendor ?? "generic" : null, start, end - start, score);
        return true;
    }

    /// <summary>Whether a sign that ties values to keys stands before a bare number; else nothing is asked.</summary>
    private static bool IsTied(ReadOnlySpan<char> text, int start)
    {
        int i = start;
        while (i > 0 && start - i < 4 && text[i - 1] is ' ' or '"' or '\'' or '`')
        {
            i--;
        }

        return i > 0 && (text[i - 1] is ':' or '=' or '>' or '：' or '是' or '为' || text[..i].EndsWith(" is", StringComparison.Ordinal));
    }

    private static int End(ReadOnlySpan<char> text, int start)
    {
        char quote = start > 0 && text[start - 1] is '"' or '\'' or '`' ? text[start - 1] : '\0';
        int end = start, limit = Math.Min(text.Length, start + LongestValue + 100);
        while (end < limit && (quote == '\0' || text[end] != quote))
        {
            // Letters, digits and most signs go on a value whatever stands around.
            int plain = text[end..limit].IndexOfAnyExcept(s_plain);
            end = plain < 0 ? limit : end + plain;
            if (end == limit || (quote != '\0' && text[end] == quote))
            {
                break;
            }

            char c = text[end];
            bool inner = quote != '\0' ? c is > ' ' and < '\u007f' && c is not ('"' or '<' or '>')
                : c == '&' || (c == ':' && end + 1 < limit && char.IsAsciiLetterOrDigit(text[end + 1]) && text[start..end].ContainsAny(CharSets.Digits))
                || (c is '(' or '[' && end > start && end + 1 < limit && !char.IsWhiteSpace(text[end + 1]));
            if (!inner)
            {
                break;
            }

            // ?client_secret=…&x=1: the next parameter begins here.
            if (c == '&' && NextParameter(text[(end + 1)..Math.Min(limit, end + 32)]))
            {
                break;
            }

            end++;
        }

        while (end > start && (quote == '\0' || end == limit || text[end] != quote) && text[end - 1] is '.' or ')' or ']' or '}' or '?' or '!' or '\\' or ':' or ',')
        {
            end--;
        }

        end -= quote != '\0' && end > start && text[end - 1] == '\\' ? 1 : 0;
        return end;
    }

    private static bool NextParameter(ReadOnlySpan<char> rest)
    {
        int i = 0;
        while (i < rest.Length && (char.IsAsciiLetterOrDigit(rest[i]) || rest[i] is '_' or '-' or '.'))
        {
            i++;
        }

        return i > 0 && i < rest.Length && rest[i] == '=';
    }

    private static bool IsKeyEnd(char c) => char.IsLetter(c) || c is '"' or '\'' or '`' or ']' or ' ' or '*' or '?' or ':' or '|' or '+' or '_';

    private static bool IsValue(char c) => c < 128 && s_values[c];

    private static readonly bool[] s_values =
        [.. Enumerable.Range(0, 128).Select(c => c is > ' ' and < '\u007f' && !"\"'`,;<>()[]{}=:".Contains((char)c, StringComparison.Ordinal))];

    // Behind the table it is made from.
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        new string([.. Enumerable.Range(33, 94).Select(c => (char)c).Where(c => (IsValue(c) && c != '&') || c == '=')]));
}
