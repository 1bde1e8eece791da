namespace HybridAi;

/// <summary>Says why no target may answer.</summary>
internal static class Refusal
{
    /// <summary>A pinned request that the policy does not want answered by the device.</summary>
    public static PrivacyBlockedException TooHard(IReadOnlyList<TargetEligibility> all, RequestLabels labels) => new(
        "Privacy keeps this request on the device, and it is too hard for the device (PinnedButHard is Refuse). Nothing was sent. Remove what is sensitive, or "
            + "choose another PinnedButHard.",
        all.ToDictionary(e => e.Target, e => e.Reason ?? "too hard"),
        labels.Counts()) { Labels = labels.At(Privacy.Location.Cloud).Labels };

    /// <summary>Consent is all that is missing; <see langword="null"/> when something else is, too.</summary>
    public static ConsentRequiredException? Consent(IReadOnlyList<TargetEligibility> all, RequestLabels labels)
    {
        var missing = all.FirstOrDefault(e => e.Reason == IneligibleReasons.Privacy && labels.AsksAt(e.Location, ConsentReach.Asked));
        return missing is null ? null : Consent(labels, missing.Location);
    }

    public static ConsentRequiredException Consent(RequestLabels labels, Privacy.Location location, Exception? cause = null)
    {
        var classes = labels.Asking(location).GroupBy(l => l.Subject).ToDictionary(g => g.Key, g => g.Sum(l => l.Count));
        return new(
            $"This request may leave the device only with consent ({string.Join(", ", classes.Select(c => $"{c.Key} {c.Value}"))}), which nobody gave, and no device target may or can answer. "
                + "Nothing was sent. Register an IConsentProvider, add a device target, or remove what is sensitive.",
            classes,
            cause);
    }

    public static NoEligibleTargetException None(
        IReadOnlyList<TargetEligibility> all,
        IReadOnlyDictionary<string, int> labels,
        Exception? cause = null,
        IReadOnlyList<Privacy.TreatedLabel>? treated = null)
    {
        var reasons = new Dictionary<string, string>(all.Count);
        foreach (var one in all)
        {
            reasons[one.Target] = one.Eligible ? "failed" : one.Detail is null ? one.Reason! : $"{one.Reason}: {one.Detail}";
        }

        var listed = string.Join("; ", reasons.Select(r => $"{r.Key}: {r.Value}"));
        if (all.Any(e => e.Reason == IneligibleReasons.Privacy))
        {
            return new PrivacyBlockedException(
                $"Privacy keeps this request on the device, and no target on the device may or can answer ({listed}). "
                    + "Nothing was sent. Add or repair a device target, or remove what is sensitive.",
                reasons,
                labels,
                cause) { Labels = treated ?? [] };
        }

        return new($"No target may answer this request ({listed}). Add a target that can, or lift the constraint.", reasons, cause)
        {
            Labels = treated ?? [],
        };
    }
}
