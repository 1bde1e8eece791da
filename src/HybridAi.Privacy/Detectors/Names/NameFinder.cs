using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Persons, places, organisations and groups of persons, from lists, titles and the words around. Tuned for precision.</summary>
internal static partial class NameFinder
{
    private const int LongestRun = 6;
    private static readonly int s_bic = ContextCues.Table.Id("SWIFT_BIC");

    public static void Find(ref Sentence s, Gazetteer names, double min, Span<byte> near, ref FindingBuffer found)
    {
        bool shouting = IsShouting(s);
        int i = 0;
        while (i < s.Count)
        {
            if (!s.Words[i].Capital && !s.Words[i].Ideograph && !s.Has(i - 1, NameCues.NameIs) && !s.Has(i - 1, NameCues.From))
            {
                i++;
                continue;
            }

            if (s.Has(i, NameCues.Nrp) && (s.Words[i].Capital || s.Words[i].Ideograph) && !(i + 1 < s.Count && s.Has(i + 1, NameCues.Major) && IsMajor(s, i, i + 2)))
            {
                Add(s, i, i + 1, EntityTypes.Nrp, null, 0.5, min, ref found);
                i++;
                continue;
            }

            if (s.Words[i].Ideograph)
            {
                i += Ideographs(s, i, min, ref found);
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
            Bic(s, i, end, min, near, ref found);
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
            if (s.Has(i, NameCues.Nrp) && !(i + 1 < end && s.Has(i + 1, NameCues.Major) && IsMajor(s, i, i + 2)))
            {
                Add(s, i, i + 1, EntityTypes.Nrp, null, 0.5, min, ref found);
                i++;
                continue;
            }

            int next = Organisation(s, start, i, end, min, ref found);
            next = next == i ? Place(s, i, end, names, min, ref found) : next;
            next = next == i ? Person(s, i, end, names, shouting, min, ref found) : next;
            i = next == i ? i + 1 : next;
        }

        return i;
    }

    private static int Person(in Sentence s, int i, int end, Gazetteer names, bool shouting, double min, ref FindingBuffer found)
    {
        bool titled = s.Has(i - 1, NameCues.Honorific) && s.Words[i - 1].Capital && s.Gap(i - 1) is " " or ". " or ".";
        bool weak = i > 0 && s[i - 1] is "from" or "by" or "with" or "to" or "and" or "for" or "From" or "By" or "With" or "To" or "And" or "For", intro = s.Has(i - 1, NameCues.Intro);
        if (s.Has(i, NameCues.Honorific) && s.Words[i].Length > 1)
        {
            return i + 1;
        }

        if (titled)
        {
            int stop = Math.Min(end, i + 3);
            Add(s, i, stop, EntityTypes.Person, null, 0.85, min, ref found);
            return stop;
        }

        NameKinds first = s.Kind(i, names);
        if ((s.Has(i, NameCues.NotName) && s.Words[i].Length > 1) || (s.Words[i].Length == 1 && i + 1 == end))
        {
            return i;
        }

        // The parts behind the first: initials, particles, further forenames, the surname.
        int last = i + 1;
        while (last < end && last - i < 4 && (!s.Has(last, NameCues.NotName) || s.Words[last].Length == 1) && (Proper(s, last) || s.Words[last].Length == 1 || s.Has(last, NameCues.Particle) || s.Words[last].AllCaps))
        {
            NameKinds part = s.Kind(last, names);
            bool named = (part & NameKinds.Name) != 0 || s.Words[last].Length == 1 || s.Has(last, NameCues.Particle) || (part & NameKinds.Word) == 0;
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
            && Proper(s, last) && (s.Kind(last, names) & (NameKinds.Forename | NameKinds.Word | NameKinds.Place)) == NameKinds.Forename
            && (last + 1 == s.Count || !s.Words[last + 1].Capital || s.Gap(last) is not " "))
        {
            Add(s, i, last + 1, EntityTypes.Person, null, 0.6, min, ref found);
            return last + 1;
        }

        NameKinds surname = last > i + 1 ? s.Kind(last - 1, names) : NameKinds.None;
        double score = last > i + 1 ? Pair(s, i, last, first, surname) : Single(s, i, first);
        score += intro && score > 0 ? !weak || last > i + 1 || first != NameKinds.None ? 0.25 : end > last ? 0.02 : -0.1 : 0;
        if (shouting || s.Words[i].AllCaps)
        {
            bool both = (first & NameKinds.Forename) != 0 && (surname & NameKinds.Surname) != 0 && (first & NameKinds.Word) == 0;
            bool half = last > i + 1 && (first & NameKinds.Word) == 0 && (surname & NameKinds.Word) == 0 && ((first & NameKinds.Forename) != 0 || (surname & NameKinds.Surname) != 0)
                && s.Words[i].Length > 2 && s.Words[last - 1].Length > 3;
            score = both ? Math.Min(score, 0.65) : half && !s[i].ContainsAnyInRange('0', '9') && !s[last - 1].ContainsAnyInRange('0', '9') ? Math.Min(score, 0.45) : intro ? Math.Min(score, 0.45) : Math.Min(score, 0.2);
        }

        if (score < 0.2)
        {
            return i;
        }

        Add(s, i, last, EntityTypes.Person, null, score, min, ref found);
        return score >= 0.35 ? last : i;
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
        if (family && !lastWord && !firstWord && (Proper(s, i) || caps))
        {
            return s.Words[i].Length == 1 ? 0.7 : 0.6;
        }

        // "Zsofia Park", "Katalin Young": the surname is a word, what stands before it is none.
        if (family && lastWord && first == NameKinds.None && (surname & NameKinds.Frequent) != 0 && Proper(s, i) && last - i <= 3
            && !s.Has(last - 1, NameCues.Street) && !s.Has(last - 1, NameCues.StreetMore) && !s.Has(last - 1, NameCues.OrgForm))
        {
            return opens ? 0.42 : 0.45;
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

    /// <summary>A family name with one or two more characters, before a title or behind a word that announces a name.</summary>
    private static int Ideographs(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (!s.Has(i, NameCues.SurnameZh))
        {
            return 1;
        }

        bool intro = s.Has(i - 1, NameCues.PersonIntroZh) || (i >= 1 && s.Gap(i - 1).ContainsAny('：', ':') && i >= 2 && s.Has(i - 1, NameCues.PersonIntroZh));
        for (int n = 3; n >= 1; n--)
        {
            int end = i + n;
            if (end > s.Count || s.Words[end - 1].End - s.Words[i].Start != n)
            {
                continue;
            }

            bool titled = false;
            for (int t = end; t < Math.Min(s.Count, end + 3) && s.Words[t].Start - s.Words[end - 1].End <= t - end; t++)
            {
                titled |= s.Has(t, NameCues.PersonTitleZh);
            }

            bool stops = end == s.Count || s.Gap(end - 1).Length > 0;
            if (n is 2 or 3 && IsChineseSubject(s, i, end))
            {
                Add(s, i, end, EntityTypes.Person, null, 0.45, min, ref found);
                return n;
            }

            if (titled || (intro && n > 1 && stops) || (intro && n == 3))
            {
                Add(s, i, end, EntityTypes.Person, null, titled ? 0.7 : 0.6, min, ref found);
                return n;
            }
        }

        return 1;
    }

    private const string PlainSurnames = "张王李刘陈杨赵吴徐孙朱郭罗郑梁谢宋唐许邓冯曹彭曾肖潘袁蔡蒋杜魏苏吕丁卢姚沈崔谭陆范汪廖韦贾邹孟秦邱侯尹薛闫",
        NotGiven = " 王国 王朝 王者 王子 王后 李子 陈述 陈列 陈旧 陈皮 杨树 孙子 孙女 罗马 罗列 郑重 谢谢 宋朝 宋代 宋词 唐朝 唐代 唐诗 许多 许可 许久 曾经 肖像 杜绝 苏联 苏州 苏打 沈阳 陆地 陆续 范围 范例 范畴 秦朝 张开 张力 张贴 吴国 赵国 魏国 朱红 丁香 ";

    /// <summary>Before a verb, at the beginning of a clause or behind a word that takes an object: "张伟被诊断", "这是李娜的病历".</summary>
    private static bool IsChineseSubject(in Sentence s, int i, int end)
    {
        ReadOnlySpan<char> name = s.Text[s.Words[i].Start..s.Words[end - 1].End];
        char before = i == 0 || s.Gap(i - 1).Length > 0 ? '\0' : s.Text[s.Words[i - 1].Start];
        if (end >= s.Count || s.Gap(end - 1).Length > 0 || !PlainSurnames.Contains(name[0], StringComparison.Ordinal)
            || (before != '\0' && !"是和给对让请找问把与跟叫".Contains(before, StringComparison.Ordinal)) || NotGiven.Contains($" {name[..2]} ", StringComparison.Ordinal))
        {
            return false;
        }

        // The shorter reading is tried when the longer one swallowed the verb.
        char next = s.Text[s.Words[end].Start];
        return "被有患得的在说因是加曾确怀从皈信投正住已".Contains(next, StringComparison.Ordinal) && !"被有患得的在说因是加确怀".Contains(name[^1], StringComparison.Ordinal);
    }

    private static void Bic(in Sentence s, int start, int end, double min, Span<byte> near, ref FindingBuffer found)
    {
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<char> word = s[i];
            if (word.Length is not (8 or 11) || !s.Words[i].AllCaps || !char.IsAsciiLetterUpper(word[3]) || !NameCues.Countries.Contains($" {word.Slice(4, 2)} ", StringComparison.Ordinal))
            {
                continue;
            }

            var context = new ContextWindow(s.Text, ContextCues.Table, near);
            context.Read(s.Words[i].Start, s.Words[i].End);
            double score = 0.1 + context.Boost(s_bic);
            if (score >= min)
            {
                found.Add("SWIFT_BIC", null, s.Words[i].Start, word.Length, score);
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
