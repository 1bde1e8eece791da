using HybridAi.Privacy;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>What a proof counted. Ids, types and places; no values.</summary>
internal sealed class ProofResult
{
    private readonly SortedDictionary<string, ProofRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProofTarget> _targets = new(StringComparer.Ordinal);

    public IEnumerable<ProofRow> Rows => _rows.Values;

    /// <summary>What became of the requests to each target.</summary>
    public IEnumerable<ProofTarget> Targets => _targets.Values;

    /// <summary>Labelled values of treated types that left. Anything here fails the proof.</summary>
    public List<ProofLeak> Leaks { get; } = [];

    public string? Revision { get; set; }

    public int Requests => _targets.Values.Sum(t => t.Requests);

    public int Stayed => _targets.Values.Sum(t => t.Stayed);

    public int Masked => _targets.Values.Sum(t => t.Masked);

    public int AsIs => Requests - Stayed - Masked;

    /// <summary>Leaks for one cause.</summary>
    public int Count(ProofCause cause) => Leaks.Count(l => l.Cause == cause);

    /// <summary>Counts what is labelled in a text and what of it detection sees.</summary>
    public void Add(LabelledText text, ScanResult scan, PrivacyPolicy policy)
    {
        foreach (var span in text.Spans)
        {
            var row = Row(span.Type, policy);
            row.Labelled++;
            if (span.IsClass)
            {
                row.Missed += scan.Statements.Any(s => s.Class == span.Type) ? 0 : 1;
                continue;
            }

            var found = Touching(scan, span).Select(f => f.Type).Distinct(StringComparer.Ordinal).ToList();
            row.Missed += found.Count == 0 ? 1 : 0;
            if (!found.Contains(span.Entity, StringComparer.Ordinal))
            {
                row.FoundAs.UnionWith(found);
            }
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="target">Where it was to go.</param>
    /// <param name="left">Whether the target's server got it.</param>
    /// <param name="masked">Whether there were masks in it.</param>
    /// <param name="reason">Why it stayed, when it did.</param>
    public void Sent(string target, bool left, bool masked, string? reason)
    {
        if (!_targets.TryGetValue(target, out var counted))
        {
            _targets[target] = counted = new(target);
        }

        counted.Requests++;
        counted.Stayed += left ? 0 : 1;
        counted.Masked += left && masked ? 1 : 0;
        if (!left)
        {
            counted.Reasons[reason ?? "failed"] = counted.Reasons.GetValueOrDefault(reason ?? "failed") + 1;
        }
    }

    /// <summary>Counts a labelled value that a server got.</summary>
    public void Left(LabelledText text, LabelledSpan span, ScanResult scan, ProofSite site, PrivacyPolicy policy)
    {
        var row = Row(span.Type, policy);
        row.Left++;
        if (row.Rule.At(site.Location) > Treatment.Allow)
        {
            row.LeftTreated++;
            var (cause, found) = Why(text.Text, span, scan, site.Location, policy);
            Leaks.Add(new(text.Id, span.Type, span.Start, span.End, site, cause, found));
        }
    }

    private static (ProofCause Cause, string? Found) Why(
        string text, LabelledSpan span, ScanResult scan, Location location, PrivacyPolicy policy)
    {
        if (span.IsClass)
        {
            var said = scan.Statements.FirstOrDefault(s => s.Class == span.Type);
            return said.Class is null ? (ProofCause.Missed, null)
                : (said.Score < policy.RuleFor(said.Class).Threshold ? ProofCause.BelowThreshold : ProofCause.Plumbing, said.Class);
        }

        var touching = Touching(scan, span).ToList();
        var treated = touching.Where(f => policy.TreatmentOf(f, scan, location) > Treatment.Allow).ToList();
        if (treated.Find(f => f.Start <= span.Start && f.End >= span.End) is { Type: not null } whole)
        {
            // The same value may stand in the text once more, where nothing tells what it is.
            return (StandsElsewhere(text, span, scan, location, policy) ? ProofCause.Missed : ProofCause.Plumbing, whole.Type);
        }

        if (treated.Count > 0)
        {
            return (ProofCause.InPart, treated[0].Type);
        }

        if (touching.Count == 0)
        {
            return (ProofCause.Missed, null);
        }

        var found = touching.MaxBy(f => f.Length);
        var rule = policy.RuleFor(found.Type, found.Kind);
        return (rule.At(location) > Treatment.Allow && found.Score < rule.Threshold ? ProofCause.BelowThreshold : ProofCause.Allowed, found.Type);
    }

    private static bool StandsElsewhere(string text, LabelledSpan span, ScanResult scan, Location location, PrivacyPolicy policy)
    {
        for (var at = 0; (at = text.IndexOf(span.Value, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var here = span with { Start = at, End = at + span.Value.Length };
            if (!Touching(scan, here).Any(f => policy.TreatmentOf(f, scan, location) > Treatment.Allow))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<Finding> Touching(ScanResult scan, LabelledSpan span) => scan.Findings.Where(f => f.Start < span.End && f.End > span.Start);

    private ProofRow Row(string type, PrivacyPolicy policy)
    {
        if (!_rows.TryGetValue(type, out var row))
        {
            var path = type.Split('/', 2);
            _rows[type] = row = new(type, policy.RuleFor(path[0], path.ElementAtOrDefault(1)));
        }

        return row;
    }
}

/// <summary>What was counted for one type.</summary>
/// <param name="type">The type, as it is labelled.</param>
/// <param name="rule">The row of the policy's table that speaks for it.</param>
internal sealed class ProofRow(string type, PrivacyRule rule)
{
    public string Type { get; } = type;

    public PrivacyRule Rule { get; } = rule;

    /// <summary>Types under which labels of this one were found instead.</summary>
    public SortedSet<string> FoundAs { get; } = new(StringComparer.Ordinal);

    /// <summary>Labels in the corpus.</summary>
    public int Labelled { get; set; }

    /// <summary>Of these, labels that no finding touches.</summary>
    public int Missed { get; set; }

    /// <summary>Requests in which a labelled value left.</summary>
    public int Left { get; set; }

    /// <summary>Of these, where policy treats the type.</summary>
    public int LeftTreated { get; set; }
}

/// <summary>What became of the requests to one target.</summary>
internal sealed class ProofTarget(string name)
{
    public string Name { get; } = name;

    public int Requests { get; set; }

    public int Stayed { get; set; }

    public int Masked { get; set; }

    /// <summary>Why requests stayed.</summary>
    public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);
}

/// <summary>Where and how a value was received.</summary>
internal sealed record ProofSite(string Target, Location Location, ProofShape Shape, string Form);

/// <summary>Why a labelled value left.</summary>
internal enum ProofCause
{
    /// <summary>Detection did not see it.</summary>
    Missed,

    /// <summary>Detection saw a piece of it.</summary>
    InPart,

    /// <summary>Its score is below the threshold of its row.</summary>
    BelowThreshold,

    /// <summary>It was found as another type, which policy allows at the target's location.</summary>
    Allowed,

    /// <summary>It was found and policy treats it: a fault of the product.</summary>
    Plumbing,
}

/// <summary>A labelled value that left although policy treats its type.</summary>
internal sealed record ProofLeak(string Id, string Type, int Start, int End, ProofSite Site, ProofCause Cause, string? FoundAs);
