namespace HybridAi;

/// <summary>Says why no target may answer.</summary>
internal static class Refusal
{
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
