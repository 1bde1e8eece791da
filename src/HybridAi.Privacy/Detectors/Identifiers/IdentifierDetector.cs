using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Identifiers;

/// <summary>Matches the table of identifiers at a run of letters and digits, and at the one or two short runs of letters before it.</summary>
internal static class IdentifierDetector
{
    private static readonly int s_usBank = ContextCues.Table.Id("US_BANK_NUMBER"), s_routing = ContextCues.Table.Id("ABA_ROUTING_NUMBER"), s_account = ContextCues.Table.Id("ACCOUNT_NUMBER");
    private const double Unlikely = 0.25, LowerCase = 0.15;

    /// <summary>What a cue gives at most two words away.</summary>
    private const double Beside = 0.44;


    public static void Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        At(text, start, end - start, min, ref context, ref found);
        int first = start;
        for (int back = 0; back < 2 && first > 1 && TokenShapes.IsSeparator(text[first - 1]) && IsLetter(text[first - 2]); back++)
        {
            int from = first - 2;
            while (from > 0 && first - from <= 6 && IsLetter(text[from - 1]))
            {
                from--;
            }

            if (first - 1 - from > 5)
            {
                break;
            }

            At(text, from, first - 1 - from, min, ref context, ref found);
            first = from;
        }

        Spread(text, start, end, min, ref context, ref found);
    }

    private static void At(ReadOnlySpan<char> text, int start, int run, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        bool whole = run < IdentifierTable.LongestBare && !IsJoined(text, start + run);
        if (run > IdentifierTable.LongestBare || IdentifierTable.Shapes(run, sure: false, whole).Length == 0 || !TokenShapes.MayStart(text, start))
        {
            return;
        }

        // Where no cue stands near, what needs one is not looked for.
        ShapeIndex[] wanted = IdentifierTable.Shapes(run, min >= PrivacyPolicy.BelievedScore && context.IsQuiet(start), whole);
        if (wanted.Length > 0)
        {
            At(text, start, wanted, min, ref context, ref found);
        }
    }

    private static void At(ReadOnlySpan<char> text, int start, ShapeIndex[] wanted, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        FewChars room = default;
        Span<char> bare = room;
        int n = 0, read = start;
        foreach (ShapeIndex shapes in wanted)
        {
            found.Work++;
            for (ulong fit = shapes.Match(text, start); fit != 0;)
            {
                IdentifierFormat format = shapes[ShapeIndex.Next(ref fit)];
                int end = start + format.Mask.Length;
                found.Work++;
                if (!TokenShapes.MayEnd(text, end) || (format.IsPlainNumber && IsQuantity(text, start, end)) || (format.HasLiterals && !format.Matches(text, start)))
                {
                    continue;
                }

                if (format.Score < min && context.IsRead(start) && context.Boost(format.Group) == 0)
                {
                    continue;
                }

                // All formats see the same letters and digits from here on, some fewer of them.
                for (; read < end && format.Check is not null; read++)
                {
                    if (char.IsAsciiLetterOrDigit(text[read]))
                    {
                        bare[n++] = char.ToUpperInvariant(text[read]);
                    }
                }

                if (format.Check is { } check && !check(bare[..format.BareLength]))
                {
                    continue;
                }

                Report(text, format, start, end, format.Score, min, ref context, ref found);
            }
        }
    }

    /// <summary>Digits spread out with separators no format has: one number if its checksum says so.</summary>
    private static void Spread(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        // Only digits that stand alone: "12 34 567" is three numbers more often than one.
        if (end - start > 1 || !TokenShapes.GoesOn(text, end) || !char.IsAsciiDigit(text[start]) || !TokenShapes.MayStart(text, start))
        {
            return;
        }

        FewChars room = default;
        Span<char> bare = ((Span<char>)room)[..20];
        int n = 0, i = start, last = start;
        while (i < text.Length && n < bare.Length)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                bare[n++] = text[i++];
                last = i;
                if (i < text.Length && char.IsAsciiDigit(text[i]) && n < bare.Length)
                {
                    found.Work += i - start;
                    return;
                }

                continue;
            }

            int gap = i;
            while (gap < text.Length && gap - i < 3 && TokenShapes.IsSeparator(text[gap]))
            {
                gap++;
            }

            if (gap == i || gap == text.Length || !char.IsAsciiDigit(text[gap]))
            {
                break;
            }

            i = gap;
        }

        found.Work += i - start;
        if (n < 8 || last - start < 2 * n - 1 || !TokenShapes.MayEnd(text, last))
        {
            return;
        }

        foreach (IdentifierFormat format in IdentifierTable.PlainByLength[n])
        {
            if (format.Check!(bare[..n]))
            {
                Report(text, format, start, last, format.Score + 0.1, min, ref context, ref found);
            }
        }
    }

    private static void Report(
        ReadOnlySpan<char> text, IdentifierFormat format, int start, int end, double score, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        double boost = 0;
        if (!format.IsChecksum || score < 0.9)
        {
            context.Read(start, end);
            boost = context.Boost(format.Group);
            if (format.Group == s_usBank && context.Boost(s_routing) > 0 && context.Boost(s_account) is > 0 and double account)
            {
                // "account number" is anybody's; beside a routing number it is one of the United States.
                boost = Math.Max(boost, account + 0.01);
            }

            score += boost;
            if (boost == 0 && !(format.IsChecksum && score >= 0.7) && context.Boost(ContextCues.Unlikely) > 0)
            {
                score -= Unlikely;
            }
        }

        if (!format.IsChecksum && boost < Beside && text[start..end].ContainsAny(CharSets.Lower))
        {
            score -= LowerCase;
        }

        if (score >= min)
        {
            found.Add(format.Type, format.Type == EntityTypes.Location ? "zip" : null, start, end - start, score, format.IsChecksum);
        }
    }

    /// <summary>Whether a separator and then a letter or digit stand here, as they do in every format of more than one run.</summary>
    private static bool IsJoined(ReadOnlySpan<char> text, int end) =>
        end + 1 < text.Length && text[end] is ' ' or '-' or '.' or '/' or '+' && (char.IsAsciiDigit(text[end + 1]) || IsLetter(text[end + 1]));

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c is 'Ä' or 'Ö' or 'Ü' or 'ä' or 'ö' or 'ü';

    private static bool IsQuantity(ReadOnlySpan<char> text, int start, int end) =>
        (start > 0 && text[start - 1] is '$' or '€' or '£' or '¥' or '₹') || (end < text.Length && text[end] is '%' or '€');
}
