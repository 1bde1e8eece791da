namespace HybridAi.Privacy;

/// <summary>One row of the policy table: what happens to a label at the two off-device locations. On the device everything is allowed.</summary>
/// <param name="Subject">Entity type, <c>TYPE/kind</c>, statement class, <c>*</c> (any other entity) or <c>~</c> (any other statement).</param>
/// <param name="Private">Treatment towards the organisation's own servers.</param>
/// <param name="Cloud">Treatment towards anybody else's.</param>
/// <param name="Threshold">Lowest score the row acts on, 0 to 1.</param>
public sealed record PrivacyRule(string Subject, Treatment Private, Treatment Cloud, double Threshold = PrivacyPolicy.BelievedScore)
{
    /// <summary>Stricter treatment at both locations when the same text also holds an identifier (a label whose own treatment is stricter than
    /// <see cref="Treatment.Allow"/>) or a statement; null when company changes nothing.</summary>
    public Treatment? InCompany { get; init; }

    /// <summary>The treatment at a location.</summary>
    /// <param name="location">Where the text would go.</param>
    public Treatment At(Location location) => location switch
    {
        Location.Device => Treatment.Allow,
        Location.Private => Private,
        _ => Cloud,
    };
}
