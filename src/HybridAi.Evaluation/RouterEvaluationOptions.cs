namespace HybridAi.Evaluation;

/// <summary>How a router is evaluated.</summary>
public sealed record RouterEvaluationOptions
{
    /// <summary>The field rows are grouped by: benchmark, source, category or language; of rows that are read from a file any other one too.</summary>
    public string GroupBy { get; init; } = "benchmark";

    /// <summary>The groups that are evaluated; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Bootstrap samples per group; 0 leaves the intervals out.</summary>
    public int BootstrapSamples { get; init; } = 200;

    /// <summary>Seed of the bootstrap and of the random baseline.</summary>
    public int Seed { get; init; }

    /// <summary>Bins of RouteLLM's curve.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>A title for the report; what was scored.</summary>
    public string Title { get; init; } = "Router evaluation";
}
