namespace HybridAi.Privacy;

public sealed partial record PrivacyPolicy
{
    private const double Unsure = 0.3;

    /// <summary>Open. Identifiers masked, statements, authentication data and confidential content kept on the device, names and places alone allowed.</summary>
    public static PrivacyPolicy Default { get; } = new("default", PrivacyPosture.Open, Table(Treatment.Mask, linked: Treatment.Allow));

    /// <summary>Open, and nothing is treated: everything may go everywhere. For tests and for content known to be public.</summary>
    public static PrivacyPolicy Off { get; } = new(
        "off", PrivacyPosture.Open, [new("*", Treatment.Allow, Treatment.Allow), new("~", Treatment.Allow, Treatment.Allow)]);

    /// <summary>Closed. GDPR articles 9 and 10: statements and groups of persons stay on the device, all that names a person is masked.</summary>
    public static PrivacyPolicy GdprArticle9 { get; } = new(
        "gdpr-art9", PrivacyPosture.Closed,
        Override(Table(Treatment.Mask, linked: Treatment.Mask), new PrivacyRule(EntityTypes.Nrp, Treatment.Forbid, Treatment.Forbid)));

    /// <summary>Closed. 45 CFR 164.514(b)(2)(i): the eighteen identifiers are masked from a lower score on, health statements stay.</summary>
    public static PrivacyPolicy HipaaSafeHarbor { get; } = new(
        "hipaa-safe-harbor", PrivacyPosture.Closed, Table(Treatment.Mask, linked: Treatment.Mask, threshold: Unsure), Unsure);

    /// <summary>Closed. PCI DSS 4.0.1 requirements 3.3 and 3.4: card numbers masked, sensitive authentication data stays.</summary>
    public static PrivacyPolicy PciDss { get; } = new(
        "pci-dss", PrivacyPosture.Closed,
        Override(
            Table(Treatment.Mask, linked: Treatment.Allow),
            new PrivacyRule(EntityTypes.CreditCard, Treatment.Mask, Treatment.Mask, Unsure),
            new PrivacyRule("CARD_EXPIRY", Treatment.Mask, Treatment.Mask, Unsure),
            new PrivacyRule("CVV", Treatment.Forbid, Treatment.Forbid, Unsure),
            new PrivacyRule("PIN", Treatment.Forbid, Treatment.Forbid, Unsure),
            new PrivacyRule("CARD_TRACK", Treatment.Forbid, Treatment.Forbid, Unsure)),
        Unsure);

    /// <summary>The presets by name.</summary>
    public static IReadOnlyList<PrivacyPolicy> Presets { get; } = [Default, GdprArticle9, HipaaSafeHarbor, PciDss, Off];

    /// <summary>Finds a preset, or composes several joined by <c>+</c>, as <c>hipaa-safe-harbor+pci-dss</c>.</summary>
    /// <param name="name">Name of a preset or a composition.</param>
    /// <exception cref="ArgumentException">No preset has the name; the message lists them.</exception>
    public static PrivacyPolicy FromPreset(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        PrivacyPolicy? all = null;
        foreach (string part in name.Split('+', StringSplitOptions.TrimEntries))
        {
            PrivacyPolicy one = Presets.FirstOrDefault(p => p.Preset == part) ?? throw new ArgumentException(
                $"No privacy preset is named '{part}'. Known: {string.Join(", ", Presets.Select(p => p.Preset))}.", nameof(name));
            all = all is null ? one : Compose(all, one);
        }

        return all!;
    }

    /// <summary>The stricter of two policies in every cell: the lower threshold, the stricter treatment, the closed posture.</summary>
    /// <param name="first">One policy.</param>
    /// <param name="second">The other.</param>
    public static PrivacyPolicy Compose(PrivacyPolicy first, PrivacyPolicy second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        IEnumerable<PrivacyRule> rules = first.Rules.Concat(second.Rules).Select(r => r.Subject).Distinct(StringComparer.Ordinal).Select(s =>
        {
            string[] path = s.Split('/', 2);
            PrivacyRule a = s is "*" or "~" ? first.Wild(s) : first.RuleFor(path[0], path.ElementAtOrDefault(1));
            PrivacyRule b = s is "*" or "~" ? second.Wild(s) : second.RuleFor(path[0], path.ElementAtOrDefault(1));
            return new PrivacyRule(s, Stricter(a.Private, b.Private), Stricter(a.Cloud, b.Cloud), Math.Min(a.Threshold, b.Threshold))
            {
                InCompany = (a.InCompany, b.InCompany) is (null, null) ? null : Stricter(a.InCompany ?? Treatment.Allow, b.InCompany ?? Treatment.Allow),
            };
        });
        PrivacyPosture posture = first.Posture > second.Posture ? first.Posture : second.Posture;
        return new PrivacyPolicy($"{first.Preset}+{second.Preset}", posture, rules, Math.Min(first.DetectionThreshold, second.DetectionThreshold));
    }

    private static Treatment Stricter(Treatment a, Treatment b) => a > b ? a : b;

    private static IEnumerable<PrivacyRule> Table(Treatment identifiers, Treatment linked, double threshold = BelievedScore)
    {
        foreach (string type in EntityTypes.Authentication)
        {
            yield return new PrivacyRule(type, Treatment.Forbid, Treatment.Forbid, threshold);
        }

        foreach (string type in EntityTypes.Financial.Concat(EntityTypes.Contact).Concat(EntityTypes.NationalIds))
        {
            yield return new PrivacyRule(type, identifiers, identifiers, threshold);
        }

        yield return new PrivacyRule("DATE_TIME/birth", identifiers, identifiers, threshold);
        foreach (string type in EntityTypes.Linked)
        {
            yield return new PrivacyRule(type, linked, linked, threshold) { InCompany = Treatment.Mask };
        }

        foreach (string type in EntityTypes.Loose)
        {
            yield return new PrivacyRule(type, linked, linked, threshold);
        }

        foreach (string @class in StatementClasses.All)
        {
            yield return new PrivacyRule(@class, Treatment.Forbid, Treatment.Forbid, threshold);
        }

        yield return new PrivacyRule("*", identifiers, identifiers, threshold);
        yield return new PrivacyRule("~", Treatment.Forbid, Treatment.Forbid, threshold);
    }

    private static IEnumerable<PrivacyRule> Override(IEnumerable<PrivacyRule> table, params PrivacyRule[] rows) =>
        table.Where(r => !rows.Any(o => o.Subject == r.Subject)).Concat(rows);

    private PrivacyRule Wild(string subject) =>
        _bySubject.GetValueOrDefault(subject) ?? new PrivacyRule(subject, Treatment.Forbid, Treatment.Forbid);
}
