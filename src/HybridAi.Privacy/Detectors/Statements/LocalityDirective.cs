using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Statements;

/// <summary>
/// "None of this may go over the internet", "only on my laptop": directives put together from parts that stand near each other. What the parts are is in <c>locality-cues.txt</c>;
/// whole phrases that are a directive alone are the group LOCALITY of the other list.
/// </summary>
internal static class LocalityDirective
{
    private static readonly CueTable s_table = CueTable.Load("locality-cues.txt");
    private static readonly int s_not = s_table.Id("NOT"), s_send = s_table.Id("SEND"), s_away = s_table.Id("AWAY"), s_far = s_table.Id("FAR"), s_leave = s_table.Id("LEAVE"),
        s_here = s_table.Id("HERE"), s_only = s_table.Id("ONLY"), s_keep = s_table.Id("KEEP"), s_do = s_table.Id("DO"), s_this = s_table.Id("THIS"), s_ask = s_table.Id("ASK"), s_phrase = s_table.Id("PHRASE");

    /// <summary>One of these a sentence must have: a place, or a phrase that needs no more.</summary>
    private static readonly ulong s_needed = Bit(s_away) | Bit(s_far) | Bit(s_here) | Bit(s_phrase);

    /// <summary>Class of a directive, or -1.</summary>
    public static int Class { get; } = StatementClasses.All.ToList().IndexOf("locality_directive");

    /// <summary>How sure a directive found here is.</summary>
    public const double Score = 0.6;

    private static readonly ulong[] s_neededWords = CueTable.LastWords("locality-cues.txt", "AWAY", "FAR", "HERE", "PHRASE");

    /// <summary>Whether a sentence says that the text stays where it is.</summary>
    public static bool IsSaid(in Sentence sentence)
    {
        ulong[] needed = s_neededWords;
        foreach (ref readonly WordSpan word in sentence.Words[..sentence.Count])
        {
            if ((needed[(word.Hash >> 6) & 2047] & (1ul << (int)(word.Hash & 63))) != 0)
            {
                return IsMeant(sentence);
            }
        }

        return false;
    }

    private static bool IsMeant(in Sentence sentence)
    {
        Span<ulong> masks = stackalloc ulong[Sentence.MaxWords];
        if ((Mark(sentence, masks) & s_needed) == 0)
        {
            return false;
        }

        Span<int> last = stackalloc int[s_table.Count];
        last.Fill(Never);
        int first = Never;
        for (int i = 0; i < sentence.Count; i++)
        {
            ulong mask = masks[i];
            for (ulong rest = mask; rest != 0; rest &= rest - 1)
            {
                last[System.Numerics.BitOperations.TrailingZeroCount(rest)] = i;
            }

            first = first == Never && (mask & Bit(s_this)) != 0 ? i : first;
            bool told = mask != 0 && last[s_ask] == Never && Meets(last, mask, first, sentence.Words[i].Ideograph ? 2 : 1, sentence.Count);
            if (told || (mask & Bit(s_phrase)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private const int Never = -1000;

    private static bool Meets(ReadOnlySpan<int> last, ulong now, int first, int width, int words)
    {
        bool Near(ReadOnlySpan<int> at, int one, int other, int reach) => Math.Abs(at[one] - at[other]) <= reach * width && at[one] > Never && at[other] > Never;

        // "no cloud", "ohne externe Dienste"; "not … sent … anywhere".
        if ((now & (Bit(s_far) | Bit(s_away) | Bit(s_send) | Bit(s_not))) != 0)
        {
            bool barred = last[s_not] > Never && last[s_far] > last[s_not] && last[s_far] - last[s_not] <= 3 * width;
            bool unsent = Near(last, s_not, s_send, 5) && ((Near(last, s_send, s_away, 7) && last[s_this] > Never) || Near(last, s_send, s_far, 6));
            if (barred || unsent)
            {
                return true;
            }
        }

        // "must not leave our network": said of the text, not of a person.
        if (last[s_leave] > first && first > Never && Near(last, s_not, s_leave, 5) && Near(last, s_leave, s_here, 5))
        {
            return true;
        }

        bool told = last[s_do] > Never || last[s_keep] > Never;
        return (Near(last, s_only, s_here, 4) && (told || words <= 6 * width))
            || (Near(last, s_keep, s_here, 5) && (last[s_this] > Never || width == 2))
            || (Near(last, s_do, s_here, 4) && last[s_this] > Never && last[s_do] <= 5 * width);
    }

    /// <summary>Notes the groups of all words and phrases at their last word; returns all of them.</summary>
    private static ulong Mark(in Sentence sentence, Span<ulong> masks)
    {
        masks = masks[..sentence.Count];
        masks.Clear();
        ulong all = 0;
        for (int i = 0; i < masks.Length; i++)
        {
            uint hash = sentence.Words[i].Hash;
            for (int j = i, slot = s_table.Slot(hash); slot >= 0; slot = s_table.Slot(hash))
            {
                ulong mask = s_table.Mask(slot);
                masks[j] |= mask;
                all |= mask;
                if (++j == masks.Length || j == i + CueTable.MaxWords)
                {
                    break;
                }

                hash = Words.Join(hash, sentence.Words[j].Hash);
            }
        }

        return all;
    }

    private static ulong Bit(int group) => 1ul << group;
}
