using System.Buffers;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors.Names;

/// <summary>Names and places of scripts without spaces.</summary>
internal static partial class NameFinder
{
    private const string KoreanSurnames = "김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민진유나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모";

    private static readonly ulong s_titles = NameCues.Bit(NameCues.PersonTitleZh), s_japanese = NameCues.Bit(NameCues.SurnameJa);

    /// <summary>A family name with one or two more characters, before a title or behind a word that announces a name.</summary>
    private static int Ideographs(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (EastAsian(s, i, min, ref found) is > 0 and int read)
        {
            return read;
        }

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
            for (int t = (s.Cues & s_titles) == 0 ? s.Count : end; t < Math.Min(s.Count, end + 3) && s.Words[t].Start - s.Words[end - 1].End <= t - end; t++)
            {
                titled |= s.Has(t, NameCues.PersonTitleZh) && IsIn(s, end, t + 1, NameCues.PersonTitleZh);
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

    private static readonly PairSet s_notGiven = new(NotGiven);

    /// <summary>What a sentence on a person goes on with.</summary>
    private static readonly SearchValues<char> s_plainSurnames = SearchValues.Create(PlainSurnames), s_verbs = SearchValues.Create("被有患得的在说因是加曾确怀从皈信投正住已"),
        s_koreanSurnames = SearchValues.Create(KoreanSurnames);

    /// <summary>Before a verb, at the beginning of a clause or behind a word that takes an object: "张伟被诊断", "这是李娜的病历".</summary>
    private static bool IsChineseSubject(in Sentence s, int i, int end)
    {
        ReadOnlySpan<char> name = s.Text[s.Words[i].Start..s.Words[end - 1].End];
        char before = i == 0 || s.Gap(i - 1).Length > 0 ? '\0' : s.Text[s.Words[i - 1].Start];
        if (end >= s.Count || s.Gap(end - 1).Length > 0 || !s_plainSurnames.Contains(name[0]) || !s_verbs.Contains(s.Text[s.Words[end].Start])
            || (before != '\0' && !"是和给对让请找问把与跟叫".Contains(before, StringComparison.Ordinal)) || s_notGiven.Contains(name[..2]))
        {
            return false;
        }

        // The shorter reading is tried when the longer one swallowed the verb.
        return !"被有患得的在说因是加确怀".Contains(name[^1], StringComparison.Ordinal);
    }

    /// <summary>田中太郎さん, 김철수 씨: a family name, a given name, and a title or a sign that a name ends.</summary>
    private static int EastAsian(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        char first = s.Text[s.Words[i].Start];
        if (first is >= '\uAC00' and <= '\uD7AF')
        {
            return Korean(s, i, min, ref found);
        }

        if ((s.Cues & s_japanese) == 0)
        {
            return 0;
        }

        int family = s.Has(i + 1, NameCues.SurnameJa) && Together(s, i, i + 2) ? 2 : s.Has(i + 2, NameCues.SurnameJa) && Together(s, i, i + 3) ? 3 : 0;
        if (family == 0 || !IsIn(s, i, i + family, NameCues.SurnameJa))
        {
            return 0;
        }

        int end = i + family;
        while (end < s.Count && end - i < family + 3 && Together(s, i, end + 1) && IsHan(s.Text[s.Words[end].Start]) && !IsTitle(s.Text, s.Words[end].Start) && !s.Has(end, NameCues.PersonTitleZh))
        {
            end++;
        }

        bool titled = IsTitle(s.Text, s.Words[end - 1].End) || (end < s.Count && (s.Has(end, NameCues.PersonTitleZh) || s.Has(Math.Min(end + 1, s.Count - 1), NameCues.PersonTitleZh)));
        double score = titled ? 0.7 : end > i + family ? 0.5 : 0.3;
        Add(s, i, end, EntityTypes.Person, null, score, min, ref found);
        return score >= 0.4 ? end - i : 0;
    }

    /// <summary>Three syllables before 씨 or 님, or two.</summary>
    private static int Korean(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        if (!s_koreanSurnames.Contains(s.Text[s.Words[i].Start]) || (i > 0 && s.Gap(i - 1).Length == 0 && s.Words[i - 1].Ideograph))
        {
            return 0;
        }

        for (int n = 4; n >= 2; n--)
        {
            int end = i + n;
            if (end > s.Count || !Together(s, i, end))
            {
                continue;
            }

            int at = s.Words[end - 1].End;
            ReadOnlySpan<char> rest = s.Text[at..Math.Min(s.Text.Length, at + 4)];
            ReadOnlySpan<char> bare = rest.TrimStart(' ');
            bool titled = bare.StartsWith("씨", StringComparison.Ordinal) || bare.StartsWith("님", StringComparison.Ordinal) || bare.StartsWith("선생", StringComparison.Ordinal)
                || bare.StartsWith("교수", StringComparison.Ordinal) || bare.StartsWith("과장", StringComparison.Ordinal) || bare.StartsWith("부장", StringComparison.Ordinal);
            if (titled && n <= 3)
            {
                Add(s, i, end, EntityTypes.Person, null, 0.65, min, ref found);
                return n;
            }
        }

        return 0;
    }

    /// <summary>北京市海淀区, 東京都, 서울: a place of the list, with the districts written behind it.</summary>
    private static int IdeographicPlace(in Sentence s, int i, double min, ref FindingBuffer found)
    {
        int end = 0;
        for (int n = (s.Cues & s_major) == 0 ? 0 : 3; n >= 2 && end == 0; n--)
        {
            end = i + n <= s.Count && s.Has(i + n - 1, NameCues.Major) && Together(s, i, i + n) && IsMajor(s, i, i + n) ? i + n : 0;
        }

        if (end == 0)
        {
            return 0;
        }

        for (int k = end; k < Math.Min(s.Count, end + 6) && Together(s, i, k + 1); k++)
        {
            if (s.Text[s.Words[k].Start] is '市' or '省' or '区' or '區' or '县' or '都' or '府' or '县' or '시' or '구')
            {
                end = k + 1;
            }
        }

        Add(s, i, end, EntityTypes.Location, null, 0.55, min, ref found);
        return end - i;
    }

    /// <summary>Words [from, to) are single characters with nothing between.</summary>
    private static bool Together(in Sentence s, int from, int to) => to <= s.Count && s.Words[to - 1].End - s.Words[from].Start == to - from;

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9FFF' or '々';

    private static bool IsTitle(ReadOnlySpan<char> text, int at)
    {
        ReadOnlySpan<char> rest = text[at..];
        return rest.StartsWith("さん", StringComparison.Ordinal) || rest.StartsWith("様", StringComparison.Ordinal) || rest.StartsWith("氏", StringComparison.Ordinal)
            || rest.StartsWith("先生", StringComparison.Ordinal) || rest.StartsWith("くん", StringComparison.Ordinal) || rest.StartsWith("ちゃん", StringComparison.Ordinal)
            || rest.StartsWith("君", StringComparison.Ordinal) || rest.StartsWith("女士", StringComparison.Ordinal);
    }
}
