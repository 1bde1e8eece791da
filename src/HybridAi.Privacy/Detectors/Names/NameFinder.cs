using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Persons, places, organisations and groups of persons, from lists, titles and the words around. Tuned for precision.</summary>
internal static partial class NameFinder
{
    private const int LongestRun = 6;
    private static readonly PairSet s_countries = new(NameCues.Countries);

    /// <summary>Words that stand before names and before everything else.</summary>
    private static readonly HashSet<uint> s_weak = [.. new[] { "from", "by", "with", "to", "and", "for" }.Select(w => Words.Hash(w))];

    private static readonly HashSet<uint> s_before = [.. "to from by with and for ask tell an von mit und à de par pour avec et a con por para y per da di e naar van door met en do od dla z i com ile ve".Split(' ').Select(w => Words.Hash(w))];

    private static readonly int s_bic = ContextCues.Table.Id("SWIFT_BIC");

    public static void Find(ref Sentence s, Gazetteer names, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        bool shouting = IsShouting(s);
        int i = 0;
        while (i < s.Count)
        {
            if (s.Has(i - 1, NameCues.UserIs) && User(s, i, min, ref found) is > 0 and int skip)
            {
                i += skip;
                continue;
            }

            if (!s.Words[i].Capital && !s.Words[i].Ideograph && !s.Has(i - 1, NameCues.NameIs) && !s.Has(i - 1, NameCues.From))
            {
                i++;
                continue;
            }

            if (s.Words[i].Ideograph)
            {
                i += IdeographicPlace(s, i, min, ref found) is > 0 and int place ? place : Ideographs(s, i, min, ref found);
                continue;
            }

            if (!s.Words[i].Capital)
            {
                i += s.Has(i - 1, NameCues.NameIs) ? LowerCase(s, i, names, min, ref found) : LowerPlace(s, i, names, min, ref found);
                continue;
            }

            int end = RunEnd(s, i);
            found.Work += (end - i) * (end - i);
            int next = Run(ref s, i, end, names, shouting, min, ref found);
            Bic(s, i, end, min, ref context, ref found);
            i = Math.Max(end, next);
        }
    }

    /// <summary>Words with capitals that stand together as the parts of one name would.</summary>
    private static int RunEnd(in Sentence s, int start)
    {
        int end = start + 1;
        while (end < s.Count && end - start < LongestRun)
        {
            ReadOnlySpan<char> gap = s.Gap(end - 1);
            bool joined = gap is " " or "-" or "\u00A0" || (gap is ". " && (s.Words[end - 1].Length == 1 || s.Has(end - 1, NameCues.Honorific)));
            if (!joined)
            {
                break;
            }

            if (s.Words[end].Capital)
            {
                end++;
            }
            else if (s.Has(end, NameCues.Particle) && end + 1 < s.Count && s.Gap(end) is " " && (s.Words[end + 1].Capital || s.Has(end + 1, NameCues.Particle)))
            {
                end++;
            }
            else
            {
                break;
            }
        }

        while (end - 1 > start && !s.Words[end - 1].Capital)
        {
            end--;
        }

        return end;
    }

    private static int Run(ref Sentence s, int start, int end, Gazetteer names, bool shouting, double min, ref FindingBuffer found)
    {
        int i = start;
        while (i < end)
        {
            bool group = s.Has(i, NameCues.Nrp) && !(i + 1 < end && s.Has(i + 1, NameCues.Major) && IsMajor(s, i, i + 2));
            if (group && Organisation(s, start, i, end, names, min, ref found) is var firm && firm > i)
            {
                i = firm;
                continue;
            }

            if (group)
            {
                Add(s, i, i + 1, EntityTypes.Nrp, null, 0.5, min, ref found);
                i++;
                continue;
            }

            int next = Organisation(s, start, i, end, names, min, ref found);
            next = next == i ? Place(s, i, end, names, min, ref found) : next;
            next = next == i ? Person(s, i, end, names, shouting, min, ref found) : next;
            i = next == i ? i + 1 : next;
        }

        return i;
    }

    private static int Person(in Sentence s, int i, int end, Gazetteer names, bool shouting, double min, ref FindingBuffer found)
    {
        bool titled = s.Has(i - 1, NameCues.Honorific) && s.Words[i - 1].Capital && s.Gap(i - 1) is " " or ". " or ".";
        bool intro = s.Has(i - 1, NameCues.Intro), weak = intro && s_weak.Contains(s.Words[i - 1].Hash);
        if (s.Has(i, NameCues.Honorific) && s.Words[i].Length > 1)
        {
            return i + 1;
        }

        if (titled)
        {
            int stop = Titled(s, i, end);
            Add(s, i, stop, EntityTypes.Person, null, 0.85, min, ref found);
            return stop;
        }

        // "by Jan 5" is a date.
        if (i + 1 < s.Count && s.Words[i + 1].Number && s.Gap(i) is " " or ". " && DateDetector.IsMonth(s.Words[i].Hash))
        {
            return i;
        }

        NameKinds first = s.Kind(i, names);
        if ((s.Has(i, NameCues.NotName) && s.Words[i].Length > 1) || (s.Words[i].Length == 1 && i + 1 == end))
        {
            return i;
        }

        // The parts behind the first: initials, particles, further forenames, the surname.
        int last = i + 1;
        while (last < end && last - i < (s.Words[last - 1].Length == 1 || s.Has(last - 1, NameCues.Particle) ? 6 : 4))
        {
            if (s.Words[last].Length == 1)
            {
                last++;
                continue;
            }

            bool particle = s.Has(last, NameCues.Particle);
            if (s.Has(last, NameCues.NotName) || (!particle && !s.Words[last].AllCaps && !Proper(s, last)))
            {
                break;
            }

            NameKinds part = s.Kind(last, names);
            bool named = particle || (part & NameKinds.Name) != 0 || (part & NameKinds.Word) == 0
                || (s.Words[last - 1].Length == 1 && last == i + 2 && (first & (NameKinds.Forename | NameKinds.Word)) == NameKinds.Forename);
            if (!named)
            {
                break;
            }

            last++;
        }

        while (last > i + 1 && s.Words[last - 1].Length == 1)
        {
            last--;
        }

        // "Haddad, Layla": how lists write names.
        if (last == i + 1 && last == end && last < s.Count && s.Gap(last - 1) is ", " && s.Words[last].Capital && (first & NameKinds.Surname) != 0 && (first & (NameKinds.Place | NameKinds.Word)) == 0
            && (Proper(s, last) || (s.Words[i].AllCaps && s.Words[last].AllCaps)) && (s.Kind(last, names) & (NameKinds.Forename | NameKinds.Word | NameKinds.Place)) == NameKinds.Forename)
        {
            bool initial = last + 1 < s.Count && s.Gap(last) is " " && s.Words[last + 1].Length == 1 && s.Words[last + 1].Capital;
            if (initial || last + 1 == s.Count || !s.Words[last + 1].Capital || s.Gap(last) is not " ")
            {
                Add(s, i, initial ? last + 2 : last + 1, EntityTypes.Person, null, 0.6, min, ref found);
                return initial ? last + 2 : last + 1;
            }
        }

        NameKinds surname = last > i + 1 ? s.Kind(last - 1, names) : NameKinds.None;
        double score = last > i + 1 ? Pair(s, i, last, first, surname) : Single(s, i, first);
        score += intro && score > 0 ? !weak || last > i + 1 || first != NameKinds.None ? 0.25 : end > last ? 0.02 : -0.1 : 0;
        if (shouting || s.Words[i].AllCaps)
        {
            bool both = (first & NameKinds.Forename) != 0 && (surname & NameKinds.Surname) != 0 && (first & NameKinds.Word) == 0;
            bool half = last > i + 1 && (first & NameKinds.Word) == 0 && (surname & NameKinds.Word) == 0 && ((first & NameKinds.Forename) != 0 || (surname & NameKinds.Surname) != 0)
                && s.Words[i].Length > 2 && s.Words[last - 1].Length > 3 && (first & NameKinds.Forename) != 0;
            score = both ? Math.Min(score, 0.65) : half && !s[i].ContainsAny(CharSets.Digits) && !s[last - 1].ContainsAny(CharSets.Digits) ? Math.Min(score, 0.45) : intro && !weak ? Math.Min(score, 0.45) : Math.Min(score, 0.2);
        }

        // "zh-Hans", "Polly.Core", "aAl=": a part of something else, or no way to write a name.
        if (last == i + 1 && score > 0.15 && (IsGlued(s, i) || (!intro && !Proper(s, i) && !s.Words[i].AllCaps)))
        {
            score = 0.15;
        }

        if (score < 0.2)
        {
            return i;
        }

        last += last < s.Count && last > i + 1 && s.Gap(last - 1) is " " or ", " && s[last] is "Jr" or "Sr" or "II" or "III" or "IV" ? 1 : 0;
        Add(s, i, last, EntityTypes.Person, null, score, min, ref found);
        return score >= 0.35 ? last : i;
    }

    /// <summary>Behind a title: three words, more with particles and initials.</summary>
    private static int Titled(in Sentence s, int i, int end)
    {
        int stop = i + 1, full = s.Words[i].Length > 1 ? 1 : 0;
        while (stop < end && stop - i < 6 && (full < 3 || !s.Words[stop].Capital) && (s.Words[stop].Length == 1 || s.Has(stop, NameCues.Particle) || !s.Has(stop, NameCues.NotName)))
        {
            full += s.Words[stop].Length > 1 && !s.Has(stop, NameCues.Particle) ? 1 : 0;
            stop++;
        }

        while (stop > i + 1 && !s.Words[stop - 1].Capital)
        {
            stop--;
        }

        return stop;
    }

    private static double Pair(in Sentence s, int i, int last, NameKinds first, NameKinds surname)
    {
        bool forename = (first & NameKinds.Forename) != 0, family = (surname & NameKinds.Surname) != 0;
        bool firstWord = (first & NameKinds.Word) != 0, lastWord = (surname & NameKinds.Word) != 0;
        bool opens = i == 0;
        if (forename && family)
        {
            return !firstWord && !lastWord ? 0.9 : !firstWord ? 0.75 : !lastWord ? (opens ? 0.5 : 0.7) : 0.3;
        }

        if (forename && !firstWord)
        {
            return lastWord ? 0.45 : 0.75;
        }

        bool caps = s.Words[i].AllCaps && s.Words[last - 1].AllCaps && s.Words[i].Length > 2 && s.Words[last - 1].Length > 3;
        if (family && !lastWord && !firstWord && (Proper(s, i) || caps || (s.Words[i].Length == 1 && s.Gap(i) is ". " && Proper(s, last - 1))))
        {
            return s.Words[i].Length == 1 ? 0.7 : 0.6;
        }

        if (family && lastWord && (surname & NameKinds.Frequent) != 0 && s.Words[i].Length == 1 && last == i + 2 && s.Gap(i) is ". " && Proper(s, last - 1))
        {
            return 0.5;
        }

        // "Zsofia Park", "Katalin Young": the surname is a word, what stands before it is none.
        if (family && lastWord && first == NameKinds.None && (surname & NameKinds.Frequent) != 0 && Proper(s, i) && last - i <= 3
            && !s.Has(last - 1, NameCues.Street) && !s.Has(last - 1, NameCues.StreetMore) && !s.Has(last - 1, NameCues.OrgForm))
        {
            return opens ? 0.42 : 0.45;
        }

        // "forward it to M. Heinz": initials behind a word that stands before names, and a surname nobody listed.
        if (s.Words[i].Length == 1 && s.Gap(i) is ". " && !lastWord && Proper(s, last - 1) && i > 0 && s_before.Contains(s.Words[i - 1].Hash) && !s.Words[i - 1].Capital)
        {
            return 0.45;
        }

        bool strange = !firstWord && !lastWord && Proper(s, i) && Proper(s, last - 1) && last - i <= 3;
        return strange ? (opens ? 0.4 : 0.45) : firstWord && forename && !lastWord ? 0.45 : family && firstWord ? 0.2 : 0;
    }

    private static double Single(in Sentence s, int i, NameKinds kinds)
    {
        bool word = (kinds & NameKinds.Word) != 0, frequent = (kinds & NameKinds.Frequent) != 0;
        bool speaks = s.Has(i + 1, NameCues.Speech) && s.Gap(i) is " " && !s.Words[i + 1].Capital;
        if ((kinds & NameKinds.Forename) != 0)
        {
            return word ? (i == 0 ? speaks ? frequent && (IsHuman(s, i + 1) || s[i + 1] is "has") ? 0.42 : 0.3 : 0 : speaks ? 0.45 : 0.2) : (kinds & NameKinds.Place) != 0 && !frequent ? 0.35 : frequent ? 0.6 : 0.42;
        }

        if ((kinds & NameKinds.Surname) != 0)
        {
            return word ? 0.05 : speaks ? 0.42 : 0.3;
        }

        return kinds == NameKinds.None && Proper(s, i) ? s.Has(i - 1, NameCues.Intro) ? 0.4 : speaks && IsHuman(s, i + 1) ? 0.42 : 0.15 : 0;
    }

    /// <summary>Verbs of persons only: what "is" and "was" and "has" may be anything.</summary>
    private static bool IsHuman(in Sentence s, int i) => s[i] is "told" or "said" or "asked" or "wrote" or "lives" or "married" or "replied" or "answered" or "smiled" or "complained" or "promised" or "wants";

    private static void Bic(in Sentence s, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        for (int i = start; i < end; i++)
        {
            if (s.Words[i].AllCaps && s.Words[i].Length == 16 && !s[i].ContainsAnyExcept(CharSets.Upper) && NationalChecks.ItFiscalCode(s[i]))
            {
                // Where two persons have the same code its digits are written as letters, all of them at worst.
                Add(s, i, i + 1, "IT_FISCAL_CODE", null, 0.9, min, ref found);
                continue;
            }

            if (!s.Words[i].AllCaps || s.Words[i].Length is not (8 or 11))
            {
                continue;
            }

            ReadOnlySpan<char> word = s[i];
            if (!char.IsAsciiLetterUpper(word[3]) || !s_countries.Contains(word.Slice(4, 2))
                || (s.Words[i].Start > 0 && s.Text[s.Words[i].Start - 1] is '_' or '-') || (s.Words[i].End < s.Text.Length && s.Text[s.Words[i].End] is '_'))
            {
                continue;
            }

            context.Read(s.Words[i].Start, s.Words[i].End);
            double score = 0.1 + context.Boost(s_bic);
            if (score >= min)
            {
                found.Add("SWIFT_BIC", null, s.Words[i].Start, s.Words[i].Length, score);
            }
        }
    }

    /// <summary>A capital and small letters, three at least: how names are written, and abbreviations, products and constants are not.</summary>
    private static bool Proper(in Sentence s, int i)
    {
        ReadOnlySpan<char> word = s[i];
        if (word.Length < 3 || !s.Words[i].Capital || s.Words[i].AllCaps)
        {
            return false;
        }

        int capitals = 0;
        foreach (char c in word[1..])
        {
            if (char.IsAsciiDigit(c))
            {
                return false;
            }

            capitals += char.IsUpper(c) ? 1 : 0;
        }

        return capitals == 0 || (capitals == 1 && (word[1] is '\'' or '\u2019' || word.StartsWith("Mc", StringComparison.Ordinal) || word.StartsWith("Mac", StringComparison.Ordinal)));
    }

    private static bool IsGlued(in Sentence s, int i)
    {
        int start = s.Words[i].Start, end = s.Words[i].End;
        bool left = start >= 2 && s.Text[start - 1] is '.' or '/' or '_' or '-' or '\\' && char.IsAsciiLetterOrDigit(s.Text[start - 2]);
        return left || (end + 1 < s.Text.Length && s.Text[end] is '.' or '/' or '_' or '(' or '\\' && char.IsAsciiLetterOrDigit(s.Text[end + 1]));
    }

    private static bool IsShouting(in Sentence s)
    {
        int caps = 0;
        for (int i = 0; i < s.Count; i++)
        {
            caps += s.Words[i].AllCaps ? 1 : 0;
        }

        return s.Count > 3 && caps * 2 > s.Count;
    }

    private static void Add(in Sentence s, int from, int to, string type, string? kind, double score, double min, ref FindingBuffer found)
    {
        if (score >= min)
        {
            int start = s.Words[from].Start;
            found.Add(type, kind, start, s.Words[to - 1].End - start, score);
        }
    }
}
