using System.Collections.Frozen;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Ages: with a word for years behind, or told of a person.</summary>
internal static class AgeFinder
{
    private static readonly int s_age = ContextCues.Table.Id("AGE");

    private static readonly string[] s_tails =
    [
        " years old", "-years-old", "-year-old", " year old", " years of age", " year-old", "-year old", " yrs old", " yr old", "yr old", " y/o", "yo", " yo", "y/o", " y.o.", "y.o.", " years young", "-yr-old",
        " months old", " month old", "-month-old", " weeks old", "-week-old", " days old", " Jahre alt", " Jahre jung", "-jährige", "-jähriger", "-jährigen", " jährige", " ans", " años", " anni", " jaar oud", " jaar",
        "岁", "歲", "歳", "才", "세", "살", " anos", " lat", " lata", " лет", " let", " år", " vuotta", " yaşında", " yıl",
    ];

    private static readonly string[] s_before =
    [
        "he is ", "he's ", "i am ", "i'm ", " im ", "turned ", "turns ", "turning ", "they are ", "wife is ", "husband is ", "son is ", "daughter is ", "mother is ", "father is ", "mom is ", "dad is ", "mum is ",
        "brother is ", "sister is ", "partner is ", "boyfriend is ", "girlfriend is ", "friend is ", "patient is ", "i’m ", "he’s ",
    ];

    public static void Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int digitsEnd = start, years = 0;
        while (digitsEnd < end && digitsEnd - start < 4 && char.IsAsciiDigit(text[digitsEnd]))
        {
            years = (years * 10) + text[digitsEnd++] - '0';
        }

        int digits = digitsEnd - start;
        if (digits is 0 or > 3 || years is 0 or > 130 || !TokenShapes.MayStart(text, start))
        {
            return;
        }

        ReadOnlySpan<char> rest = text[digitsEnd..Math.Min(text.Length, digitsEnd + 24)];
        if (Tail(rest) is > 0 and int length)
        {
            found.Add(EntityTypes.Age, null, start, digitsEnd - start + length, 0.7);
            return;
        }

        // "I (34F)", "my boyfriend (29M)": how forums write age and sex.
        if (digits == 2 && end == digitsEnd + 1 && text[digitsEnd] is 'F' or 'M' or 'f' or 'm' && end < text.Length && start > 0
            && (text[start - 1], text[end]) is ('(', ')') or ('[', ']'))
        {
            found.Add(EntityTypes.Age, null, start, digits, 0.5);
            return;
        }

        if (digitsEnd == end && TokenShapes.MayEnd(text, end) && (digits == 2 || !context.IsQuiet(start)) && !IsOfThings(text[Math.Max(0, start - 12)..start]))
        {
            context.Read(start, end);
            double score = context.Boost(s_age) >= 0.46 ? 0.1 + context.Boost(s_age) : years is >= 1 and <= 110 && digits == 2 && IsTold(text, start, end) ? 0.45 : 0;
            if (score >= min && score > 0)
            {
                found.Add(EntityTypes.Age, null, start, end - start, score);
            }
        }
    }

    /// <summary>The tails by their first two characters, of single signs by the first: nearly always none may stand here.</summary>
    private static readonly FrozenDictionary<int, string[]> s_byStart =
        s_tails.GroupBy(t => Start(t)).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    private static readonly bool[] s_isSecond = [.. Enumerable.Range(0, 128).Select(c => s_tails.Any(t => t.Length > 1 && t[0] is ' ' or '-' && char.ToLowerInvariant(t[1]) == char.ToLowerInvariant((char)c)))];

    private static int Start(ReadOnlySpan<char> tail) =>
        (char.ToLowerInvariant(tail[0]) << 16) | (tail[0] is ' ' or '-' && tail.Length > 1 ? char.ToLowerInvariant(tail[1]) : 0);

    /// <summary>"max-age=60", "min-release-age=7".</summary>
    private static bool IsOfThings(ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> key = before.TrimEnd(" =:\"'");
        return key.EndsWith("-age", StringComparison.OrdinalIgnoreCase) || key.EndsWith("max_age", StringComparison.OrdinalIgnoreCase) || key.EndsWith("maxAge", StringComparison.Ordinal);
    }

    private static int Tail(ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0 || (rest[0] is not (' ' or '-' or 'y' or 'Y') && rest[0] < '\u4E00')
            || (rest[0] is ' ' or '-' && rest.Length > 1 && rest[1] < 128 && !s_isSecond[rest[1]]) || !s_byStart.TryGetValue(Start(rest), out string[]? tails))
        {
            return 0;
        }

        foreach (string tail in tails)
        {
            if (rest.StartsWith(tail, StringComparison.OrdinalIgnoreCase) && (tail.Length == rest.Length || !char.IsLetterOrDigit(rest[tail.Length]) || Words.IsIdeograph(rest[tail.Length - 1])))
            {
                return tail.Length;
            }
        }

        return 0;
    }

    /// <summary>"he is 43 and", "Anna, 66, was".</summary>
    private static bool IsTold(ReadOnlySpan<char> text, int start, int end)
    {
        ReadOnlySpan<char> rest = text[end..Math.Min(text.Length, end + 6)];
        bool stops = rest.Length == 0 || rest[0] is ',' or '.' or ';' or '!' or '?' or '\n' or ')' || rest.StartsWith(" and", StringComparison.Ordinal)
            || rest.StartsWith(" but", StringComparison.Ordinal) || rest.StartsWith(" now", StringComparison.Ordinal) || rest.StartsWith(" with", StringComparison.Ordinal);
        if (stops && IsBehindPerson(text[Math.Max(0, start - 16)..start]))
        {
            return true;
        }

        if (start < 4 || rest.Length == 0 || rest[0] != ',' || text[start - 1] != ' ' || text[start - 2] != ',' || !char.IsLower(text[start - 3]))
        {
            return false;
        }

        int from = start - 3;
        while (from > 0 && char.IsLetter(text[from - 1]) && start - from < 20)
        {
            from--;
        }

        return char.IsUpper(text[from]);
    }

    private static bool IsBehindPerson(ReadOnlySpan<char> before)
    {
        foreach (string words in before.Length > 0 && before[^1] == ' ' ? s_before : [])
        {
            if (before.EndsWith(words, StringComparison.OrdinalIgnoreCase) && (before.Length == words.Length || words[0] == ' ' || words.StartsWith("he", StringComparison.Ordinal)
                || !char.IsLetter(before[^(words.Length + 1)])))
            {
                return true;
            }
        }

        return false;
    }
}
