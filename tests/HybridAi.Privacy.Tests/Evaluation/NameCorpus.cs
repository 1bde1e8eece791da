namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>Names in chats of many languages, drawn from names the gazetteer of evaluation leaves out.</summary>
internal sealed class NameCorpus
{
    private static readonly string[] s_chinese = ["Xiangyun", "Zhenglin", "Haoqing", "Ruoxi", "Yutong", "Zixuan", "Mengqi"], s_chineseLast = ["Zhuo", "Ouyang", "Xue", "Qiao", "Zhai", "Shangguan", "Cui"],
        s_japanese = ["Haruto", "Sakiko", "Tomohiro", "Ayaka", "Kazuhiro", "Yuzuki", "Reina"], s_japaneseLast = ["Kurosawa", "Hayashida", "Minagawa", "Tsukamoto", "Okabayashi", "Shirakawa", "Nishigaki"];

    private readonly Random _random = new(77);
    private readonly string[] _forenames = [.. Corpus.Lines("forenames.txt")], _surnames = [.. Corpus.Lines("surnames.txt")];

    /// <summary>Texts of every second line with the names in them; "-" is the language of those without any.</summary>
    /// <param name="copies">How often each line is drawn.</param>
    /// <param name="half">0: the lines looked at, 1: the others.</param>
    public IEnumerable<(string Language, Labelled Text)> Texts(int copies, int half)
    {
        foreach (IGrouping<string, string> language in Corpus.Lines("names.txt").Where(l => l[0] != '#').GroupBy(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]))
        {
            foreach (string line in language.Where((_, i) => i % 2 == half))
            {
                string template = line[(language.Key.Length + 1)..].Replace("\\n", "\n", StringComparison.Ordinal);
                for (int i = 0; i < (template.Contains('{', StringComparison.Ordinal) ? copies : 1); i++)
                {
                    yield return (language.Key, Fill(template));
                }
            }
        }
    }

    private Labelled Fill(string template)
    {
        string first = Pick(_forenames), last = Pick(_surnames), zf = Pick(s_chinese), zl = Pick(s_chineseLast), jf = Pick(s_japanese), jl = Pick(s_japaneseLast);
        var gold = new List<(string, int, int)>();
        var text = new System.Text.StringBuilder();
        int at = 0, end = -1;
        foreach (System.Text.RegularExpressions.Match slot in System.Text.RegularExpressions.Regex.Matches(template, @"\{(\w+)\}"))
        {
            string gap = template[at..slot.Index];
            text.Append(gap);
            string value = slot.Groups[1].Value switch
            {
                "F" => first, "L" => last, "f" => first.ToLowerInvariant(), "l" => last.ToLowerInvariant(), "I" => first[..1], "zf" => zf, "zl" => zl, "jf" => jf, _ => jl,
            };

            // Parts with nothing but a blank, a hyphen or the dot of an initial between them are one name.
            bool joined = end >= 0 && gap is " " or "-" or ". " or ", ";
            int start = joined ? gold[^1].Item2 : text.Length;
            text.Append(value);
            end = text.Length;
            if (joined)
            {
                gold[^1] = ("PERSON", start, end - start);
            }
            else
            {
                gold.Add(("PERSON", start, value.Length));
            }

            at = slot.Index + slot.Length;
        }

        text.Append(template, at, template.Length - at);
        return new Labelled(text.ToString(), gold);
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
