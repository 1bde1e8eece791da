using System.Text;

namespace HybridAi.Benchmarks.TierZero;

/// <summary>Made-up prompts of ordinary words, and a calibration of the largest size.</summary>
internal static class Prompts
{
    private static readonly string[] _words =
        ["the", "report", "of", "which", "function", "number", "question", "energy", "answer", "is", "a", "between", "history", "market",
         "explain", "city", "and", "water", "list", "write", "value", "each", "model", "in", "because", "result", "for", "line", "zyxq", "2048"];

    public static string OfLength(int length)
    {
        var random = new Random(7);
        var text = new StringBuilder(length + 16);
        while (text.Length < length)
        {
            text.Append(_words[random.Next(_words.Length)]).Append(random.Next(12) == 0 ? ".\n" : " ");
        }

        return text.ToString(0, length);
    }

    /// <summary>An adjustment with as many n-grams as a file may hold.</summary>
    public static ClassifierAdjustment Adjustment(PromptClassifier classifier)
    {
        var random = new Random(9);
        var ngrams = new Dictionary<uint, float>();
        while (ngrams.Count < ClassifierAdjustment.MaxNgrams)
        {
            ngrams[(uint)random.NextInt64(1, uint.MaxValue)] = (float)random.NextDouble();
        }

        return new(classifier.Revision, 1500, 1, 0, 1, 0, new float[Structure.Count], ngrams);
    }
}
