namespace HybridAi.Evaluation;

/// <summary>One row of routing data: a prompt and how a weak and a strong model did on it.</summary>
public sealed record RoutingRow
{
    /// <summary>Unique name of the row.</summary>
    public required string Id { get; init; }

    /// <summary>The text to route.</summary>
    public required string Prompt { get; init; }

    /// <summary>The collection the row comes from; empty when not given.</summary>
    public string Source { get; init; } = "";

    /// <summary>The task within the collection; empty when not given.</summary>
    public string Benchmark { get; init; } = "";

    /// <summary>The row's category; empty when not given.</summary>
    public string Category { get; init; } = "";

    /// <summary>Language code; English when not given.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Licence class: only <c>permissive</c> and <c>share-alike</c> rows may train what is shipped.</summary>
    public string LicenseClass { get; init; } = "";

    /// <summary>How the row is labelled: pair, weak_only, difficulty, hard_set, category_only.</summary>
    public string LabelKind { get; init; } = "";

    /// <summary>Quality of the weak model's answer, 0 to 1.</summary>
    public double? WeakScore { get; init; }

    /// <summary>Quality of the strong model's answer, 0 to 1.</summary>
    public double? StrongScore { get; init; }

    /// <summary>Annotated difficulty, 0 to 1.</summary>
    public double? Difficulty { get; init; }

    /// <summary>What routing to the strong model buys; null without both scores.</summary>
    public double? Gain => StrongScore - WeakScore;

    /// <summary>Whether the row's licence lets it train what is shipped.</summary>
    public bool MayShip => LicenseClass is "permissive" or "share-alike";

    /// <summary>The value of a field that has no property here, when rows were read with one.</summary>
    internal string? Group { get; init; }

    /// <summary>Whether every row has a property for the field.</summary>
    internal static bool IsKnown(string name) => name is "source" or "benchmark" or "category" or "language";

    internal string Field(string name) => Group ?? name switch
    {
        "source" => Source,
        "benchmark" => Benchmark,
        "category" => Category,
        "language" => Language,
        _ => throw new ArgumentException($"Rows cannot be grouped by '{name}'; use source, benchmark, category or language."),
    };
}
