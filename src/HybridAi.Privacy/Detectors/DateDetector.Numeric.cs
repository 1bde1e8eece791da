using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Dates and times in digits.</summary>
internal static partial class DateDetector
{
    private static readonly string[] s_beforeTime = ["at ", "um ", "à ", "alle ", "las ", "om ", "kl. ", "kl ", "from ", "until ", "till ", "by ", "to ", "@ ", "ab ", "às ", "time: ", "ora "];
    private static readonly string[] s_beforeYear = ["in ", "since ", "of ", "from ", "until ", "year ", "im Jahr ", "im Jahre ", "seit ", "en ", "nel ", "em ", "depuis ", "desde ", "dal ", "w ", "sinds ", "By ", "In "];

    /// <summary>y-m-d, d.m.y, m/d/y and their kin, with a time behind in the ISO form; 0 when there is none.</summary>
    private static int Numeric(ReadOnlySpan<char> text, ref int start, out double score)
    {
        score = 0;
        int i = start;
        int a = Number(text, ref i, out int lengthA);
        if (i < text.Length && text[i] is '年' or '년' or '月' or '월')
        {
            return Ideographic(text, ref start, i, a, lengthA, out score);
        }

        if (i >= text.Length || text[i] is not ('-' or '/' or '.'))
        {
            return 0;
        }

        // "5. 6. 2025": a blank behind the dot, both times or never.
        char separator = text[i++];
        bool blank = separator == '.' && i < text.Length && text[i] == ' ';
        i += blank ? 1 : 0;
        int b = Number(text, ref i, out int lengthB);
        if (lengthB is 0 or > 2)
        {
            return 0;
        }

        int two = i;
        if (i >= text.Length || text[i] != separator || (blank && (i + 1 >= text.Length || text[i + 1] != ' ')))
        {
            return blank ? 0 : DayAndMonth(text, two, separator, (a, lengthA), (b, lengthB), out score);
        }

        i += blank ? 2 : 1;
        int c = Number(text, ref i, out int lengthC);
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

        return lengthC == 0 && !blank ? DayAndMonth(text, two, separator, (a, lengthA), (b, lengthB), out score) : 0;
    }

    /// <summary>21/5, 05/21, and 24.12. with a dot behind.</summary>
    private static int DayAndMonth(ReadOnlySpan<char> text, int end, char separator, (int Value, int Length) a, (int Value, int Length) b, out double score)
    {
        bool dotted = separator == '.' && end < text.Length && text[end] == '.' && a.Length == 2 && b.Length == 2 && Checksums.IsDate(b.Value, a.Value);
        score = a.Length + b.Length > 2 && !(a.Value == 24 && b.Value == 7) ? 0.245 : 0.1;
        bool fits = a.Length <= 2 && (Checksums.IsDate(a.Value, b.Value) || Checksums.IsDate(b.Value, a.Value)) && TokenShapes.MayEnd(text, end);
        return fits && (separator == '/' || dotted) ? end : 0;
    }

    /// <summary>2025年6月5日, 令和5年6月5日, 6月5日, 2025년 6월 5일.</summary>
    private static int Ideographic(ReadOnlySpan<char> text, ref int start, int i, int a, int lengthA, out double score)
    {
        score = 0.8;
        int month = a;
        if (text[i] is '年' or '년')
        {
            i += i + 1 < text.Length && text[i + 1] == ' ' ? 2 : 1;
            month = Number(text, ref i, out int lengthB);
            if (lengthA is 3 or > 4 || lengthB is 0 or > 2 || i >= text.Length || text[i] is not ('月' or '월'))
            {
                return 0;
            }

            start -= start >= 2 && text.Slice(start - 2, 2) is "令和" or "平成" or "昭和" or "大正" or "民国" or "民國" ? 2 : 0;
        }
        else if (lengthA > 2)
        {
            return 0;
        }

        int behind = i + 1;
        i = behind + (behind < text.Length && text[behind] == ' ' ? 1 : 0);
        int day = Number(text, ref i, out int lengthC);
        if (lengthC is 1 or 2 && i < text.Length && text[i] is '日' or '号' or '號' or '일' && Checksums.IsDate(month, day))
        {
            return i + 1;
        }

        score = 0.5;
        return month != a && month is >= 1 and <= 12 ? behind : 0;
    }

    /// <summary>20190304; 04032019 is worth less.</summary>
    private static int Compact(ReadOnlySpan<char> text, int start, int end)
    {
        ReadOnlySpan<char> digits = text[start..end];
        if (digits.ContainsAnyExcept(CharSets.Digits) || !TokenShapes.MayStart(text, start) || !TokenShapes.MayEnd(text, end))
        {
            return 0;
        }

        if (digits[..2] is "19" or "20" && Checksums.IsDate(Checksums.Two(digits, 4), Checksums.Two(digits, 6)))
        {
            return 2;
        }

        int a = Checksums.Two(digits, 0), b = Checksums.Two(digits, 2);
        return digits.Slice(4, 2) is "19" or "20" && (Checksums.IsDate(a, b) || Checksums.IsDate(b, a)) ? 1 : 0;
    }

    /// <summary>12/1987, 1987-05, 1987/05.</summary>
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
        bool yearFirst = lengthA == 4 && lengthB == 2 && separator is '-' or '/', shortYear = lengthA is 1 or 2 && lengthB == 2 && separator == '/';
        (int month, int year) = yearFirst ? (b, a) : (a, b);
        bool fits = yearFirst || (lengthA is 1 or 2 && lengthB == 4);
        score = shortYear ? 0.1 : score;
        return (shortYear || (fits && year is >= 1900 and <= 2100)) && month is >= 1 and <= 12 && TokenShapes.MayEnd(text, i) && (i == text.Length || text[i] != separator) ? i : 0;
    }

    /// <summary>1987: worth something behind "in" or "since", or near a word for birth.</summary>
    private static int BareYear(ReadOnlySpan<char> text, int start, int end, out double score)
    {
        score = 0;
        if (end - start != 4 || text[start..(start + 2)] is not ("19" or "20") || text[start..end].ContainsAnyExcept(CharSets.Digits) || !TokenShapes.MayEnd(text, end))
        {
            return 0;
        }

        score = EndsWithAny(text[..start], s_beforeYear) ? 0.3 : 0.1;
        return end;
    }

    /// <summary>10:30 AM, 2pm, 14:30, 14:30:05, 14h30, 14.30 Uhr, 14時30分.</summary>
    private static int Clock(ReadOnlySpan<char> text, int start, out double score)
    {
        score = 0.4;
        int i = start, hour = Number(text, ref i, out int digits), minute = 0, more = 0;
        char sign = i < text.Length ? text[i] : '\0';
        if (digits is 0 or > 2 || hour > 23)
        {
            return 0;
        }

        if (sign is ':' or '.' or 'h' or '時' or '时' or '点' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
        {
            i++;
            minute = Number(text, ref i, out more);
            if (more != 2 || minute > 59)
            {
                return 0;
            }
        }

        int half = i < text.Length && text[i] is ' ' or '\u202F' or '\u00A0' ? i + 1 : i;
        ReadOnlySpan<char> rest = text[half..Math.Min(text.Length, half + 9)];
        int length = HalfOfDay(rest);
        if (length > 0 && hour is >= 1 and <= 12 && TokenShapes.MayEnd(text, half + length) && sign is ':' or '.' or ' ' or 'a' or 'p' or 'A' or 'P'
            && (more == 2 || half == i || (rest[0] | 0x20) == 'p' || rest.Length == length || rest[length] is not ' '))
        {
            return half + length;
        }

        if (rest.StartsWith("Uhr", StringComparison.Ordinal) && half > i && (more == 2 || sign == ' '))
        {
            return half + 3;
        }

        if (rest.StartsWith("o'clock", StringComparison.OrdinalIgnoreCase) && half > i)
        {
            return half + 7;
        }

        if (more != 2 || sign == '.')
        {
            return 0;
        }

        if (sign is '時' or '时' or '点')
        {
            return i < text.Length && text[i] == '分' ? i + 1 : i;
        }

        if (sign == ':' && i + 2 < text.Length && text[i] == ':' && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2]))
        {
            i += 3;
        }

        score = sign == 'h' || EndsWithAny(text[..start], s_beforeTime) ? 0.4 : 0.25;
        return TokenShapes.MayEnd(text, i) ? i : 0;
    }

    private static int HalfOfDay(ReadOnlySpan<char> rest) =>
        rest.Length < 2 || (rest[0] | 0x20) is not ('a' or 'p') ? 0 : (rest[1] | 0x20) == 'm' ? 2
        : rest.Length >= 4 && rest[1] == '.' && (rest[2] | 0x20) == 'm' && rest[3] == '.' ? 4 : 0;

    private static bool EndsWithAny(ReadOnlySpan<char> before, string[] words)
    {
        foreach (string word in words)
        {
            if (before.EndsWith(word, StringComparison.Ordinal) && (before.Length == word.Length || !char.IsLetterOrDigit(before[^(word.Length + 1)])))
            {
                return true;
            }
        }

        return false;
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
}
