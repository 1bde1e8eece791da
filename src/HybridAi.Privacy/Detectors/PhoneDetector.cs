using System.Buffers;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Telephone numbers: international by country code, national by the numbering plans of the countries in the table.</summary>
internal static class PhoneDetector
{
    /// <summary>Groups of so many digits: 4 to 9.</summary>
    private static readonly SearchValues<char> s_long = SearchValues.Create("456789");
    private static readonly int s_phone = ContextCues.Table.Id("PHONE_NUMBER"), s_ph = ContextCues.Table.Id("PH_MOBILE_NUMBER"),
        s_tr = ContextCues.Table.Id("TR_PHONE_NUMBER");

    private const string CountryCodes =
        " 1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 211 212 213 "
        + "216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254 255 "
        + "256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 "
        + "380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 "
        + "677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 850 852 853 855 856 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 "
        + "975 976 977 979 992 993 994 995 996 998 ";

    /// <summary>Plan (N = 2–9, S = 6–9, T = 3–9, O = 1–9, # = any), groupings it is written in, score in such a grouping, score without any.</summary>
    private static readonly (string Plan, string[] Groups, double Score, double Bare)[] s_plans =
    [
        ("N##N######", ["3-3-4", "3-7"], 0.5, 0.15), ("1N##N######", ["1-3-3-4", "4-3-4"], 0.6, 0.15),
        ("07#########", ["5-6", "5-3-3", "4-3-4"], 0.6, 0.4), ("0O########", ["2-2-2-2-2", "4-3-3", "4-6", "2-4-4"], 0.55, 0.25),
        ("0O########", ["2-8", "3-7", "3-3-4"], 0.5, 0.25), ("0O#########", ["3-4-4", "4-3-4", "5-6", "4-7", "3-8", "5-3-3", "5-4-2"], 0.5, 0.25),
        ("0O#######", ["2-3-4", "2-7", "3-6", "4-5"], 0.4, 0.15), ("0O##########", ["4-8", "4-4-4", "5-7", "3-9", "4-3-2-3"], 0.45, 0.2),
        ("01########", ["4-6", "4-3-4"], 0.5, 0.25), ("S########", ["3-3-3", "3-2-2-2", "1-2-2-2-2"], 0.4, 0.15),
        ("3#########", ["3-3-4", "3-7", "3-6"], 0.45, 0.2), ("S#########", ["5-5", "3-3-4"], 0.5, 0.25),
        ("O#9########", ["2-5-4", "2-9", "2-1-4-4"], 0.6, 0.15), ("O#########", ["2-4-4"], 0.45, 0.05),
        ("1T#########", ["3-4-4"], 0.6, 0.42), ("0O##########", ["3-8", "4-8", "4-4-4"], 0.45, 0.2),
        ("5#########", ["3-3-2-2", "3-3-4"], 0.45, 0.1), ("05#########", ["4-3-2-2"], 0.5, 0.25), ("89#########", ["1-3-3-2-2", "1-3-7", "1-3-3-4"], 0.5, 0.15),
        ("1300######", ["4-3-3"], 0.4, 0.1), ("1800######", ["4-3-3"], 0.4, 0.1),

        // Without an area code: a word for telephones right beside it.
        ("N######", ["3-4"], 0.01, 0),
    ];

    /// <summary>The plans by length and first digit.</summary>
    private static readonly (string Plan, string[] Groups, double Score, double Bare)[][] s_byStart =
        [.. Enumerable.Range(0, 170).Select(i => s_plans.Where(p => p.Plan.Length == i / 10 && Fits([(char)('0' + (i % 10))], p.Plan[..1])).ToArray())];

    public static void Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        if (!char.IsAsciiDigit(text[start]) || text[start..end].ContainsAnyExcept(CharSets.Digits))
        {
            return;
        }

        int first = start;
        bool plus = false, open = false;
        while (first > 0 && start - first < 2 && text[first - 1] is '+' or '(')
        {
            first--;
            plus |= text[first] == '+';
            open |= text[first] == '(';
        }

        if (!TokenShapes.MayStart(text, first) || (first > 0 && text[first - 1] is '$' or '€' or '£' or '¥' or '₹'))
        {
            return;
        }

        FewChars room = default, more = default, stops = default;
        Span<char> digits = ((Span<char>)room)[..16], groups = ((Span<char>)more)[..32], ends = stops;
        int n = 0, g = 0, run = 0, i = start, last = start, dots = 0, ended = 0;
        bool blank = false, slash = false, far = false;
        while (i < text.Length && n < 16)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits[n++] = text[i++];
                run++;
                last = i;
                continue;
            }

            int gap = i;
            int signs = dots;
            bool wide = blank;
            while (gap < text.Length && gap - i < 3 && text[gap] is ' ' or '-' or '.' or '/' or '(' or ')')
            {
                open |= text[gap] is '(' or ')';
                signs += text[gap] == '.' ? 1 : 0;
                wide |= text[gap] is ' ' or '-';
                slash |= text[gap] == '/';
                gap++;
            }

            Group(groups, ref g, run);
            if (n is >= 9 and <= 13)
            {
                (ends[ended], ends[ended + 1], ends[ended + 2]) = ((char)(i - start), (char)n, (char)g);
                ended += 3;
            }

            run = 0;
            if (gap == i || gap == text.Length || !char.IsAsciiDigit(text[gap]))
            {
                far = gap - i == 3;
                break;
            }

            i = gap;
            (dots, blank) = (signs, wide);
        }

        Group(groups, ref g, run);
        found.Work += i - start;
        if (!plus && !open && dots > 0 && (dots == 1 || blank))
        {
            // One dot is a decimal number, dots among other signs are several.
            return;
        }

        if (n < 7)
        {
            return;
        }

        // "(+34 633 916 114)": the bracket is around the number, not of it.
        first += text[first] == '(' && !text[first..last].Contains(')') ? 1 : 0;
        last = n > 15 ? last : Extension(text, last);
        if (n <= 15 && TokenShapes.MayEnd(text, last) && Report(text, first, last, digits[..n], groups[..g], plus, open, min, ref context, ref found))
        {
            return;
        }

        if (slash || far || i == text.Length)
        {
            Shorter(text, first, start, min, plus, open, ref context, ref found);
            return;
        }

        // The run of groups went on into another number: the phone may end earlier, behind any of them.
        for (int k = 0; k < ended; k += 3)
        {
            int stop = start + ends[k];
            if (TokenShapes.MayEnd(text, stop) && Report(text, first, stop, digits[..ends[k + 1]], groups[..ends[k + 2]], plus, open, min, ref context, ref found))
            {
                return;
            }
        }
    }

    /// <summary>The same where wide gaps or slashes stand in the number: those gaps are none of a shorter one, or are passed over.</summary>
    private static void Shorter(
        ReadOnlySpan<char> text, int first, int start, double min, bool plus, bool open, ref ContextWindow context, ref FindingBuffer found)
    {
        FewChars room = default, more = default;
        Span<char> digits = ((Span<char>)room)[..15], groups = ((Span<char>)more)[..32];
        int n = 0, g = 0, run = 0;
        for (int i = start; i < text.Length && n < 15; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits[n++] = text[i];
                run++;
                if (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
                {
                    continue;
                }

                int mark = g;
                Group(groups, ref g, run);
                run = 0;
                if (n is >= 9 and <= 13 && TokenShapes.MayEnd(text, i + 1)
                    && Report(text, first, i + 1, digits[..n], groups[..g], plus, open, min, ref context, ref found))
                {
                    return;
                }

                _ = mark;
            }
            else if (text[i] is not (' ' or '-' or '.' or '(' or ')'))
            {
                return;
            }
        }
    }

    /// <summary>"x123", "ext. 123" behind a number belong to it.</summary>
    private static int Extension(ReadOnlySpan<char> text, int end)
    {
        int i = end;
        i += i < text.Length && text[i] is ' ' or ',' ? 1 : 0;
        i += i < text.Length && i > end && text[i] == ' ' ? 1 : 0;
        ReadOnlySpan<char> rest = text[i..Math.Min(text.Length, i + 16)];
        int word = rest.StartsWith("extension", StringComparison.OrdinalIgnoreCase) ? 9 : rest.StartsWith("ext", StringComparison.OrdinalIgnoreCase) ? 3
            : rest.StartsWith("x", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (word == 0)
        {
            return end;
        }

        int at = word;
        while (at < rest.Length && at - word < 2 && rest[at] is '.' or ' ' or ':')
        {
            at++;
        }

        int digits = at;
        while (at < rest.Length && at - digits < 6 && char.IsAsciiDigit(rest[at]))
        {
            at++;
        }

        return at - digits is >= 1 and <= 5 && (at == rest.Length || !char.IsAsciiLetterOrDigit(rest[at])) ? i + at : end;
    }

    private static void Group(Span<char> groups, ref int g, int run)
    {
        if (run == 0 || g + 3 > groups.Length)
        {
            return;
        }

        if (g > 0)
        {
            groups[g++] = '-';
        }

        if (run > 9)
        {
            groups[g++] = '1';
        }

        groups[g++] = (char)('0' + (run % 10));
    }

    private static bool Report(
        ReadOnlySpan<char> text, int first, int last, scoped ReadOnlySpan<char> digits, scoped ReadOnlySpan<char> groups, bool plus, bool open, double min,
        ref ContextWindow context, ref FindingBuffer found)
    {
        double score = 0;
        scoped ReadOnlySpan<char> national = digits;
        if (plus || (digits.StartsWith("00", StringComparison.Ordinal) && digits[2] != '0' && digits.Length >= 11))
        {
            scoped ReadOnlySpan<char> number = plus ? digits : digits[2..];
            int code = CodeLength(number, out int country);
            if (code == 0 || number.Length < 8)
            {
                return false;
            }

            score = plus ? 0.8 : 0.45;
            national = digits[((plus ? 0 : 2) + code)..];
            Special(text, first, last, country, national, groups, min, ref context, ref found);
        }
        else
        {
            foreach ((string plan, string[] written, double grouped, double bare) in s_byStart[(digits.Length * 10) + digits[0] - '0'])
            {
                if (!Fits(digits, plan))
                {
                    continue;
                }

                bool known = false;
                foreach (string one in written)
                {
                    known |= groups.SequenceEqual(one);
                }

                score = Math.Max(score, known ? grouped + (open ? 0.15 : 0) : groups.Contains('-') ? bare - 0.05 : bare);
            }

            if (score <= 0)
            {
                return false;
            }

            Special(text, first, last, 0, digits, groups, min, ref context, ref found);
        }

        context.Read(first, last);
        double boost = context.Boost(s_phone);
        score += boost;

        // "x=2125551234", "#2125551234": only a word for telephones tells them from other numbers.
        score -= boost == 0 && !plus && first > 0 && text[first - 1] is '=' or '#' ? 0.4 : 0;
        score -= boost == 0 && !plus && !open && !groups.ContainsAny(s_long) && IsInList(text, first, last) ? 0.3 : 0;
        score -= score < 0.9 && context.Boost(ContextCues.Unlikely) > 0 ? 0.3 : 0;
        if (score >= min && score > 0)
        {
            found.Add(EntityTypes.Phone, null, first, last - first, score, validated: plus);
        }

        return true;
    }

    /// <summary>"7 8 9 10 11 12 13 14": a piece of a row of numbers.</summary>
    private static bool IsInList(ReadOnlySpan<char> text, int first, int last)
    {
        int before = first - 1, behind = last + 1;
        while (before > 0 && first - before < 5 && char.IsAsciiDigit(text[before - 1]))
        {
            before--;
        }

        while (behind < text.Length && behind - last < 5 && char.IsAsciiDigit(text[behind]))
        {
            behind++;
        }

        return (first - 1 - before is >= 1 and <= 3 && text[first - 1] == ' ') || (behind - last - 1 is >= 1 and <= 3 && text[last] == ' ');
    }

    /// <summary>The two countries whose numbers have types of their own.</summary>
    private static void Special(
        ReadOnlySpan<char> text, int first, int last, int country, scoped ReadOnlySpan<char> number, scoped ReadOnlySpan<char> groups, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        bool trunk = country == 0 && number[0] == '0';
        scoped ReadOnlySpan<char> bare = trunk ? number[1..] : number;
        if (bare.Length != 10 || (country == 0 && !trunk))
        {
            return;
        }

        context.Read(first, last);
        double ph = bare[0] == '9' && country is 0 or 63 ? country == 63 ? 0.85 : (groups is "4-3-4" ? 0.42 : 0.3) + context.Boost(s_ph) : 0;
        double tr = bare[0] is >= '2' and <= '5' && country is 0 or 90 ? country == 90 ? 0.85 : (groups is "4-3-2-2" ? 0.5 : bare[0] == '5' ? 0.35 : 0.1) + context.Boost(s_tr) : 0;
        if (ph >= min && ph > 0)
        {
            found.Add("PH_MOBILE_NUMBER", null, first, last - first, ph, validated: country == 63);
        }

        if (tr >= min && tr > 0)
        {
            found.Add("TR_PHONE_NUMBER", null, first, last - first, tr, validated: country == 90);
        }
    }

    private static readonly bool[] s_codes = Codes();

    private static bool[] Codes()
    {
        var codes = new bool[1000];
        foreach (string code in CountryCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            codes[int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)] = true;
        }

        return codes;
    }

    /// <summary>Digits of the country code a number begins with, 0 when there is none. No code begins with a zero.</summary>
    private static int CodeLength(ReadOnlySpan<char> number, out int code)
    {
        code = 0;
        for (int n = 1; n <= 3 && n < number.Length && number[0] != '0'; n++)
        {
            code = (code * 10) + number[n - 1] - '0';
            if (s_codes[code])
            {
                return n;
            }
        }

        return 0;
    }

    private static bool Fits(ReadOnlySpan<char> digits, string plan)
    {
        if (digits.Length != plan.Length)
        {
            return false;
        }

        for (int i = 0; i < plan.Length; i++)
        {
            bool fits = plan[i] switch
            {
                'N' => digits[i] >= '2',
                'S' => digits[i] >= '6',
                'T' => digits[i] >= '3',
                'O' => digits[i] >= '1',
                '#' => true,
                char c => digits[i] == c,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}
