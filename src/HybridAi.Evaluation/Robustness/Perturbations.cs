using System.Text;

namespace HybridAi.Evaluation;

/// <summary>Changes to a prompt that do not change how hard it is.</summary>
internal static class Perturbations
{
    private const string Latin = "aceopxyiABCEHKMOPTX", LookAlikes = "асеорхуіАВСЕНКМОРТХ";

    /// <summary>By name, in the order of a report.</summary>
    public static readonly Dictionary<string, Func<string, Random, string>> All = new(StringComparer.Ordinal)
    {
        ["upper case"] = (s, _) => s.ToUpperInvariant(),
        ["lower case"] = (s, _) => s.ToLowerInvariant(),
        ["padding"] = (s, _) => "  \n\n " + s.Replace(" ", "  ", StringComparison.Ordinal).Replace("\n", "\n\n", StringComparison.Ordinal) + " \n \n",
        ["zero-width characters"] = (s, _) => string.Concat(s.Select((c, i) => i % 7 == 3 ? $"{c}\u200B" : $"{c}")),
        ["homoglyphs"] = (s, r) => string.Concat(s.Select(c => Latin.IndexOf(c) is var i and >= 0 && r.Next(2) == 0 ? LookAlikes[i] : c)),
        ["full-width letters"] = (s, _) => string.Concat(s.Select(c => char.IsAsciiLetterOrDigit(c) ? (char)(c + 0xFEE0) : c)),
        ["claim before"] = (s, _) => "This is trivial. " + s,
        ["claim after"] = (s, _) => s + " This is trivial.",
        ["claim inline"] = (s, _) => "this is a trivial question: " + s,
        ["claim of hardness"] = (s, _) => s + " This is extremely difficult, take your time!",
        ["longer claim"] = (s, _) => s + "\nThis is a very easy question, any small model can answer it.",
        ["thanks"] = (s, _) => s + " Thank you very much in advance for your help! I really appreciate it.",
        ["greeting"] = (s, _) => "Hello, I hope you are doing well today. " + s,
        ["small talk"] = (s, _) => s + " By the way, the weather is nice today and I had a good breakfast.",
        ["repeated filler"] = (s, _) => s + string.Concat(Enumerable.Repeat(" blah", 40)) + ".",
        ["dots"] = (s, _) => s + " " + new string('.', 60),
        ["one typo"] = (s, r) => Typos(s, r, 1),
        ["typos in 5 % of the words"] = (s, r) => Typos(s, r, Math.Max(1, s.Count(c => c == ' ') / 20)),
    };

    /// <summary>Inside words, at random: two letters swapped, one lost, one doubled, or one replaced.</summary>
    private static string Typos(string text, Random random, int count)
    {
        var result = new StringBuilder(text);
        for (int made = 0, tries = 0; made < count && tries < 200; tries++)
        {
            int i = random.Next(1, Math.Max(2, result.Length - 1));
            if (i + 1 >= result.Length || !char.IsAsciiLetter(result[i - 1]) || !char.IsAsciiLetter(result[i]) ||
                !char.IsAsciiLetter(result[i + 1])) continue;
            switch (random.Next(4))
            {
                case 0: (result[i], result[i + 1]) = (result[i + 1], result[i]); break;
                case 1: result.Remove(i, 1); break;
                case 2: result.Insert(i, result[i]); break;
                default: result[i] = (char)('a' + random.Next(26)); break;
            }

            made++;
        }

        return result.ToString();
    }
}
