namespace HybridAi.Evaluation;

/// <summary>Families of the suite that make one kind of traffic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Families">Its families; each prompt counts the same.</param>
public sealed record TrafficMix(string Name, IReadOnlyList<string> Families)
{
    /// <summary>
    /// Whether the built-in model's default is the cloud for this kind of traffic, because routing it is no better than counting words. What ships with that
    /// model is fitted as if the cloud were needed for all of it.
    /// </summary>
    public bool CloudFirst { get; init; }

    /// <summary>The six mixes of the outcome table; together they hold every family once.</summary>
    public static IReadOnlyList<TrafficMix> All { get; } =
    [
        new("summarise/rewrite", ["summary", "formal-rewrite", "bullet-list", "csv-line", "letter-case", "headline", "thank-you", "shorten"]),
        new("extract/classify",
        [
            "extract-email", "extract-amount", "extract-date", "extract-city", "extract-name", "extract-phone", "json-from-facts", "meeting-notes", "reading",
            "sentiment", "sentiment-abroad", "topic", "spam", "urgency", "category", "language-detection",
        ]),
        new("light Q&A", ["capitals", "capitals-abroad", "facts", "opposites", "multiple-choice", "common-sense", "next-in-order", "continents", "weekday"]),
        new("translate/grammar", ["translate-word", "translate-from", "greetings", "grammar", "plural", "article", "comparative", "past-tense", "spelling"]) { CloudFirst = true },
        new("code", ["code-output", "code-language", "sql-select", "python-function", "html-element", "fix-code", "command-line"]) { CloudFirst = true },
        new("maths",
        [
            "addition", "multiplication", "word-problem", "unit-conversion", "largest-number", "sorting", "counting-letters", "reversing", "other-languages",
            "compare", "even-odd", "half-double", "sequences",
        ]),
    ];

    /// <summary>The mix a family belongs to.</summary>
    /// <param name="family">The family.</param>
    /// <returns>The mix, or null for a family from elsewhere.</returns>
    public static TrafficMix? Of(string family) => All.FirstOrDefault(m => m.Families.Contains(family, StringComparer.Ordinal));

    /// <summary>The outcomes as what ships is fitted to them.</summary>
    internal static SuiteOutcome[] MarkCloudFirst(IEnumerable<SuiteOutcome> rows) =>
        [.. rows.Select(r => Of(r.Family) is { CloudFirst: true } ? r with { IsCloudFirst = true } : r)];
}
