using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>What a key says its value is.</summary>
internal enum SecretClass
{
    None,
    Password,
    Secret,
    User,

    /// <summary>"key", "auth": a secret if the value looks like one beyond doubt.</summary>
    Weak,

    /// <summary>A vendor's name: the same.</summary>
    Vendor,
}

/// <summary>A key found before a value, and how it is tied to it.</summary>
internal readonly record struct SecretKey(SecretClass Class, string? Vendor, bool Quoted, bool Sentence, bool Loose, bool Qualified, bool Near);

/// <summary>Looks back from a value for a word that calls it a secret, and reads what stands between them.</summary>
internal static class SecretKeys
{
    private const int Reach = 72;
    private static readonly (string Word, SecretClass Class)[] s_words =
    [
        .. Words("PASSWORD").Select(w => (w, SecretClass.Password)), .. Words("SECRET").Select(w => (w, SecretClass.Secret)),
        .. Words("USERNAME").Select(w => (w, SecretClass.User)), .. Words("WEAK").Select(w => (w, SecretClass.Weak)),
        .. Words("VENDOR").Select(w => (w, SecretClass.Vendor)),
    ];

    private static readonly KeywordGate s_gate = new([.. s_words.Select(k => k.Word)]);
    private static readonly HashSet<string> s_tails = [.. Words("NO_VALUE")];
    private static readonly HashSet<string> s_fill = [.. Words("FILL")];

    public static string[] Words(string group) =>
        [.. Resources.Lines("secret-words.txt").Where(l => l.StartsWith(group + ":", StringComparison.Ordinal))
            .SelectMany(l => l[(group.Length + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Whether a value may follow: behind a sign, a verb, or a word that is a key itself. What stands behind any other word is not looked at further.</summary>
    public static bool MayStand(ReadOnlySpan<char> before)
    {
        int end = before.Length;
        while (end > 0 && before[end - 1] == ' ')
        {
            end--;
        }

        if (end == 0 || !char.IsLetterOrDigit(before[end - 1]))
        {
            return end > 0 && before[end - 1] is not (',' or '.' or '?' or '!' or ';');
        }

        int start = end;
        while (start > 0 && (char.IsLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        ReadOnlySpan<char> word = before[start..end];
        if (word.Length < 3 || word is "was" or "are" or "ist" or "est" or "with" or "lautet" or "value")
        {
            return word is "is" or "to" or "as" or "es" or "Is" or "-p" or "-u" || word.Length >= 3;
        }

        int at = 0, state = 0;
        return s_gate.Next(word, ref at, ref state) is not null;
    }

    /// <summary>"… is my password": the key word behind a value, or none.</summary>
    public static SecretClass Behind(ReadOnlySpan<char> behind)
    {
        ReadOnlySpan<char> rest = behind.StartsWith(" is ", StringComparison.Ordinal) ? behind[4..] : default;
        foreach (string owner in s_owners)
        {
            if (rest.StartsWith(owner, StringComparison.Ordinal))
            {
                int at = owner.Length, state = 0;
                int[]? ends = s_gate.Next(rest, ref at, ref state);
                return ends is null ? SecretClass.None : ends.Select(e => s_words[e].Class).Min();
            }
        }

        return SecretClass.None;
    }

    private static readonly string[] s_owners = ["my ", "the ", "our ", "his ", "her ", "their ", "your "];

    /// <summary>Whether a key word stands in the last characters before a sign.</summary>
    public static bool EndsInKey(ReadOnlySpan<char> before)
    {
        int at = 0, state = 0;
        return s_gate.Next(before, ref at, ref state) is not null;
    }

    public static SecretKey Find(ReadOnlySpan<char> text, int valueStart, ref FindingBuffer found)
    {
        int from = Math.Max(0, valueStart - Reach), at = 0, state = 0;
        ReadOnlySpan<char> before = text[from..valueStart];
        found.Work += before.Length;
        SecretKey best = default;
        while (s_gate.Next(before, ref at, ref state) is { } ends)
        {
            foreach (int end in ends)
            {
                (string word, SecretClass @class) = s_words[end];
                SecretKey key = Read(before, at - word.Length, at, @class, word);

                // The nearest key counts, and "api_key" more than the vendor's name before it.
                if (key.Class != SecretClass.None && (best.Class == SecretClass.None || key.Class <= best.Class || best.Class >= SecretClass.Weak))
                {
                    string? vendor = key.Class == SecretClass.Vendor ? word : key.Class == SecretClass.Weak ? best.Vendor : null;
                    best = key with { Vendor = vendor, Qualified = key.Qualified || best.Class == SecretClass.Vendor };
                }
            }
        }

        return best;
    }

    /// <summary>Reads from the end of a key word to the value: the rest of the key, then what ties them. None when that is ordinary text.</summary>
    private static SecretKey Read(ReadOnlySpan<char> before, int start, int end, SecretClass @class, string word)
    {
        bool joined = start > 0 && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-' or '.');
        if (word is "pass" && ((start > 0 && char.IsAsciiLetter(before[start - 1])) || (end < before.Length && char.IsAsciiLetter(before[end]))))
        {
            return default;
        }

        if (@class == SecretClass.Weak && start > 0 && char.IsAsciiLetterLower(before[start - 1]) && !char.IsAsciiLetterUpper(before[start]))
        {
            return default;
        }

        if ((word is "token" && EndsWithAny(before[..start], s_paging)) || (word is "key" && EndsWithAny(before[..start], s_keysOf)))
        {
            return default;
        }

        if (@class != SecretClass.Password && start >= 6 && IsPublic(before[..start]))
        {
            return default;
        }

        int i = end;
        while (i < before.Length && (char.IsAsciiLetterOrDigit(before[i]) || before[i] is '_' or '-' or '.'))
        {
            i++;
        }

        if (!Continues(before[end..i], before[end - 1], @class) || (@class == SecretClass.Weak && i - end > 6))
        {
            return default;
        }

        bool dashed = start > 1 && before[start - 1] == '-' && FlagStart(before, start);
        bool constant = i - start > 3 && char.IsAsciiLetterUpper(before[start]) && char.IsAsciiLetterUpper(before[end - 1]) && before[..i].Contains('_');
        return Gap(before[i..], out bool quoted, out bool tied, out bool near)
            ? new SecretKey(@class, null, quoted, !tied && !dashed && !constant, !tied && !dashed && !constant && !HasVerb(before[i..]), joined, near)
            : default;
    }

    /// <summary>Tokens that turn pages and make requests repeatable open nothing.</summary>
    private static readonly string[] s_paging = [.. Words("PAGING")];

    /// <summary>Keys that look things up.</summary>
    private static readonly string[] s_keysOf = [.. Words("LOOKUP")];

    private static bool EndsWithAny(ReadOnlySpan<char> prefix, string[] words)
    {
        ReadOnlySpan<char> bare = prefix.TrimEnd("_-. ");
        foreach (string one in words)
        {
            if (bare.EndsWith(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPublic(ReadOnlySpan<char> prefix) =>
        prefix.EndsWith("public", StringComparison.OrdinalIgnoreCase) || prefix.EndsWith("publickey", StringComparison.OrdinalIgnoreCase)
        || prefix.EndsWith("public_", StringComparison.OrdinalIgnoreCase) || prefix.EndsWith("public-", StringComparison.OrdinalIgnoreCase);

    private static bool FlagStart(ReadOnlySpan<char> before, int start)
    {
        int i = start;
        while (i > 0 && (char.IsAsciiLetterOrDigit(before[i - 1]) || before[i - 1] == '-'))
        {
            i--;
        }

        return before[i] == '-';
    }

    /// <summary>The rest of the key behind the word: "_FOR_X", "Value", "s" go on a key; "izer", "ary" make another word; "_length", "Hash" name something that is no secret.</summary>
    private static bool Continues(ReadOnlySpan<char> rest, char last, SecretClass @class)
    {
        if (rest.Length == 0)
        {
            return true;
        }

        bool sameWord = char.IsAsciiLetter(rest[0]) && char.IsAsciiLetterLower(rest[0]) == char.IsAsciiLetterLower(last);
        if (sameWord && !(rest.Length == 1 && (rest[0] | 0x20) == 's') && @class != SecretClass.Vendor
            && !(rest.Length >= 2 && (rest[0] | 0x20) == 's' && rest[1] is '_' or '-' or '.') && !IsKnownEnd(rest))
        {
            return false;
        }

        Span<char> tail = stackalloc char[24];
        int n = 0, from = rest.Length;
        while (from > 0 && n < tail.Length && char.IsAsciiLetter(rest[from - 1]))
        {
            from--;
            n++;
            if (char.IsAsciiLetterUpper(rest[from]) && (from == 0 || char.IsAsciiLetterLower(rest[from - 1])))
            {
                break;
            }
        }

        rest[from..].ToLowerInvariant(tail);
        return !s_tails.Contains(tail[..n].ToString());
    }

    private static bool IsKnownEnd(ReadOnlySpan<char> rest) =>
        rest.StartsWith("key", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("token", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("secret", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("value", StringComparison.OrdinalIgnoreCase);

    private static bool HasVerb(ReadOnlySpan<char> gap) =>
        gap.Contains(" is ", StringComparison.OrdinalIgnoreCase) || gap.Contains(" was ", StringComparison.OrdinalIgnoreCase) || gap.Contains(" to ", StringComparison.OrdinalIgnoreCase)
        || gap.Contains(" ist ", StringComparison.OrdinalIgnoreCase) || gap.Contains(" est ", StringComparison.OrdinalIgnoreCase) || gap.Contains(" es ", StringComparison.OrdinalIgnoreCase)
        || gap.Contains(" are ", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether what stands between key and value ties them: signs, quotes, a type's name, "is", or a few words with a sign or verb last.</summary>
    private static bool Gap(ReadOnlySpan<char> gap, out bool quoted, out bool tied, out bool near)
    {
        quoted = gap.Length > 0 && gap[^1] is '"' or '\'' or '`';
        (tied, near) = (false, true);
        if (gap is " | " or " - " or " – " or "\t" or "] " or ")\t")
        {
            return tied = true;
        }

        int words = 0, i = 0;
        bool verb = gap.Length == 0, sign = false, value = false, line = false, sawQuote = false, opened = false;
        while (i < gap.Length)
        {
            char c = gap[i];
            if (char.IsLetterOrDigit(c) && c is not ('是' or '为'))
            {
                int start = i;
                while (i < gap.Length && (char.IsLetterOrDigit(gap[i]) || gap[i] is '_' or '-' or '.' or '\''))
                {
                    i++;
                }

                string word = gap[start..i].ToString().ToLowerInvariant();
                value |= word is "value";
                verb = word is "is" or "was" or "to" or "are" or "ist" or "est" or "es" or "as" or "lautet" or "bearer" or "basic" or "with";
                near &= verb;
                if (!verb && !s_fill.Contains(word))
                {
                    words++;
                    sign = false;
                }

                continue;
            }

            i++;
            switch (c)
            {
                case '=' or ':' or '：' or '是' or '为':
                    // "a == b" compares.
                    if (c == '=' && i < gap.Length && gap[i] == '=' && i >= 2 && gap[i - 2] is not ':')
                    {
                        return false;
                    }

                    // "pass `--public-key=": the sign belongs to another key.
                    if (c == '=' && words > 0 && i >= 2 && char.IsAsciiLetterOrDigit(gap[i - 2]))
                    {
                        return false;
                    }

                    sign = true;
                    break;
                case '>':
                    sign = true;
                    break;
                case '"' or '\'' or '`':
                    sawQuote = true;
                    break;
                case ',' when sawQuote || opened:
                    sign = true;
                    break;
                case '(' when i < gap.Length && gap[i] is '"' or '\'':
                    (sign, opened) = (true, true);
                    break;
                case '(' when i >= 2 && gap[i - 2] is not (' ' or '"' or '\''):
                    return false;
                case '\n':
                    line = true;
                    break;
                case ' ' or '\t' or '?' or '*' or '&' or ']' or ')' or '(' or '[' or '|' or '+' or '\\' or '$' or '\r' or '-' or '/' or '<' or '@' or '{':
                    break;
                default:
                    return false;
            }
        }

        tied = sign;
        bool blank = !sign && !verb && words == 0;
        return (!line || value || (sign && words == 0 && gap.TrimEnd().Length > 0 && gap.Count('\n') == 1 && gap[^1] is ' ' or '\t')) && words <= 3 && (sign || verb || (blank && gap.Length > 0))
            && !(words > 0 && !sign && !verb);
    }
}
