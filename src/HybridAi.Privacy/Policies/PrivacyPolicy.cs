using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Privacy;

/// <summary>The table (entity or class × location → treatment, threshold) with its posture: one immutable snapshot with a revision id. Thread-safe.</summary>
public sealed partial record PrivacyPolicy
{
    /// <summary>The score from which a finding is believed without more context.</summary>
    public const double BelievedScore = 0.4;

    private readonly FrozenDictionary<string, PrivacyRule> _bySubject;

    /// <summary>Makes a policy.</summary>
    /// <param name="preset">Name shown in decisions and audit.</param>
    /// <param name="posture">What happens to text in which nothing was found.</param>
    /// <param name="rules">The table; the subjects must differ. Without a <c>*</c> or <c>~</c> row, labels no row names are forbidden off-device.</param>
    /// <param name="detectionThreshold">Lowest score that is a label at all, 0 to 1.</param>
    /// <exception cref="ArgumentException">Two rows have one subject, or a threshold is outside 0 to 1.</exception>
    public PrivacyPolicy(
        string preset, PrivacyPosture posture, IEnumerable<PrivacyRule> rules, double detectionThreshold = BelievedScore)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(preset);
        ArgumentNullException.ThrowIfNull(rules);
        PrivacyRule[] table = [.. rules];
        if (table.Any(r => r is null || r.Threshold is not (>= 0 and <= 1)) || detectionThreshold is not (>= 0 and <= 1))
        {
            throw new ArgumentException("Every threshold must lie between 0 and 1.", nameof(rules));
        }

        if (table.GroupBy(r => r.Subject, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"Two rows name '{twice.Key}'; keep one.", nameof(rules));
        }

        Preset = preset;
        Posture = posture;
        Rules = Array.AsReadOnly(table);
        DetectionThreshold = detectionThreshold;
        _bySubject = table.ToFrozenDictionary(r => r.Subject, StringComparer.Ordinal);
        RevisionId = Fingerprint();
    }

    /// <summary>Name of the preset, or of the composition.</summary>
    public string Preset { get; }

    /// <summary>What happens to text in which nothing was found.</summary>
    public PrivacyPosture Posture { get; }

    /// <summary>The table.</summary>
    public IReadOnlyList<PrivacyRule> Rules { get; }

    /// <summary>Lowest score that is a label at all: hand it to the scan.</summary>
    public double DetectionThreshold { get; }

    /// <summary>Changes exactly when the content does: a hash of the table, posture and thresholds.</summary>
    public string RevisionId { get; }

    /// <summary>The row that speaks for a finding or class.</summary>
    /// <param name="subject">Entity type or statement class.</param>
    /// <param name="kind">Kind of the finding, or null.</param>
    public PrivacyRule RuleFor(string subject, string? kind = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return kind is not null && _bySubject.TryGetValue($"{subject}/{kind}", out PrivacyRule? exact) ? exact
            : _bySubject.TryGetValue(subject, out PrivacyRule? row) ? row
            : _bySubject.GetValueOrDefault(IsClass(subject) ? "~" : "*") ?? new PrivacyRule(subject, Treatment.Forbid, Treatment.Forbid);
    }

    /// <summary>Says what the policy thinks of a scanned text. Allocates nothing when the text is clear.</summary>
    /// <param name="scan">What the scan found.</param>
    /// <param name="location">Where the text would go.</param>
    /// <param name="released">Whether the workflow, tenant or tag was released; only a closed posture asks.</param>
    /// <param name="inCompany">Whether another part of the request holds what makes names and places worth protecting, see <see cref="HasCompany"/>.</param>
    public PrivacyVerdict Evaluate(ScanResult scan, Location location, bool released = false, bool inCompany = false)
    {
        ArgumentNullException.ThrowIfNull(scan);
        bool shut = location != Location.Device && (!scan.IsComplete || (Posture == PrivacyPosture.Closed && !released));
        if (scan.IsEmpty && !shut)
        {
            return PrivacyVerdict.Clear;
        }

        bool company = inCompany || HasCompany(scan, location);
        var counted = new Dictionary<(string Subject, Treatment Treatment), int>();
        foreach (Finding finding in scan.Findings)
        {
            if (TryTreat(finding, location, company, out Treatment treatment))
            {
                counted[(finding.Type, treatment)] = counted.GetValueOrDefault((finding.Type, treatment)) + 1;
            }
        }

        foreach (StatementFinding statement in scan.Statements)
        {
            if (RuleFor(statement.Class) is { } rule && statement.Score >= rule.Threshold)
            {
                counted[(statement.Class, rule.At(location))] = 1;
            }
        }

        TreatedLabel[] labels =
        [
            .. counted.Select(c => new TreatedLabel(c.Key.Subject, c.Key.Treatment, c.Value))
                .OrderByDescending(l => l.Treatment).ThenBy(l => l.Subject, StringComparer.Ordinal),
        ];
        Treatment strictest = labels.Length == 0 ? Treatment.Allow : labels[0].Treatment;
        VerdictReason reason = strictest == Treatment.Allow ? VerdictReason.NothingFound : VerdictReason.Labels;
        return shut
            ? new PrivacyVerdict(Treatment.Forbid, scan.IsComplete ? VerdictReason.NotReleased : VerdictReason.IncompleteScan, labels)
            : new PrivacyVerdict(strictest, reason, labels);
    }

    /// <summary>The treatment of one finding of a scan, as <see cref="Evaluate"/> counts it.</summary>
    /// <param name="finding">A finding of <paramref name="scan"/>.</param>
    /// <param name="scan">The scan, for what keeps the finding company.</param>
    /// <param name="location">Where the text would go.</param>
    public Treatment TreatmentOf(Finding finding, ScanResult scan, Location location)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return TryTreat(finding, location, HasCompany(scan, location), out Treatment treatment) ? treatment : Treatment.Allow;
    }

    /// <summary>Whether the text holds an identifier or a statement that makes names and places in it, and in what is sent with it, worth protecting.</summary>
    /// <param name="scan">What the scan found.</param>
    /// <param name="location">Where the text would go.</param>
    public bool HasCompany(ScanResult scan, Location location)
    {
        ArgumentNullException.ThrowIfNull(scan);
        foreach (StatementFinding statement in scan.Statements)
        {
            if (RuleFor(statement.Class) is { } rule && statement.Score >= rule.Threshold && rule.At(location) > Treatment.Allow)
            {
                return true;
            }
        }

        foreach (Finding finding in scan.Findings)
        {
            PrivacyRule rule = RuleFor(finding.Type, finding.Kind);
            if (rule.InCompany is null && finding.Score >= rule.Threshold && rule.At(location) > Treatment.Allow)
            {
                return true;
            }
        }

        return false;
    }

    internal bool TryTreat(Finding finding, Location location, bool company, out Treatment treatment)
    {
        PrivacyRule rule = RuleFor(finding.Type, finding.Kind);
        treatment = rule.At(location);
        if (company && location != Location.Device && rule.InCompany is { } stricter && stricter > treatment)
        {
            treatment = stricter;
        }

        return finding.Score >= Math.Max(rule.Threshold, DetectionThreshold);
    }

    private static bool IsClass(string subject) => subject.Length > 0 && char.IsAsciiLetterLower(subject[0]);

    private string Fingerprint()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(int)Posture}|{DetectionThreshold:R}");
        foreach (PrivacyRule r in Rules.OrderBy(r => r.Subject, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{r.Subject}|{(int)r.Private}|{(int)r.Cloud}|{r.Threshold:R}|{(int?)r.InCompany}");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), 0, 6).ToLowerInvariant();
    }
}
