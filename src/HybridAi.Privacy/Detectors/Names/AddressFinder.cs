using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Street addresses and postcodes: a house number beside a street's name, a ZIP behind a state, a postcode before a town.</summary>
internal static class AddressFinder
{
    private static readonly string[] s_streetEnds =
    [
        "straße", "strasse", "str", "weg", "platz", "allee", "gasse", "ufer", "damm", "ring", "straat", "laan", "gracht", "plein", "kade", "gatan", "vägen", "gade", "vej", "veien", "gata", "katu", "chaussee", "steig",
    ];

    /// <summary>Without a word of these in the sentence there is no street of its kind.</summary>
    private static readonly ulong s_streets = NameCues.Bit(NameCues.Street) | NameCues.Bit(NameCues.StreetMore), s_heads = NameCues.Bit(NameCues.StreetHead);

    private static readonly string[] s_southernStates = ["NSW", "VIC", "QLD", "TAS", "ACT", "WA", "SA", "NT"];

    public static void Find(ref Sentence s, Gazetteer names, double min, ref FindingBuffer found)
    {
        for (int i = 0; i < s.Count; i++)
        {
            if (s.Words[i].Number)
            {
                Number(s, i, names, min, ref found);
            }
            else if (s.Words[i].Ideograph && s.Text[s.Words[i].Start] is '路' or '街' or '道' or '巷')
            {
                Ideographic(s, i, min, ref found);
            }
        }
    }

    private static void Number(in Sentence s, int i, Gazetteer names, double min, ref FindingBuffer found)
    {
        ReadOnlySpan<char> number = s[i];
        if (number.Length <= 6)
        {
            // 12 Main Street, 12B Old Mill Rd
            int reach = (s.Cues & s_streets) == 0 ? 0 : Math.Min(s.Count, i + 6);
            for (int j = i + 1; j < reach && s.Gap(j - 1) is " " or ". " or ", " or " - "; j++)
            {
                // "Flat 2, 10 Downing Street": the address begins at the second number.
                if (s.Words[j].Number && s.Gap(j - 1) is ", ")
                {
                    break;
                }

                // "5th Avenue", "42nd Street".
                bool counted = j == i + 1 && number.Length >= 3 && char.IsAsciiLetterLower(number[^1]) && s.Words[j].Capital && s.Gap(i) is " ";
                if ((j > i + 1 || counted) && s.Has(j, NameCues.Street) && (s.Words[j - 1].Capital || s.Words[j].Capital))
                {
                    int last = Unit(s, j + 1);
                    Add(s, i, last, "street", 0.75, min, ref found);
                    Town(s, last, min, ref found);
                    return;
                }

                if (j > i + 1 && s.Has(j, NameCues.StreetMore) && s.Words[j - 1].Capital && s.Words[j].Capital && number.Length is >= 2 and <= 5
                    && (Unit(s, j + 1) > j + 1 || j + 1 == s.Count || s.Gap(j)[0] is ',' or '\n'))
                {
                    int last = Unit(s, j + 1);
                    Add(s, i, last, "street", 0.6, min, ref found);
                    Town(s, last, min, ref found);
                    return;
                }

                if (!s.Words[j].Capital && !s.Words[j].Number && !s.Has(j, NameCues.Particle) && !s.Has(j, NameCues.StreetHead))
                {
                    break;
                }
            }

            if (i > 0 && s.Words[i - 1].Capital)
            {
                Before(s, i, min, ref found);
            }

            if ((s.Cues & s_heads) != 0)
            {
                French(s, i, min, ref found);
            }

            if (i > 0 && !s.Words[i - 1].Number)
            {
                Box(s, i, min, ref found);
            }
        }

        if (number.Length == 4 && i > 0 && s.Words[i - 1].AllCaps && s.Gap(i - 1) is " " or ", " && IsSouthern(s[i - 1]))
        {
            Add(s, i, i + 1, "zip", 0.6, min, ref found);
        }

        if (number.Length == 5 && !number.ContainsAnyExcept(CharSets.Digits))
        {
            Postcode(s, i, names, min, ref found);
        }
    }

    /// <summary>"Apt. 12", "Suite 300" behind a street belong to it.</summary>
    private static int Unit(in Sentence s, int i)
    {
        i += i < s.Count && s.Gap(i - 1) is " " && s[i] is "N" or "S" or "E" or "W" or "NE" or "NW" or "SE" or "SW" ? 1 : 0;
        if (i < s.Count && s.Gap(i - 1) is " #" or ", #" && s.Words[i].Number)
        {
            return i + 1;
        }

        bool unit = i + 1 < s.Count && s.Gap(i - 1) is " " or ", " or "\n" && s[i] is "Apt" or "Suite" or "Unit" or "Flat" or "Floor" or "Apartment" or "Ste" or "Room" or "apt" or "suite" or "unit" or "flat"
            && s.Gap(i) is " " or ". " or " #" && s.Words[i + 1].Number;
        return unit ? i + 2 : i;
    }

    /// <summary>What stands behind a street and a comma, with a capital, is a town.</summary>
    private static void Town(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (i < s.Count && s.Gap(i - 1) is ", " or " in " or ",\n" && s.Words[i].Capital && s.Words[i].Length > 2 && s[i] is not ("Apt" or "Suite" or "Unit") && !s.Has(i, NameCues.NotName) && !s[i].ContainsAny(CharSets.Digits))
        {
            int end = i + 1 < s.Count && s.Gap(i) is " " or "-" && s.Words[i + 1].Capital && !s.Words[i + 1].AllCaps ? i + 2 : i + 1;
            Add(s, i, end, "town", 0.6, min, ref found);
        }
    }

    /// <summary>Lindenstraße 12, Calle Mayor 3, Via Roma 5: behind a word with a capital.</summary>
    private static void Before(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (s.Gap(i - 1) is not (" " or ", " or ". "))
        {
            return;
        }

        ReadOnlySpan<char> street = s[i - 1];
        bool german = s.Words[i - 1].Capital && street.Length > 5 && Ends(street) || (street is "Str" && i >= 2);
        if (german)
        {
            int from = street.Length <= 8 && i >= 2 && s.Words[i - 2].Capital && s.Gap(i - 2) is " " or "-" && street[0] is 'S' or 'W' or 'P' ? i - 2 : i - 1;
            Add(s, from, i + 1, "street", 0.7, min, ref found);
            Town(s, i + 1, min, ref found);
            return;
        }

        for (int j = i - 2; (s.Cues & s_heads) != 0 && j >= Math.Max(0, i - 5); j--)
        {
            if (s.Has(j, NameCues.StreetHead) && (s[i].Length < 4 || (s[i].Length == 4 && s.Gap(i - 1) is " ")))
            {
                Add(s, j, i + 1, "street", 0.65, min, ref found);
                Town(s, i + 1, min, ref found);
                return;
            }
        }
    }

    /// <summary>P.O. Box 1234, Postfach 12, Casilla 5.</summary>
    private static void Box(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (s.Text[s.Words[i - 1].Start] is not ('P' or 'C' or 'A' or 'S' or 'B' or 'b') || s.Gap(i - 1) is not (" " or " #" or ". "))
        {
            return;
        }

        int from = s[i - 1] is "Postfach" or "Casilla" or "Apartado" or "Postbus" or "Skrytka" ? i - 1
            : s[i - 1] is "Box" or "BOX" or "box" ? i >= 2 && s[i - 2] is "PO" or "po" or "Po" ? i - 2 : i >= 3 && s[i - 2] is "O" or "o" && s[i - 3] is "P" or "p" ? i - 3 : -1 : -1;
        if (from >= 0)
        {
            Add(s, from, i + 1, "street", 0.6, min, ref found);
        }
    }

    private static bool IsSouthern(ReadOnlySpan<char> word)
    {
        foreach (string state in s_southernStates)
        {
            if (word.SequenceEqual(state))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>12 rue de Rivoli, 5 bis avenue Foch.</summary>
    private static void French(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        int number = i;
        i += i + 1 < s.Count && s[i + 1] is "bis" or "ter" ? 1 : 0;
        if (i + 2 >= s.Count || !s.Has(i + 1, NameCues.StreetHead) || s.Gap(i) is not (" " or ", "))
        {
            return;
        }

        int end = i + 2;
        while (end < s.Count && end - i < 7 && s.Gap(end - 1) is " " or "-" or "'" && (s.Words[end].Capital || s.Has(end, NameCues.Particle)))
        {
            end++;
        }

        if (s.Words[end - 1].Capital && end > i + 2)
        {
            Add(s, number, end, "street", 0.7, min, ref found);
            Town(s, end, min, ref found);
        }
    }

    private static void Postcode(in Sentence s, int i, Gazetteer names, double min, ref FindingBuffer found)
    {
        // "(ID 55213)" is no Idaho: a town stands before a state.
        bool afterTown = i >= 2 && s.Words[i - 2].Capital && s.Gap(i - 2) is ", " or " " or ",\n";
        if (s.Has(i - 1, NameCues.Major) && !s.Has(i - 1, NameCues.State) && s.Gap(i - 1) is " " or ", " && s.Words[i - 1].Capital && i >= 2 && s.Gap(i - 2) is ", ")
        {
            Add(s, i, i + 1, "zip", 0.6, min, ref found);
        }
        else if (s.Has(i - 1, NameCues.State) && s.Words[i - 1].AllCaps && s.Gap(i - 1) is " " && (afterTown || i == 1))
        {
            bool plusFour = i + 1 < s.Count && s.Gap(i) is "-" && s.Words[i + 1].Number && s.Words[i + 1].Length == 4;
            Add(s, i, plusFour ? i + 2 : i + 1, "zip", 0.7, min, ref found);
            int town = i - 2;
            while (town > 0 && town > i - 5 && s.Words[town].Capital && s.Words[town - 1].Capital && s.Gap(town - 1) is " ")
            {
                town--;
            }

            if (i >= 2 && s.Words[i - 2].Capital && s.Gap(i - 2) is ", " or " ")
            {
                Add(s, town, i - 1, "town", 0.6, min, ref found);
                Add(s, i - 1, i, "state", 0.6, min, ref found);
            }
        }
        else if (i + 1 < s.Count && s.Gap(i) is " " && s.Words[i + 1].Capital)
        {
            bool place = (s.Kind(i + 1, names) & NameKinds.Place) != 0 || s.Has(i + 1, NameCues.Major);
            bool address = i > 0 && s.Gap(i - 1) is ", " or "\n" or ",\n" && found.Count > 0 && found.Items[^1].Type == EntityTypes.Location && found.Items[^1].End == s.Words[i - 1].End;
            double score = address ? 0.65 : !place ? 0 : (s.Kind(i + 1, names) & NameKinds.Word) != 0 ? 0.3 : 0.6;
            if (score < min || score == 0)
            {
                return;
            }

            if ((s.Cues & NameCues.Bit(NameCues.StreetHead)) != 0)
            {
                Add(s, i, i + 1, "zip", score, min, ref found);
            }
            else
            {
                found.Add("DE_PLZ", null, s.Words[i].Start, 5, score);
            }
        }
    }

    /// <summary>…市…区…路12号.</summary>
    private static void Ideographic(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (i + 1 >= s.Count || !s.Words[i + 1].Number || s.Gap(i).Length > 0)
        {
            return;
        }

        int from = i, end = i + 2;
        while (from > 0 && i - from < 16 && s.Gap(from - 1).Length == 0 && Words.IsIdeograph(s.Text[s.Words[from - 1].Start])
            && s.Text[s.Words[from - 1].Start] is not ('在' or '于' or '住' or '是' or '址' or '为'))
        {
            from--;
        }

        if (end < s.Count && s.Text[s.Words[end].Start] is '号' or '弄')
        {
            Add(s, from, end + 1, "street", 0.75, min, ref found);
        }
    }

    private static bool Ends(ReadOnlySpan<char> word)
    {
        foreach (string end in s_streetEnds)
        {
            if (word.EndsWith(end, StringComparison.OrdinalIgnoreCase) && (word.Length > end.Length + 1 || end.Length > 5))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(in Sentence s, int from, int to, string kind, double score, double min, ref FindingBuffer found)
    {
        if (score >= min)
        {
            int start = s.Words[from].Start;
            found.Add(EntityTypes.Location, kind, start, s.Words[to - 1].End - start, score);
        }
    }
}
