using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Dates in numeric layouts and with month names, birth dates by context, and ages.</summary>
internal static class DateDetector
{
    private static readonly int s_date = ContextCues.Table.Id("DATE_TIME"), s_birth = ContextCues.Table.Id("BIRTH"), s_age = ContextCues.Table.Id("AGE");

    private static readonly Dictionary<uint, int> s_months = Months();

    public static void Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int length = end - start;
        if (!char.IsAsciiDigit(text[start]) || length > 17)
        {
            return;
        }

        if (length == 8 && Compact(text, start, end))
        {
            Report(text, start, end, 0.25, min, ref context, ref found);
        }

        if (length <= 4 && TokenShapes.MayStart(text, start))
        {
            int last = Numeric(text, start, out double score);
            last = last == 0 ? MonthAndYear(text, start, end, out score) : last;
            last = last == 0 ? Clock(text, start, out score) : last;
            if (last == 0)
            {
                last = Written(text, start, end, out int first, out score);
                last = last == 0 ? MonthBefore(text, start, end, out first, out score) : last;
                start = last == 0 ? start : first;
            }

            if (last > 0)
            {
                Report(text, start, last, score, min, ref context, ref found);
                return;
            }
        }

        if (length <= 6)
        {
            Age(text, start, end, min, ref context, ref found);
        }
    }

    private static void Report(ReadOnlySpan<char> text, int start, int end, double score, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        context.Read(start, end);
        double birth = context.Boost(s_birth);
        score += Math.Max(birth, context.Boost(s_date) / 3);
        if (score >= min)
        {
            found.Add(EntityTypes.DateTime, birth > 0.41 ? "birth" : null, start, end - start, score, validated: score >= 0.6);
        }
    }

    /// <summary>y-m-d, d.m.y, m/d/y and their kin, with a time behind in the ISO form; 0 when there is none.</summary>
    private static int Numeric(ReadOnlySpan<char> text, int start, out double score)
    {
        score = 0;
        int i = start;
        int a = Number(text, ref i, out int lengthA);
        if (i >= text.Length || text[i] is not ('-' or '/' or '.' or '年'))
        {
            return 0;
        }

        char separator = text[i++];
        int b = Number(text, ref i, out int lengthB);
        if (lengthB is 0 or > 2 || i >= text.Length || text[i] != (separator == '年' ? '月' : separator))
        {
            return 0;
        }

        i++;
        int c = Number(text, ref i, out int lengthC);
        if (separator == '年')
        {
            i += i < text.Length && text[i] is '日' or '号' ? 1 : 0;
            score = 0.8;
            return lengthA is 4 or 2 && Checksums.IsDate(b, c) ? i : 0;
        }

        if (lengthA == 4 && lengthC is 1 or 2 && a is >= 1800 and <= 2100 && Checksums.IsDate(b, c))
        {
            score = 0.7;
            return TokenShapes.MayEnd(text, i) || IsTime(text, i) ? Time(text, i) : 0;
        }

        bool dayFirst = Checksums.IsDate(b, a), monthFirst = Checksums.IsDate(a, b);
        if (lengthA <= 2 && lengthC is 2 or 4 && (dayFirst || monthFirst) && (lengthC == 2 || c is >= 1800 and <= 2100) && TokenShapes.MayEnd(text, i))
        {
            score = lengthC == 4 ? 0.7 : separator == '/' ? 0.5 : 0.3;
            return i;
        }

        return 0;
    }

    /// <summary>20190304.</summary>
    private static bool Compact(ReadOnlySpan<char> text, int start, int end)
    {
        int i = start + 4;
        return TokenShapes.MayStart(text, start) && TokenShapes.MayEnd(text, end) && !text[start..end].ContainsAnyExceptInRange('0', '9')
            && text[start..(start + 2)] is "19" or "20" && Checksums.IsDate(Checksums.Two(text, i), Checksums.Two(text, i + 2));
    }

    /// <summary>12/1987, 1987-05.</summary>
    private static int MonthAndYear(ReadOnlySpan<char> text, int start, int end, out double score)
    {
        score = 0.2;
        int i = start, a = Number(text, ref i, out int lengthA);
        if (i != end || i >= text.Length || text[i] is not ('/' or '-' or '.'))
        {
            return 0;
        }

        char separator = text[i++];
        int b = Number(text, ref i, out int lengthB);
        bool yearFirst = lengthA == 4 && lengthB == 2 && separator == '-';
        (int month, int year) = yearFirst ? (b, a) : (a, b);
        bool fits = yearFirst || (lengthA is 1 or 2 && lengthB == 4);
        return fits && month is >= 1 and <= 12 && year is >= 1900 and <= 2100 && TokenShapes.MayEnd(text, i) && (i == text.Length || text[i] != separator) ? i : 0;
    }

    /// <summary>10:30 AM.</summary>
    private static int Clock(ReadOnlySpan<char> text, int start, out double score)
    {
        score = 0.4;
        int i = start, hour = Number(text, ref i, out int digits), minute = 0;
        bool minutes = i < text.Length && text[i] is ':' or '.';
        if (minutes)
        {
            i++;
            minute = Number(text, ref i, out int more);
            minutes = more == 2;
        }

        int half = i < text.Length && text[i] == ' ' ? i + 1 : i;
        ReadOnlySpan<char> rest = text[half..Math.Min(text.Length, half + 5)];
        int length = rest.StartsWith("am", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pm", StringComparison.OrdinalIgnoreCase) ? 2
            : rest.StartsWith("a.m.", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("p.m.", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
        return minutes && digits is 1 or 2 && hour is >= 1 and <= 12 && minute < 60 && length > 0 && TokenShapes.MayEnd(text, half + length) ? half + length : 0;
    }

    private static bool IsTime(ReadOnlySpan<char> text, int i) => i + 3 < text.Length && text[i] is 'T' or ' ' && char.IsAsciiDigit(text[i + 1]);

    private static int Time(ReadOnlySpan<char> text, int i)
    {
        if (!IsTime(text, i) || (text[i] == ' ' && (i + 5 >= text.Length || (text[i + 3] != ':' && text[i + 2] != ':'))))
        {
            return i;
        }

        int last = i + 1;
        while (last < text.Length && last - i < 32 && (char.IsAsciiDigit(text[last]) || text[last] is ':' or '.' or '+' or '-' or 'Z'))
        {
            last++;
        }

        return text[last - 1] is '.' or ':' or '-' ? last - 1 : last;
    }

    /// <summary>"5 March 1985", "5. März", "March 5th, 1985": a month's name beside a day.</summary>
    private static int Written(ReadOnlySpan<char> text, int start, int end, out int first, out double score)
    {
        first = start;
        score = 0;
        int digitsEnd = start;
        int day = Number(text, ref digitsEnd, out int digits);
        bool ordinal = end - digitsEnd is 2 && text[digitsEnd..end] is "st" or "nd" or "rd" or "th";
        if (digits > 2 || day is 0 or > 31 || (digitsEnd != end && !ordinal))
        {
            return 0;
        }

        int at = Skip(text, end);
        if (WordAt(text, at, out int wordEnd) is var next && next.Equals("of", StringComparison.OrdinalIgnoreCase) || next.Equals("de", StringComparison.OrdinalIgnoreCase))
        {
            at = Skip(text, wordEnd);
            next = WordAt(text, at, out wordEnd);
        }

        if (next.Length >= 3 && s_months.ContainsKey(Words.Hash(next)))
        {
            score = next.Equals("may", StringComparison.Ordinal) ? 0.3 : 0.6;
            return Year(text, wordEnd, ref score);
        }

        int before = start;
        while (before > 0 && start - before < 2 && text[before - 1] is ' ' or '.')
        {
            before--;
        }

        int from = before;
        while (from > 0 && before - from < 12 && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        if (before - from < 3 || before == start || !s_months.ContainsKey(Words.Hash(text[from..before])) || !TokenShapes.MayEnd(text, end))
        {
            return 0;
        }

        first = from;
        score = char.IsAsciiLetterLower(text[from]) ? 0.3 : 0.55;
        return Year(text, end, ref score);
    }

    /// <summary>May 1987: a month's name before a year.</summary>
    private static int MonthBefore(ReadOnlySpan<char> text, int start, int end, out int first, out double score)
    {
        first = start;
        score = 0.45;
        if (end - start != 4 || text[start..(start + 2)] is not ("19" or "20") || start < 4 || text[start - 1] != ' ' || !TokenShapes.MayEnd(text, end))
        {
            return 0;
        }

        int to = text[start - 2] is ',' or '.' ? start - 2 : start - 1, from = to;
        while (from > 0 && to - from < 12 && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        if (to - from < 3 || !s_months.ContainsKey(Words.Hash(text[from..to])) || (from > 0 && char.IsLetter(text[from - 1])))
        {
            return 0;
        }

        first = from;
        return end;
    }

    private static int Year(ReadOnlySpan<char> text, int end, ref double score)
    {
        int at = end;
        while (at < text.Length && at - end < 3 && text[at] is ' ' or ',' or '.' or '-' or '/')
        {
            at++;
        }

        if (WordAt(text, at, out int of) is { Length: 2 } word && word.Equals("de", StringComparison.Ordinal))
        {
            at = Skip(text, of);
        }

        int i = at;
        int year = Number(text, ref i, out int digits);
        if (digits == 4 && year is >= 1800 and <= 2100 && at > end && TokenShapes.MayEnd(text, i))
        {
            score += 0.15;
            return i;
        }

        return end;
    }

    private static void Age(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int digitsEnd = start;
        int years = Number(text, ref digitsEnd, out int digits);
        if (digits is 0 or > 3 || years is 0 or > 130 || !TokenShapes.MayStart(text, start))
        {
            return;
        }

        ReadOnlySpan<char> rest = text[digitsEnd..Math.Min(text.Length, digitsEnd + 24)];
        int length = 0;
        foreach (string tail in s_ageTails)
        {
            if (rest.StartsWith(tail, StringComparison.OrdinalIgnoreCase) && (tail.Length == rest.Length || !char.IsLetterOrDigit(rest[tail.Length]) || Words.IsIdeograph(rest[tail.Length - 1])))
            {
                length = tail.Length;
                break;
            }
        }

        if (length > 0)
        {
            found.Add(EntityTypes.Age, null, start, digitsEnd - start + length, 0.7);
            return;
        }

        if (digitsEnd == end && TokenShapes.MayEnd(text, end))
        {
            context.Read(start, end);
            double score = context.Boost(s_age) >= 0.46 ? 0.1 + context.Boost(s_age) : years is >= 1 and <= 110 && digits == 2 && IsTold(text, start, end) ? 0.45 : 0;
            if (score >= min && score > 0)
            {
                found.Add(EntityTypes.Age, null, start, end - start, score);
            }
        }
    }

    /// <summary>"he is 43 and", "Anna, 66, was".</summary>
    private static bool IsTold(ReadOnlySpan<char> text, int start, int end)
    {
        ReadOnlySpan<char> rest = text[end..Math.Min(text.Length, end + 5)];
        bool stops = rest.Length == 0 || rest[0] is ',' or '.' or ';' or '!' or '?' or '\n' or ')' || rest.StartsWith(" and", StringComparison.Ordinal) || rest.StartsWith(" but", StringComparison.Ordinal);
        ReadOnlySpan<char> before = text[Math.Max(0, start - 12)..start];
        bool pronoun = stops && (before.EndsWith("he is ", StringComparison.OrdinalIgnoreCase) || before.EndsWith("he's ", StringComparison.OrdinalIgnoreCase)
            || before.EndsWith(" i am ", StringComparison.OrdinalIgnoreCase) || before.EndsWith(" i'm ", StringComparison.OrdinalIgnoreCase) || before.EndsWith(" im ", StringComparison.OrdinalIgnoreCase)
            || before.EndsWith("turned ", StringComparison.OrdinalIgnoreCase) || before.EndsWith("turns ", StringComparison.OrdinalIgnoreCase));
        if (pronoun || start < 4 || rest.Length == 0 || rest[0] != ',' || text[start - 1] != ' ' || text[start - 2] != ',' || !char.IsLower(text[start - 3]))
        {
            return pronoun;
        }

        int from = start - 3;
        while (from > 0 && char.IsLetter(text[from - 1]) && start - from < 20)
        {
            from--;
        }

        return char.IsUpper(text[from]);
    }

    private static readonly string[] s_ageTails =
    [
        " years old", "-years-old", "-year-old", " year old", " years of age", " year-old", " yrs old", " y/o", "yo", " yo", "y/o", " months old", "-month-old",
        " Jahre alt", "-jährige", "-jähriger", "-jährigen", " ans", " años", " anni", " jaar oud", "岁", "歲", "歳", "세", " anos",
    ];

    private static int Number(ReadOnlySpan<char> text, ref int i, out int length)
    {
        int value = 0, from = i;
        while (i < text.Length && char.IsAsciiDigit(text[i]) && i - from < 5)
        {
            value = (value * 10) + text[i++] - '0';
        }

        length = i - from;
        return value;
    }

    private static int Skip(ReadOnlySpan<char> text, int at)
    {
        int i = at;
        while (i < text.Length && i - at < 3 && text[i] is ' ' or '.' or '-' or '/')
        {
            i++;
        }

        return i;
    }

    private static ReadOnlySpan<char> WordAt(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        while (end < text.Length && end - at < 12 && char.IsLetter(text[end]))
        {
            end++;
        }

        return text[at..end];
    }

    private static Dictionary<uint, int> Months()
    {
        string[] names =
        [
            "january jan januar janvier enero ene gennaio januari janeiro jänner", "february feb februar février fevrier febrero febbraio februari fevereiro",
            "march mar märz mars marzo maart março", "april apr avril abril aprile", "may mai mayo maggio mei maio", "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho", "august aug août aout agosto augustus", "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro", "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro",
        ];
        var months = new Dictionary<uint, int>();
        for (int m = 0; m < names.Length; m++)
        {
            foreach (string name in names[m].Split(' '))
            {
                months[Words.Hash(name)] = m + 1;
            }
        }

        return months;
    }
}
