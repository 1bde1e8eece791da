using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Dates in numeric layouts and with month names, times of day, and birth dates by context.</summary>
internal static partial class DateDetector
{
    private static readonly int s_date = ContextCues.Table.Id("DATE_TIME"), s_birth = ContextCues.Table.Id("BIRTH");

    private static readonly Dictionary<uint, int> s_months = Months();

    public static void Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int length = end - start;
        if (!char.IsAsciiDigit(text[start]) || length > 17)
        {
            return;
        }

        if (length == 8 && Compact(text, start, end) is > 0 and int order)
        {
            Report(text, start, end, order == 2 ? 0.25 : 0.1, min, ref context, ref found);
        }

        if (length is 7 or 9 && Joined(text, start, end))
        {
            Report(text, start, end, length == 9 ? 0.5 : 0.25, min, ref context, ref found);
        }

        if (length == 5 && text[start + 2] == 'h' && TokenShapes.MayStart(text, start) && Clock(text, start, out double clock) is > 0 and int sharp)
        {
            Report(text, start, sharp, clock, min, ref context, ref found);
            return;
        }

        if (length <= 4 && TokenShapes.MayStart(text, start))
        {
            int first = start, last = 0;
            double score = 0;
            char behind = end < text.Length ? text[end] : '\0';
            bool bare = !text[start..end].ContainsAnyExcept(CharSets.Digits), open = !bare || behind is ' ' or '.' or '-' or '/' or ':' or > '\u007f';
            bool word = !bare || IsBesideWord(text, start, end);
            if (open && !(bare && behind is ' ' or ':'))
            {
                last = Numeric(text, ref first, out score);
                last = last == 0 ? MonthAndYear(text, start, end, out score) : last;
            }

            if (last == 0 && open && (word || behind != ' '))
            {
                last = Clock(text, start, out score);
            }

            if (last == 0 && (open || (start > 0 && text[start - 1] is ' ' or '.' or '-' or '/')))
            {
                last = word ? Written(text, start, end, out first, out score) : 0;
                last = last == 0 && length is 2 or 4 ? MonthBefore(text, start, end, out first, out score) : last;
            }

            last = last == 0 && length == 4 ? BareYear(text, first = start, end, out score) : last;
            if (last > 0)
            {
                Report(text, first, last, score, min, ref context, ref found);
                return;
            }
        }

        if (length is 2 or 4 && start > 3 && text[start - 1] is '-' or '/' && char.IsLetter(text[start - 2]) && MonthBefore(text, start, end, out int month, out double sure) is > 0 and int stop)
        {
            Report(text, month, stop, sure, min, ref context, ref found);
        }

        if (length <= 6)
        {
            AgeFinder.Find(text, start, end, min, ref context, ref found);
        }
    }

    /// <summary>Whether a letter stands behind a number, or before it with a blank or dot between: else no month's name is beside it.</summary>
    private static bool IsBesideWord(ReadOnlySpan<char> text, int start, int end)
    {
        int at = Skip(text, end);
        return (at < text.Length && IsLetter(text[at]))
            || (start > 2 && text[start - 1] is ' ' or '.' && (IsLetter(text[start - 2]) || (text[start - 2] is ' ' or '.' && IsLetter(text[start - 3]))));
    }

    /// <summary>No month's name is written with ideographs: there they are numbers.</summary>
    private static bool IsLetter(char c) => char.IsLetter(c) && !Words.IsIdeograph(c);

    /// <summary>Whether a word of this number names a month.</summary>
    public static bool IsMonth(uint word) => s_months.ContainsKey(word);

    private static void Report(ReadOnlySpan<char> text, int start, int end, double score, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        context.Read(start, end);
        double birth = context.Boost(s_birth);
        score += Math.Max(birth, context.Boost(s_date) / 3);
        if (score >= min)
        {
            // A year alone or a time of day is nobody's birth date.
            bool whole = end - start > 5 || text[start..end].ContainsAny('/', '.', '-');
            found.Add(EntityTypes.DateTime, birth > 0.41 && whole ? "birth" : null, start, end - start, score, validated: score >= 0.6);
        }
    }

    /// <summary>"5 March 1985", "5. März", "March 5th, 1985": a month's name beside a day.</summary>
    private static int Written(ReadOnlySpan<char> text, int start, int end, out int first, out double score)
    {
        first = start;
        score = 0;
        int digitsEnd = start;
        int day = Number(text, ref digitsEnd, out int digits);
        bool ordinal = end - digitsEnd is 2 && text[digitsEnd..end] is "st" or "nd" or "rd" or "th" or "er";
        if (digits > 2 || day is 0 or > 31 || (digitsEnd != end && !ordinal))
        {
            return 0;
        }

        int at = Skip(text, end);
        if (WordAt(text, at, out int wordEnd) is var next && IsOf(next))
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

    private static bool IsOf(ReadOnlySpan<char> word) =>
        word.Equals("of", StringComparison.OrdinalIgnoreCase) || word.Equals("de", StringComparison.OrdinalIgnoreCase) || word is "del" or "di";

    /// <summary>05JUN2025, 05JUN25.</summary>
    private static bool Joined(ReadOnlySpan<char> text, int start, int end) =>
        s_months.ContainsKey(Words.Hash(text.Slice(start + 2, 3))) && char.IsAsciiDigit(text[start + 1]) && Checksums.Two(text, start) is >= 1 and <= 31
        && !text[(start + 5)..end].ContainsAnyExcept(CharSets.Digits) && TokenShapes.MayStart(text, start) && TokenShapes.MayEnd(text, end);

    /// <summary>May 1987, May-1987, May of 1987: a month's name before a year; MAY-21.</summary>
    private static int MonthBefore(ReadOnlySpan<char> text, int start, int end, out int first, out double score)
    {
        first = start;
        score = 0.45;
        bool dash = start > 3 && text[start - 1] is '-' or '/';
        bool century = end - start == 4 && text[start..(start + 2)] is "19" or "20", brief = end - start == 2 && dash;
        if ((!century && !brief) || start < 4 || (text[start - 1] != ' ' && !dash) || !TokenShapes.MayEnd(text, end) || text[start..end].ContainsAnyExcept(CharSets.Digits))
        {
            return 0;
        }

        int to = text[start - 2] is ',' or '.' ? start - 2 : start - 1;
        to -= to > 6 && text.Slice(to - 3, 3) is " of" or " de" ? 3 : 0;
        int from = to;
        while (from > 0 && to - from < 12 && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        if (to - from < 3 || !s_months.ContainsKey(Words.Hash(text[from..to])) || (from > 0 && char.IsLetter(text[from - 1])))
        {
            return 0;
        }

        score = brief ? 0.25 : score;
        first = from;
        return end;
    }

    private static int Year(ReadOnlySpan<char> text, int end, ref double score)
    {
        int at = end;
        while (at < text.Length && at - end < 3 && text[at] is ' ' or ',' or '.' or '-' or '/' or '\'' or '’')
        {
            at++;
        }

        if (WordAt(text, at, out int of) is var word && word is "de" or "del" or "of")
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

        // 21-May-21, 5 June '25.
        return digits == 2 && at > end && text[at - 1] is '-' or '/' or '\'' or '’' && TokenShapes.MayEnd(text, i) ? i : end;
    }

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
        while (i < text.Length && i - at < 3 && text[i] is ' ' or '.' or '-' or '/' or 'º' or 'ª' or '°')
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
            "january jan januar janvier enero ene gennaio januari janeiro jänner styczeń stycznia ocak января", "february feb februar février fevrier febrero febbraio februari fevereiro luty lutego şubat февраля",
            "march mar märz mars marzo maart março marzec marca mart марта", "april apr avril abril aprile kwiecień kwietnia nisan апреля", "may mai mayo maggio mei maio maj maja mayıs мая",
            "june jun juni juin junio giugno junho czerwiec czerwca haziran июня", "july jul juli juillet julio luglio julho lipiec lipca temmuz июля",
            "august aug août aout agosto augustus augusti sierpień sierpnia ağustos августа", "september sep sept septembre septiembre settembre setembro wrzesień września eylül сентября",
            "october oct oktober okt octobre octubre ottobre outubro październik października ekim октября", "november nov novembre noviembre novembro listopad listopada kasım ноября",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro grudzień grudnia aralık декабря",
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
