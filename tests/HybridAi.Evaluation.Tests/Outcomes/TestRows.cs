namespace HybridAi.Evaluation.Outcomes;

/// <summary>The checked-in outcomes and what was fitted to them.</summary>
internal static class TestRows
{
    public static string Root { get; } = FindRoot();

    public static string OutcomePath => Path.Combine(Root, "docs", "reference", "routing-evaluation", "smollm2-outcomes.jsonl.gz");

    public static string HeadPath(string name) => Path.Combine(Root, "src", "HybridAi.Models.SmolLM2", "Heads", name);

    public static OutcomeSet Shipped { get; } = Read();

    private static OutcomeSet Read()
    {
        using var stream = File.OpenRead(OutcomePath);
        return OutcomeFile.Read(stream);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
