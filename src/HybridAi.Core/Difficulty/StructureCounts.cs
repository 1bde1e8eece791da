namespace HybridAi;

/// <summary>What is counted while a text is read; a struct, so that a skipped clause is undone by restoring a copy.</summary>
internal struct StructureCounts
{
    public int Words, Letters, LongWords, Known, Unknown, Foreign, Ideographs, Emitted, EnglishCues;
    public int Numbers, Digits, LongNumbers, Fractions;
    public int Operators, Backslashes, Money, Brackets, CodeMarks, Quotes, Commas, Questions, Sentences, Blanks, OtherSymbols;
    public int Lines, IndentedLines, Options, OptionWords, Bullets;
    public bool LineHasContent, SentenceOpen;
}

/// <summary>The structural features: how a text is built rather than what it says. Read for every language.</summary>
internal static class Structure
{
    /// <summary>Number of features.</summary>
    public const int Count = 32;

    /// <summary>Names, in order, for reports.</summary>
    public static readonly string[] Names =
    [
        "log words", "log words over 12", "log words over 32", "log words over 96", "mean word length", "long words", "log sentences",
        "log words per sentence", "log numbers", "share of numbers", "digits per number", "log long numbers", "log fractions",
        "log operators", "log backslashes", "log money and percent", "log brackets", "log code marks", "log quotes",
        "commas per word", "questions", "log blanks", "log other symbols", "log lines", "log indented lines", "has options",
        "log stem words", "log words per option", "log bullets", "foreign letters", "ideographs", "log length beyond what was read",
    ];

    /// <summary>Computes the features.</summary>
    /// <param name="c">The counts of what was read.</param>
    /// <param name="scale">Length of the whole text over the length that was read, at least 1.</param>
    /// <param name="features">Receives <see cref="Count"/> values.</param>
    public static void Write(in StructureCounts c, double scale, Span<float> features)
    {
        double words = c.Words + (0.6 * c.Ideographs);
        double one = Math.Max(1, words), all = words * scale;
        double sentences = Math.Max(1, c.Sentences);
        int stem = Math.Max(0, c.Words - c.OptionWords);
        Span<double> f = stackalloc double[Count];
        f[0] = Log(all);
        f[1] = Over(all, 12);
        f[2] = Over(all, 32);
        f[3] = Over(all, 96);
        f[4] = c.Words == 0 ? 5 : (double)c.Letters / c.Words;
        f[5] = c.LongWords / one;
        f[6] = Log(sentences * scale);
        f[7] = Log(words / sentences);
        f[8] = Log(c.Numbers);
        f[9] = c.Numbers / one;
        f[10] = c.Numbers == 0 ? 0 : (double)c.Digits / c.Numbers;
        f[11] = Log(c.LongNumbers);
        f[12] = Log(c.Fractions);
        f[13] = Log(c.Operators);
        f[14] = Log(c.Backslashes);
        f[15] = Log(c.Money);
        f[16] = Log(c.Brackets);
        f[17] = Log(c.CodeMarks);
        f[18] = Log(c.Quotes);
        f[19] = c.Commas / one;
        f[20] = Math.Min(3, c.Questions);
        f[21] = Log(c.Blanks);
        f[22] = Log(c.OtherSymbols);
        f[23] = Log(c.Lines);
        f[24] = Log(c.IndentedLines);
        f[25] = c.Options >= 2 ? 1 : 0;
        f[26] = Log(stem * scale);
        f[27] = c.Options < 2 ? 0 : Log((double)c.OptionWords / c.Options);
        f[28] = Log(c.Bullets);
        f[29] = c.Foreign / one;
        f[30] = c.Ideographs / one;
        f[31] = Math.Log(scale);
        for (int i = 0; i < Count; i++) features[i] = (float)f[i];
    }

    private static double Log(double count) => Math.Log(1 + count);

    private static double Over(double count, double knot) => Math.Max(0, Log(count) - Log(knot));
}
