using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Names that a phrase announces: "my name is", "my username is".</summary>
internal static partial class NameFinder
{
    /// <summary>"my name is john smith": without capitals only behind words that announce a name.</summary>
    private static int LowerCase(in Sentence s, int i, Gazetteer names, double min, ref FindingBuffer found)
    {
        bool announced = IsAnnounced(s, i) || s[i - 1] is "is" or "name's" or "names" or "dr" or "mr" or "mrs" or "ms" && !(s[i - 1] is "is" && (i < 2 || s[i - 2] is not "name" and not "Name"));
        if (!announced && IsPerson(s, i) && Stranger(s, i, names) && Stranger(s, i + 1, names) && s.Gap(i) is " ")
        {
            // "this is delois aikens": two words that are neither English nor a list's can hardly be anything else.
            Add(s, i, i + 2, EntityTypes.Person, null, 0.42, min, ref found);
            return 2;
        }

        int end = i;
        bool known = false;
        while (end < s.Count && end - i < 3 && (end == i || s.Gap(end - 1) is " " or "-") && !s.Words[end].Number && !s.Words[end].Ideograph && !s.Has(end, NameCues.NotName) && !s_joins.Contains(s.Words[end].Hash))
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

    private static bool IsPerson(in Sentence s, int i) =>
        s[i - 1] is "colleague" or "friend" or "boss" || (s[i - 1] is "is" && i > 1 && s[i - 2] is "this" or "This") || (s[i - 1] is "with" && i > 1 && s[i - 2] is "spoke" or "meeting" or "call" or "interview" or "talked");

    /// <summary>A word of letters that no list knows, English words included.</summary>
    private static bool Stranger(in Sentence s, int i, Gazetteer names) =>
        i < s.Count && s.Words[i].Length > 2 && !s.Words[i].Ideograph && !s[i].ContainsAny(CharSets.Digits) && s.Kind(i, names) is var kinds && (kinds & NameKinds.Word) == 0 && !s.Has(i, NameCues.NotName)
        && !s_joins.Contains(s.Words[i].Hash) && !IsGlued(s, i);

    /// <summary>"ich heiße", "mi chiamo": what stands behind is a name, whatever it is.</summary>
    private static bool IsAnnounced(in Sentence s, int i) => s[i - 1] switch
    {
        "heiße" or "heisse" or "m'appelle" or "m’appelle" or "llamo" or "chiamo" or "chamo" or "heet" or "heter" or "hedder" or "adım" or "ismim" or "jmenuji" => true,
        "is" => i > 1 && s[i - 2] is "naam",
        "ist" => i > 1 && s[i - 2] is "name" or "Name",
        "é" or "è" => i > 1 && s[i - 2] is "nome",
        "es" => i > 1 && s[i - 2] is "nombre",
        "est" => i > 1 && s[i - 2] is "nom",
        "er" => i > 1 && s[i - 2] is "navn",
        "się" => i > 1 && s[i - 2] is "nazywam" or "Nazywam",
        "imię" => i > 1 && s[i - 2] is "na",
        "jiao" => i > 1 && s[i - 2] is "wo" or "Wo",
        _ => false,
    };

    /// <summary>Small words no name is made of and English has not.</summary>
    private static readonly HashSet<uint> s_joins =
        [.. "und et y e en i ve og och ja aus vom ou o ale mas ma però pero mais aber ich je yo io ik eu ben euch dich sie ihn votre vous nous nicht pas no non niet nie não değil hier hallo habe j'ai ho heb mam tenho bir çok auch também anche también ook też".Split(' ').Select(w => Words.Hash(w))];

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
