using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Organisations and places.</summary>
internal static partial class NameFinder
{
    private static int Organisation(in Sentence s, int runStart, int i, int end, Gazetteer names, double min, ref FindingBuffer found)
    {
        // Without a word of the kind in the sentence, nothing of the kind is looked for.
        ulong cues = s.Cues;
        for (int last = (cues & s_knownFirm) == 0 ? i : Math.Min(s.Count, i + 4); last > i; last--)
        {
            if (s.Has(last - 1, NameCues.KnownFirm) && IsIn(s, i, last, NameCues.KnownFirm))
            {
                Add(s, i, last, EntityTypes.Organization, null, 0.5, min, ref found);
                return last;
            }
        }

        if (end == i + 1 && end + 1 < s.Count && Firm(s, i, end, min, ref found) is > 0 and int firm)
        {
            return firm;
        }

        return (cues & s_firms) == 0 ? i : Told(s, runStart, i, end, names, min, ref found);
    }

    private static readonly ulong s_knownFirm = NameCues.Bit(NameCues.KnownFirm),
        s_firms = NameCues.Bit(NameCues.OrgForm) | NameCues.Bit(NameCues.OrgSoft) | NameCues.Bit(NameCues.OrgIntro) | NameCues.Bit(NameCues.OrgHead);

    /// <summary>What a word beside it says to be an organisation.</summary>
    private static int Told(in Sentence s, int runStart, int i, int end, Gazetteer names, double min, ref FindingBuffer found)
    {
        while (runStart < end - 1 && s.Has(runStart, NameCues.NotName))
        {
            runStart++;
        }

        // "Inés Valcárcel del Hospital": somebody of a firm is no firm.
        bool person = end - i > 2 && (s.Kind(i, names) & (NameKinds.Forename | NameKinds.Word)) == NameKinds.Forename && s.Has(i + 2, NameCues.Particle) && !s.Words[i + 2].Capital;
        for (int last = end - 1; last > i && i == runStart && !person; last--)
        {
            if (s.Has(last, NameCues.OrgForm) && !s.Has(i, NameCues.NotName) && (s.Words[last].Length > 2 || s.Words[last - 1].Length > 2))
            {
                Add(s, i, last + 1, EntityTypes.Organization, null, 0.7, min, ref found);
                return last + 1;
            }
        }

        // "St. Mary's Hospital", "Lloyd's Bank": the possessive ends the run.
        if (end < s.Count && i == runStart && s.Words[end].Capital && (s.Has(end, NameCues.OrgForm) || s.Has(end, NameCues.OrgSoft)) && s.Gap(end - 1) is "'s " or "’s ")
        {
            int first = i > 0 && s[i - 1] is "St" or "Saint" && s.Gap(i - 1) is ". " or " " ? i - 1 : i;
            Add(s, first, end + 1, EntityTypes.Organization, null, 0.7, min, ref found);
            return end + 1;
        }

        for (int last = end - 1; last > i && i == runStart && last - i <= 3; last--)
        {
            if (s.Has(last, NameCues.OrgSoft) && !s.Has(i, NameCues.NotName) && Proper(s, last) && (Proper(s, i) || s.Words[i].AllCaps) && (s.Kind(i, names) & NameKinds.Word) == 0)
            {
                Add(s, i, last + 1, EntityTypes.Organization, null, 0.5, min, ref found);
                return last + 1;
            }
        }

        if (i == runStart && s.Has(i - 1, NameCues.OrgIntro) && s.Gap(i - 1) is " " or ": " or " \"" && Employer(s, i, end) is > 0 and int employer)
        {
            Add(s, i, employer, EntityTypes.Organization, null, 0.5, min, ref found);
            return employer;
        }

        if (s.Has(i, NameCues.OrgHead) && i + 2 < s.Count && s[i + 1] is "of" or "for" or "de" or "der" && s.Words[i + 2].Capital)
        {
            int last = RunEnd(s, i + 2);
            Add(s, i, last, EntityTypes.Organization, null, 0.6, min, ref found);
            return Math.Max(end, last);
        }

        return i;
    }

    /// <summary>The end of the firm's name behind "works for": not a person with a title, not a plain word at all.</summary>
    private static int Employer(in Sentence s, int i, int end)
    {
        bool fits = !s.Has(i, NameCues.NotName) && !s.Has(i, NameCues.Honorific) && !s.Has(i, NameCues.Nrp) && s.Words[i].Length > 1 && !s.Has(i, NameCues.Major);
        return fits ? Math.Min(end, i + 4) : 0;
    }

    private static readonly string[] s_townEnds = ["ville", "burgh", "bury", "town", "furt", "mouth", "haven", "view", "shire", "chester", "borough", "side", "hausen", "grad", "stead"];

    private static bool HasTownEnd(ReadOnlySpan<char> word)
    {
        foreach (string end in s_townEnds)
        {
            if (word.Length > end.Length + 2 && word.EndsWith(end, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Smith, Jones and Brown", "Smith and Sons".</summary>
    private static int Firm(in Sentence s, int i, int end, double min, ref FindingBuffer found)
    {
        if (end - i == 1 && end + 1 < s.Count && IsAnd(s, end) && s.Has(end + 1, NameCues.OrgTail) && s.Words[end + 1].Capital && Proper(s, i))
        {
            Add(s, i, end + 2, EntityTypes.Organization, null, 0.6, min, ref found);
            return end + 2;
        }

        bool three = i + 3 < s.Count && end == i + 1 && s.Gap(i) is ", " && Proper(s, i) && Proper(s, i + 1) && IsAnd(s, i + 2) && Proper(s, i + 3)
            && !s.Has(i, NameCues.NotName) && !s.Has(i + 1, NameCues.NotName) && !s.Has(i + 3, NameCues.NotName)
            && (i + 4 == s.Count || !s.Words[i + 4].Capital || s.Gap(i + 3) is not " ");
        if (!three)
        {
            return 0;
        }

        Add(s, i, i + 4, EntityTypes.Organization, null, 0.45, min, ref found);
        return i + 4;
    }

    private static bool IsAnd(in Sentence s, int i) => s[i] is "and" or "und" or "et" or "y" && s.Gap(i - 1) is " " or ", " && i + 1 < s.Count && s.Gap(i) is " ";

    private static readonly ulong s_major = NameCues.Bit(NameCues.Major);

    private static int Place(in Sentence s, int i, int end, Gazetteer names, double min, ref FindingBuffer found)
    {
        uint hash = s.Words[i].Hash;
        NameKinds kinds = s.Kind(i, names), best = kinds;
        int bestEnd = (kinds & NameKinds.Place) != 0 ? i + 1 : i;
        for (int j = i + 1; j < Math.Min(s.Count, i + 4) && (kinds & NameKinds.Open) != 0 && s.Gap(j - 1).Length == 1; j++)
        {
            hash = Words.Join(hash, s.Words[j].Hash);
            kinds = names[hash];
            if ((kinds & NameKinds.Place) != 0)
            {
                (bestEnd, best) = (j + 1, kinds);
            }
        }

        bool inPlace = s.Has(i - 1, NameCues.In) && s.Gap(i - 1) is " ";
        for (int j = (s.Cues & s_major) == 0 ? i - 1 : Math.Min(end, i + 4) - 1; j >= i; j--)
        {
            if (s.Has(j, NameCues.Major) && IsMajor(s, i, j + 1))
            {
                Add(s, i, j + 1, EntityTypes.Location, null, 0.65, min, ref found);
                return j + 1;
            }
        }

        if (bestEnd == i)
        {
            NameKinds alone = s.Kind(i, names);
            bool proper = Proper(s, i) && !s.Has(i, NameCues.NotName);
            bool unknown = inPlace && i + 1 == end && alone == NameKinds.None && proper;
            bool within = proper && i + 1 == end && alone == NameKinds.Surname && s[i - 1 < 0 ? 0 : i - 1] is "in" or "near" or "around" or "outside" && inPlace;
            bool compound = i + 2 == end && s[i] is "North" or "South" or "East" or "West" or "New" or "Lake" or "Port" or "Fort" or "Mount" or "Saint" or "San" or "Santa"
                && Proper(s, i + 1) && (s.Kind(i + 1, names) & NameKinds.Word) == 0 && (inPlace || i == 0 || s.Gap(i - 1) is not " ");
            bool named = proper && i + 1 == end && alone == NameKinds.None && HasTownEnd(s[i]) && !s.Has(i - 1, NameCues.Honorific) && !s.Has(i - 1, NameCues.NameIs);
            if (!unknown && !within && !compound && !named)
            {
                return i;
            }

            Add(s, i, end, EntityTypes.Location, null, inPlace || compound ? 0.45 : 0.4, min, ref found);
            return end;
        }

        // "Austin TX"; not in a heading of capitals.
        bool code = bestEnd < s.Count && s.Has(bestEnd, NameCues.State) && s.Gap(bestEnd - 1) is " " && s.Words[bestEnd].AllCaps && s.Words[bestEnd].Length == 2 && !s.Words[i].AllCaps;

        // "Austin Powers": a place that is also a forename, before a surname.
        if (!code && bestEnd == i + 1 && (best & NameKinds.Forename) != 0 && bestEnd < end && s.Gap(i) is " " && (s.Words[bestEnd].Length == 1 || (Proper(s, bestEnd)
            && ((s.Kind(bestEnd, names) & NameKinds.Surname) != 0 || ((s.Kind(bestEnd, names) & NameKinds.Word) == 0 && !HasTownEnd(s[bestEnd]))))))
        {
            return i;
        }

        bool known = bestEnd < s.Count && s.Gap(bestEnd - 1) is ", " && (s.Has(bestEnd, NameCues.State) || (s.Kind(bestEnd, names) & NameKinds.Place) != 0);
        bool state = code || (bestEnd < s.Count && s.Has(bestEnd, NameCues.State) && s.Gap(bestEnd - 1) is ", ");
        double score = bestEnd > i + 1 ? 0.6 : 0.5;
        score = (best & NameKinds.Word) != 0 ? 0.2 : (best & NameKinds.Frequent) != 0 && (best & NameKinds.Name) == 0 ? 0.65 : (best & NameKinds.Name) != 0 && bestEnd == i + 1 ? 0.25 : score;
        score += inPlace ? 0.3 : known || code ? 0.25 : 0;
        if (s.Words[i].AllCaps && s.Words[i].Length < 4 && bestEnd == i + 1)
        {
            score -= 0.3;
        }

        if (score < 0.35 || (bestEnd == i + 1 && s.Has(i, NameCues.NotName)))
        {
            return i;
        }

        Add(s, i, bestEnd, EntityTypes.Location, null, score, min, ref found);
        if (state)
        {
            Add(s, bestEnd, bestEnd + 1, EntityTypes.Location, null, score, min, ref found);
        }

        return bestEnd;
    }

    /// <summary>Whether the words are one entry of the list, no longer name begins with them, and they are no forename before a surname.</summary>
    private static bool IsMajor(in Sentence s, int from, int to) => IsIn(s, from, to, NameCues.Major);

    private static bool IsIn(in Sentence s, int from, int to, int group)
    {
        uint hash = s.Words[from].Hash;
        for (int i = from + 1; i < to; i++)
        {
            hash = Words.Join(hash, s.Words[i].Hash);
        }

        return NameCues.Table.TryGetMask(hash, out ulong mask) && (mask & NameCues.Bit(group)) != 0;
    }

    /// <summary>"im from turin": without capitals only what is nothing else, behind words that say where somebody is from.</summary>
    private static int LowerPlace(in Sentence s, int i, Gazetteer names, double min, ref FindingBuffer found)
    {
        NameKinds kinds = s.Kind(i, names);
        bool major = s.Has(i, NameCues.Major) && IsMajor(s, i, i + 1);
        if (s.Words[i].Length >= 4 && !s.Has(i, NameCues.NotName) && (major || ((kinds & NameKinds.Place) != 0 && (kinds & (NameKinds.Word | NameKinds.Forename)) == 0)))
        {
            Add(s, i, i + 1, EntityTypes.Location, null, 0.45, min, ref found);
        }

        return 1;
    }
}
