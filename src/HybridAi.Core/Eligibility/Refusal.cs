namespace HybridAi;

/// <summary>Says why no target may answer.</summary>
internal static class Refusal
{
    public static NoEligibleTargetException None(TargetEligibility[] all, Exception? cause = null)
    {
        var reasons = new Dictionary<string, string>(all.Length);
        foreach (var one in all)
        {
            reasons[one.Target] = one.Detail is null ? one.Reason ?? "failed" : $"{one.Reason}: {one.Detail}";
        }

        var listed = string.Join("; ", reasons.Select(r => $"{r.Key}: {r.Value}"));
        return new($"No target may answer this request ({listed}). Add a target that can, or lift the constraint.", reasons, cause);
    }
}
