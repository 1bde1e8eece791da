using System.Globalization;

namespace HybridAi.Evaluation;

/// <summary>The families of the suite: each makes a prompt of a difficulty from 1 to 3.</summary>
internal static partial class SuiteFamilies
{
    public static readonly IReadOnlyList<(string Name, Func<Random, int, SuiteItem> Make)> All =
    [
        ("capitals", Capitals), ("facts", Facts), ("opposites", Opposites), ("multiple-choice", MultipleChoice), ("language-detection", LanguageDetection),
        ("sentiment", Sentiment), ("topic", Topic), ("spam", Spam), ("urgency", Urgency),
        ("extract-email", ExtractEmail), ("extract-amount", ExtractAmount), ("extract-date", ExtractDate), ("json-from-facts", JsonFromFacts), ("meeting-notes", MeetingNotes),
        ("summary", Summary), ("formal-rewrite", FormalRewrite), ("bullet-list", BulletList), ("csv-line", CsvLine), ("letter-case", LetterCase),
        ("translate-word", TranslateWord), ("translate-from", TranslateFrom), ("grammar", Grammar), ("plural", Plural),
        ("addition", Addition), ("multiplication", Multiplication), ("word-problem", WordProblem), ("unit-conversion", UnitConversion), ("weekday", Weekday),
        ("largest-number", LargestNumber), ("sorting", Sorting), ("counting-letters", CountingLetters), ("reversing", Reversing), ("code-output", CodeOutput),
        ("other-languages", OtherLanguages),
        ("headline", Headline), ("thank-you", ThankYou), ("shorten", Shorten),
        ("extract-city", ExtractCity), ("extract-name", ExtractName), ("extract-phone", ExtractPhone), ("reading", Reading), ("category", Category), ("sentiment-abroad", SentimentAbroad),
        ("common-sense", CommonSense), ("next-in-order", NextInOrder), ("continents", Continents), ("capitals-abroad", CapitalsAbroad),
        ("greetings", Greetings), ("article", Article), ("comparative", Comparative), ("past-tense", PastTense), ("spelling", Spelling),
        ("code-language", CodeLanguage), ("sql-select", SqlSelect), ("python-function", PythonFunction), ("html-element", HtmlElement), ("fix-code", FixCode), ("command-line", CommandLine),
        ("compare", Compare), ("even-odd", EvenOdd), ("half-double", HalfDouble), ("sequences", Sequences),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>An item of the third of a list, sorted from easy to hard, that belongs to a difficulty.</summary>
    private static T PickAt<T>(Random random, T[] items, int difficulty)
    {
        int from = items.Length * (difficulty - 1) / 3, to = items.Length * difficulty / 3;
        return items[random.Next(from, to)];
    }

    private static T[] Shuffled<T>(Random random, IEnumerable<T> items)
    {
        T[] result = [.. items];
        random.Shuffle(result);
        return result;
    }

    private static (string Key, string[] Accepted) Entry(string text)
    {
        int split = text.IndexOf('=', StringComparison.Ordinal);
        return (text[..split], text[(split + 1)..].Split('|'));
    }

    private static SuiteItem Named(string prompt, string[] accepted, params string[] wrong) =>
        new(prompt, accepted[0], new ContainsGrader([string.Join('|', accepted)], wrong));

    private static SuiteItem Number(string prompt, double value, double tolerance = 1e-6) =>
        new(prompt, value.ToString("0.####", CultureInfo.InvariantCulture), new NumericGrader(value, tolerance));

    private static SuiteItem Label(string prompt, string right, params string[] wrong) =>
        new(prompt, right.Split('|')[0], new ContainsGrader([right], wrong));
}
