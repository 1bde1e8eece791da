namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>What stands between a key and its value.</summary>
internal static class KeyGap
{
    private const int MostWords = 3;
    private static readonly WordSet s_fill = new(SecretKeys.Words("FILL")),
        s_verbs = new(["is", "was", "to", "are", "ist", "est", "es", "as", "lautet", "bearer", "basic", "with"]);

    private static readonly WordSet s_linking = new(["is", "was", "to", "ist", "est", "es", "are"]);

    /// <summary>Whether a word that links a key to its value stands between two blanks.</summary>
    public static bool HasVerb(ReadOnlySpan<char> gap)
    {
        int blank = gap.IndexOf(' ');
        while (blank >= 0)
        {
            int next = gap[(blank + 1)..].IndexOf(' ');
            if (next >= 2 && s_linking.Contains(gap.Slice(blank + 1, next)))
            {
                return true;
            }

            blank = next < 0 ? -1 : blank + 1 + next;
        }

        return false;
    }

    /// <summary>Whether what stands between key and value ties them: signs, quotes, a type's name, "is", or a few words with a sign or verb last.</summary>
    public static bool Ties(ReadOnlySpan<char> gap, out bool quoted, out bool tied, out bool near, out int looked, out bool cut)
    {
        quoted = gap.Length > 0 && gap[^1] is '"' or '\'' or '`';
        (tied, near, looked, cut) = (false, true, gap.Length, false);
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

                ReadOnlySpan<char> word = gap[start..i];
                verb = s_verbs.Contains(word);
                near &= verb;
                if (!verb && !s_fill.Contains(word))
                {
                    words++;
                    sign = false;
                    if (words > MostWords)
                    {
                        (looked, cut) = (i, true);
                        return false;
                    }
                }

                value |= word.Equals("value", StringComparison.OrdinalIgnoreCase);
                continue;
            }

            looked = ++i;
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
                    cut = c != ',';
                    return false;
            }
        }

        (tied, looked) = (sign, gap.Length);
        bool blank = !sign && !verb && words == 0;
        return (!line || value || (sign && words == 0 && gap.TrimEnd().Length > 0 && gap.Count('\n') == 1 && gap[^1] is ' ' or '\t')) && words <= MostWords && (sign || verb || (blank && gap.Length > 0))
            && !(words > 0 && !sign && !verb);
    }
}
