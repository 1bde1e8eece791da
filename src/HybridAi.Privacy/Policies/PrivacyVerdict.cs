namespace HybridAi.Privacy;

/// <summary>One label of a verdict: what, how often, how treated. Never text.</summary>
/// <param name="Subject">Entity type or statement class.</param>
/// <param name="Treatment">What the policy says for it.</param>
/// <param name="Count">How many findings; 1 for a statement.</param>
public readonly record struct TreatedLabel(string Subject, Treatment Treatment, int Count);

/// <summary>Why a verdict is as strict as it is.</summary>
public enum VerdictReason
{
    /// <summary>No label, or all of them allowed.</summary>
    NothingFound = 0,

    /// <summary>The labels decide.</summary>
    Labels = 1,

    /// <summary>The scan did not see everything.</summary>
    IncompleteScan = 2,

    /// <summary>The posture is closed and nobody released this workflow, tenant or tag.</summary>
    NotReleased = 3,
}

/// <summary>What a policy says about a scanned text at a location. Immutable, holds types, classes and counts, never text.</summary>
public sealed class PrivacyVerdict
{
    internal PrivacyVerdict(Treatment strictest, VerdictReason reason, IReadOnlyList<TreatedLabel> labels)
    {
        Strictest = strictest;
        Reason = reason;
        Labels = labels;
    }

    internal static PrivacyVerdict Clear { get; } = new(Treatment.Allow, VerdictReason.NothingFound, []);

    /// <summary>The strictest treatment of all labels, or <see cref="Treatment.Forbid"/> for an incomplete scan or a closed posture.</summary>
    public Treatment Strictest { get; }

    /// <summary>What decided.</summary>
    public VerdictReason Reason { get; }

    /// <summary>Labels the policy acts on (above their thresholds), strictest first; those allowed are included.</summary>
    public IReadOnlyList<TreatedLabel> Labels { get; }

    /// <summary>Subjects and counts, for logs and exceptions.</summary>
    public override string ToString() =>
        Labels.Count == 0 ? $"{Strictest} ({Reason})" : $"{Strictest} ({Reason}: {string.Join(", ", Labels.Select(l => $"{l.Subject} x{l.Count} {l.Treatment}"))})";
}
