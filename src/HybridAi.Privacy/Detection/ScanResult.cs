namespace HybridAi.Privacy;

/// <summary>What a scan found. Immutable, holds no text, safe to share and to cache.</summary>
public sealed class ScanResult
{
    private ScanResult(IReadOnlyList<Finding> findings, IReadOnlyList<StatementFinding> statements, bool isComplete)
    {
        Findings = findings;
        Statements = statements;
        IsComplete = isComplete;
    }

    /// <summary>Nothing found by a scan that saw everything.</summary>
    public static ScanResult Empty { get; } = new([], [], isComplete: true);

    /// <summary>Nothing found by a scan that did not see everything.</summary>
    public static ScanResult Incomplete { get; } = new([], [], isComplete: false);

    /// <summary>Entities, by start.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Classes of statement, each at most once.</summary>
    public IReadOnlyList<StatementFinding> Statements { get; }

    /// <summary>False when a detector failed, timed out, or the text was longer than the scanner's limit: what follows may not leave the device.</summary>
    public bool IsComplete { get; }

    /// <summary>True when there is neither a finding nor a statement.</summary>
    public bool IsEmpty => Findings.Count == 0 && Statements.Count == 0;

    /// <summary>Makes a result, for recognisers, merged parts and tests.</summary>
    /// <param name="findings">Entities; copied and ordered by start.</param>
    /// <param name="statements">Statements; copied.</param>
    /// <param name="isComplete">Whether everything was seen.</param>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    public static ScanResult Create(
        IEnumerable<Finding> findings, IEnumerable<StatementFinding> statements, bool isComplete = true)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(statements);
        return OfOrdered([.. findings.OrderBy(f => f.Start).ThenByDescending(f => f.Length)], [.. statements], isComplete);
    }

    /// <summary>The same of findings that are in order already; the arrays become the result's.</summary>
    internal static ScanResult OfOrdered(Finding[] ordered, StatementFinding[] said, bool isComplete)
    {
        return ordered.Length == 0 && said.Length == 0
            ? isComplete ? Empty : Incomplete
            : new ScanResult(Array.AsReadOnly(ordered), Array.AsReadOnly(said), isComplete);
    }
}
