using HybridAi.Privacy;

namespace HybridAi.Cli.Privacy.Prove;

/// <summary>What a proof counted. Ids, types and places; no values.</summary>
internal sealed class ProofResult
{
    private readonly SortedDictionary<string, ProofRow> _rows = new(StringComparer.Ordinal);

    public IEnumerable<ProofRow> Rows => _rows.Values;

    /// <summary>Labelled values of treated types that left. Anything here fails the proof.</summary>
    public List<ProofLeak> Leaks { get; } = [];

    public string? Revision { get; set; }

    public int Requests { get; private set; }

    public int Stayed { get; private set; }

    public int Masked { get; private set; }

    public int AsIs => Requests - Stayed - Masked;

    /// <summary>Counts what is labelled in a text and what of it detection sees.</summary>
    public void Add(LabelledText text, ScanResult scan, PrivacyPolicy policy)
    {
        foreach (var span in text.Spans)
        {
            var row = Row(span.Type, policy);
            row.Labelled++;
            var found = IsClass(span.Type)
                ? scan.Statements.Any(s => s.Class == span.Type)
                : scan.Findings.Any(f => f.Start < span.End && f.End > span.Start);
            row.Missed += found ? 0 : 1;
        }
    }

    public void Sent(bool left, bool masked)
    {
        Requests++;
        Stayed += left ? 0 : 1;
        Masked += left && masked ? 1 : 0;
    }

    public void Left(LabelledText text, LabelledSpan span, string target, Location location, ProofShape shape, string form, PrivacyPolicy policy)
    {
        var row = Row(span.Type, policy);
        row.Left++;
        if (Treatment(span.Type, location, policy) > HybridAi.Privacy.Treatment.Allow)
        {
            row.LeftTreated++;
            Leaks.Add(new(text.Id, span.Type, span.Start, span.End, target, location, shape, form));
        }
    }

    private ProofRow Row(string type, PrivacyPolicy policy)
    {
        if (!_rows.TryGetValue(type, out var row))
        {
            var rule = policy.RuleFor(type);
            _rows[type] = row = new(type, rule?.Private ?? HybridAi.Privacy.Treatment.Allow, rule?.Cloud ?? HybridAi.Privacy.Treatment.Allow, rule?.InCompany);
        }

        return row;
    }

    private static Treatment Treatment(string type, Location location, PrivacyPolicy policy) =>
        policy.RuleFor(type)?.At(location) ?? HybridAi.Privacy.Treatment.Allow;

    private static bool IsClass(string type) => type.Length > 0 && char.IsAsciiLetterLower(type[0]);
}

/// <summary>What was counted for one type.</summary>
internal sealed class ProofRow(string type, Treatment atPrivate, Treatment atCloud, Treatment? inCompany)
{
    public string Type { get; } = type;

    public Treatment Private { get; } = atPrivate;

    public Treatment Cloud { get; } = atCloud;

    public Treatment? InCompany { get; } = inCompany;

    /// <summary>Labels in the corpus.</summary>
    public int Labelled { get; set; }

    /// <summary>Of these, labels that no finding touches.</summary>
    public int Missed { get; set; }

    /// <summary>Requests in which a labelled value left.</summary>
    public int Left { get; set; }

    /// <summary>Of these, where policy treats the type.</summary>
    public int LeftTreated { get; set; }
}

/// <summary>A labelled value that left although policy treats its type.</summary>
internal sealed record ProofLeak(string Id, string Type, int Start, int End, string Target, Location Location, ProofShape Shape, string Form);
