namespace HybridAi.Privacy;

public sealed partial record PrivacyPolicy
{
    /// <summary>
    /// The policy once somebody has consented: entities that asked are masked, statements that asked may be seen. Authentication data stays forbidden
    /// whatever was consented to.
    /// </summary>
    /// <param name="forbidden">Whether the consent also covers what this policy forbids.</param>
    public PrivacyPolicy WithConsent(bool forbidden = false) => new(
        $"{Preset}+consent", Posture,
        Rules.Select(rule => rule with
        {
            Private = Given(rule.Subject, rule.Private, forbidden),
            Cloud = Given(rule.Subject, rule.Cloud, forbidden),
            InCompany = rule.InCompany is { } company ? Given(rule.Subject, company, forbidden) : null,
        }).Concat(EntityTypes.Authentication.Where(type => !_bySubject.ContainsKey(type)).Select(type => RuleFor(type) with { Subject = type })),
        DetectionThreshold);

    private static Treatment Given(string subject, Treatment treatment, bool forbidden)
    {
        bool statement = subject == "~" || IsClass(subject);
        bool given = treatment == Treatment.AskConsent
            || (treatment == Treatment.Forbid && forbidden && !EntityTypes.Authentication.Contains(subject.Split('/')[0]));
        return !given ? treatment : statement ? Treatment.Allow : Treatment.Mask;
    }
}
