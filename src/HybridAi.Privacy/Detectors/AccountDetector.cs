using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Payment cards (ISO/IEC 7812 ranges and Luhn), IBANs (ISO 13616), and what stands beside a card: verification code, expiry, PIN.</summary>
internal static class AccountDetector
{
    private static readonly int s_card = ContextCues.Table.Id("CREDIT_CARD"), s_cvv = ContextCues.Table.Id("CVV"),
        s_expiry = ContextCues.Table.Id("CARD_EXPIRY"), s_pin = ContextCues.Table.Id("PIN");

    private const double Bare = 0.05, Tabled = 0.3;

    public static int Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        if (start > 0 && text[start - 1] is '%' or ';' && Track(text, start, ref found) is > 0 and int track)
        {
            return track;
        }

        if (char.IsAsciiLetter(text[start]))
        {
            return IbanFinder.Find(text, start, ref found);
        }

        int length = end - start;
        if (length <= 6 && !(min >= PrivacyPolicy.BelievedScore && context.IsQuiet(start)))
        {
            Beside(text, start, end, min, ref context, ref found);
        }

        return TokenShapes.MayStart(text, start) ? Card(text, start, min, ref context, ref found) : 0;
    }

    /// <summary>Magnetic stripe data, ISO/IEC 7813: %B number ^ name ^ … ? or ; number = … ?</summary>
    private static int Track(ReadOnlySpan<char> text, int start, ref FindingBuffer found)
    {
        int first = text[start - 1] == '%' && text[start] is 'B' or 'b' ? start + 1 : start, end = first;
        while (end < text.Length && end - first < 20 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        bool stripe = end < text.Length && text[end] == (text[start - 1] == '%' ? '^' : '=') && end - first is >= 12 and <= 19;
        int stop = stripe ? text[end..Math.Min(text.Length, end + 100)].IndexOf('?') : -1;
        found.Work += end - first;
        if (stop < 0 || !Checksums.Luhn(text[first..end]))
        {
            return 0;
        }

        found.Add("CARD_TRACK", null, start - 1, end + stop + 1 - (start - 1), 1, validated: true);
        return end + stop + 1;
    }

    private static int Card(ReadOnlySpan<char> text, int start, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        FewChars room = default;
        Span<char> bare = ((Span<char>)room)[..20];
        int n = 0, i = start, run = 0, longest = 0, firstRun = 0, bestEnd = 0, gapAt = 0, gapLength = 0;
        double best = 0, most = 1;
        while (i < text.Length && n < 20)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                bare[n++] = text[i++];
                longest = Math.Max(longest, ++run);
                if (n == 2 && !s_issued[Checksums.Two(bare, 0)])
                {
                    break;
                }

                bool stops = i == text.Length || !char.IsAsciiDigit(text[i]);
                firstRun = stops && firstRun == 0 ? run : firstRun;
                bool layout = firstRun == n || (firstRun == 4 && longest <= 8) || longest == 1 || (longest == 2 && firstRun == 2 && n >= 14);
                if (stops && layout && n is >= 12 and <= 19 && Network(bare[..n]) is > 0 and double score
                    && Checksums.Luhn(bare[..n]) && TokenShapes.MayEnd(text, i))
                {
                    (best, bestEnd) = (Math.Min(score, most), i);
                }

                continue;
            }

            int gap = i;
            while (gap < text.Length && gap - i < 3 && text[gap] is ' ' or '-' or '.' or '_' or '\t' or '\r' or '\n')
            {
                gap++;
            }

            if (gap == i || gap == text.Length || !char.IsAsciiDigit(text[gap]))
            {
                break;
            }

            // One kind of gap only: "17.7 0 32 14.3" are coordinates. A line that ends in the number is any gap, but so it is in a table: the words around decide.
            if (text[i..gap].ContainsAny('\t', '\n'))
            {
                most = Tabled;
            }
            else if (gapLength > 0 && !text[i..gap].SequenceEqual(text.Slice(gapAt, gapLength)))
            {
                break;
            }
            else
            {
                (gapAt, gapLength) = (i, gap - i);
            }

            i = gap;
            run = 0;

            // No layout of a card begins so, or goes on so.
            if (bestEnd == 0 && (firstRun is not (1 or 2 or 4) || longest > (firstRun == 4 ? 8 : firstRun)))
            {
                break;
            }
        }

        found.Work += i - start;

        // "41 42 43 44 45 46 47 48" in a row of numbers.
        if (bestEnd == 0 || (longest == 2 && start >= 2 && text[start - 1] == ' ' && char.IsAsciiDigit(text[start - 2])))
        {
            return 0;
        }

        if (best < 0.9)
        {
            context.Read(start, bestEnd);
            best += context.Boost(s_card);
        }

        if (best >= min)
        {
            found.Add(EntityTypes.CreditCard, null, start, bestEnd - start, best, validated: true);
        }

        return best >= 0.8 ? bestEnd : 0;
    }

    /// <summary>Whether any network's numbers begin with two digits.</summary>
    private static readonly bool[] s_issued = [.. Enumerable.Range(0, 100).Select(two =>
        Enumerable.Range(12, 8).Any(n => Enumerable.Range(0, 100).Any(more => Network(FormattableString.Invariant($"{two:00}{more:00}").PadRight(n, '0')) > 0)))];

    /// <summary>How sure a number of these digits is a card before its checksum is known; 0 when no network issues such.</summary>
    private static double Network(ReadOnlySpan<char> v)
    {
        int n = v.Length, two = Checksums.Two(v, 0), four = (two * 100) + Checksums.Two(v, 2);
        return (two, n) switch
        {
            ( >= 40 and <= 49, 16) or ( >= 51 and <= 55, 16) => 0.95,
            (34 or 37, 15) => 0.9,
            (22 or 23 or 24 or 25 or 26 or 27, 16) when four is >= 2200 and <= 2720 => 0.9,
            (60 or 64 or 65 or 35 or 62 or 81 or 97, 16) => 0.85,
            (62, >= 17 and <= 19) => 0.6,
            (36 or 38 or 39, 14) => 0.6,
            (30, 14) when four is <= 3059 or 3095 => 0.6,
            (21, 15) when four == 2131 => 0.6,
            (18, 15) when four == 1800 => 0.6,
            ( >= 40 and <= 49, 13 or 19) => 0.55,
            (30 or 36 or 38 or 39 or 35, 16 or 19) => 0.5,
            (50 or 56 or 57 or 58 or 63 or 67 or 61 or 66 or 68 or 69, 16) => 0.5,
            (50 or (>= 56 and <= 69), >= 12 and <= 19) => 0.3,
            ( >= 51 and <= 55 or 60 or 64 or 65, >= 17 and <= 19) => 0.2,
            _ => 0,
        };
    }

    private static void Beside(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int length = end - start;
        if (text[start..end].ContainsAnyExcept(CharSets.Digits) || !TokenShapes.MayStart(text, start))
        {
            return;
        }

        if (length <= 2 && end < text.Length && text[end] is '/' or '-')
        {
            Expiry(text, start, end, min, ref context, ref found);
        }

        if (length is < 3 || !TokenShapes.MayEnd(text, end))
        {
            return;
        }

        context.Read(start, end);
        double cvv = length <= 4 ? context.Boost(s_cvv) : 0, pin = length >= 4 ? context.Boost(s_pin) : 0;
        bool told = text[end..Math.Min(text.Length, end + 4)].StartsWith(" is ", StringComparison.Ordinal);
        cvv = cvv > 0.42 ? 0.35 + cvv : Bare;
        pin = pin > (told ? 0.42 : 0.45) ? 0.2 + pin : Bare;
        if (length <= 4 && cvv >= min)
        {
            found.Add("CVV", null, start, length, cvv);
        }

        if (length >= 4 && pin >= min && (cvv <= Bare || min <= 0))
        {
            found.Add("PIN", null, start, length, pin);
        }
    }

    private static void Expiry(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int last = end + 1;
        while (last < text.Length && last - end <= 4 && char.IsAsciiDigit(text[last]))
        {
            last++;
        }

        int year = last - end - 1, month = end - start == 2 ? Checksums.Two(text, start) : text[start] - '0';
        if (year is not (2 or 4) || month is 0 or > 12 || !TokenShapes.MayEnd(text, last))
        {
            return;
        }

        context.Read(start, last);
        double score = context.Boost(s_expiry) is > 0.4 and double boost ? 0.3 + boost : 0.1;
        if (score >= min)
        {
            found.Add("CARD_EXPIRY", null, start, last - start, score);
        }
    }
}
