using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Names that a phrase announces: "my name is", "my username is".</summary>
internal static partial class NameFinder
{
    /// <summary>"my name is john smith": without capitals only behind words that announce a name.</summary>
    private static int LowerCase(in Sentence s, int i, Gazetteer names, double min, ref FindingBuffer found)
    {
        bool announced = s[i - 1] is "is" or "name's" or "names" or "dr" or "mr" or "mrs" or "ms" && !(s[i - 1] is "is" && (i < 2 || s[i - 2] is not "name" and not "Name"));
        int end = i;
        bool known = false;
        while (end < s.Count && end - i < 3 && (end == i || s.Gap(end - 1) is " " or "-") && !s.Words[end].Number && !s.Words[end].Ideograph && !s.Has(end, NameCues.NotName))
        {
            NameKinds kinds = s.Kind(end, names);
            bool forename = (kinds & NameKinds.Forename) != 0 && ((kinds & NameKinds.Word) == 0 || (announced && (kinds & NameKinds.Frequent) != 0)) && s.Words[end].Length > 2;
            bool fits = end == i ? forename || (announced && s.Words[end].Length > 2 && (kinds & NameKinds.Word) == 0)
                : (kinds & NameKinds.Name) != 0 && ((kinds & NameKinds.Word) == 0 || ((kinds & NameKinds.Frequent) != 0 && known)) || (announced && (kinds & NameKinds.Word) == 0 && s.Words[end].Length > 2);
            if (!fits)
            {
                break;
            }

            known |= forename;
            end++;
        }

        if (end == i || (end == i + 1 && !announced && (s.Kind(i, names) & NameKinds.Frequent) == 0))
        {
            return 1;
        }

        Add(s, i, end, EntityTypes.Person, null, end - i > 1 ? 0.6 : 0.45, min, ref found);
        return end - i;
    }

    /// <summary>"my username is jdoe.84": up to the next blank.</summary>
    private static int User(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        int last = i;
        while (last + 1 < s.Count && s.Gap(last).Length == 1 && s.Gap(last)[0] is '.' or '_' or '-' && last - i < 5)
        {
            last++;
        }

        int start = s.Words[i].Start, length = s.Words[last].End - start;
        bool odd = last > i || s[i].ContainsAny(CharSets.Digits) || s.Gap(i - 1).IndexOfAny("\"'@:") >= 0;
        if (length is < 3 or > 40 || (!odd && s.Has(i, NameCues.NotName)) || s[i] is "not" or "the" or "required" or "already" or "invalid" or "taken" or "case")
        {
            return 0;
        }

        // "The login is broken": a plain word is only a candidate.
        double score = odd ? 0.6 : 0.2;
        if (score >= min)
        {
            found.Add("USERNAME", null, start, length, score);
        }

        return odd ? last + 1 - i : 0;
    }
}
