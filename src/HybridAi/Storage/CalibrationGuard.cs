using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace HybridAi;

/// <summary>Gives each request the policy in force; without its calibration while the local model is another than the one it was made for.</summary>
internal sealed class CalibrationGuard(PolicySource policies, Target[] targets, ILogger logger)
{
    private Verdict? _last;

    public HybridPolicy Current()
    {
        var policy = policies.Policy;
        if (policy.Calibration?.ModelFingerprint is null)
        {
            return policy;
        }

        var last = Volatile.Read(ref _last);
        if (ReferenceEquals(last?.Policy, policy))
        {
            return last!.InForce;
        }

        // Which model it is, is known once it is loaded.
        return Find(policy) is { } verdict ? Decide(verdict) : policy;
    }

    private Verdict? Find(HybridPolicy policy)
    {
        var shipped = policies.Shipped;
        string? first = null;
        foreach (var target in targets)
        {
            if (target.Profile.Location == Privacy.Location.Device
                && target.Client.GetService<IPromptProbe>()?.ModelFingerprint is { Length: > 0 } fingerprint)
            {
                // What a package knows of its model says nothing about another one that stands before it.
                first ??= fingerprint;
                if (fingerprint == policy.Calibration!.ModelFingerprint && (first == fingerprint || !ReferenceEquals(policy, shipped)))
                {
                    return new(policy, policy);
                }
            }
        }

        return first is null ? null
            : new(policy, shipped is not null && first == shipped.Calibration!.ModelFingerprint ? shipped : policies.Uncalibrated);
    }

    private HybridPolicy Decide(Verdict verdict)
    {
        var before = Interlocked.Exchange(ref _last, verdict);
        if (!ReferenceEquals(verdict.InForce, verdict.Policy) && !ReferenceEquals(before?.Policy, verdict.Policy) && !ReferenceEquals(verdict.Policy, policies.Shipped))
        {
            Log.CalibrationStale(logger, verdict.Policy.Calibration!.StaleReason(PromptClassifier.Default, null) ?? "");
        }

        return verdict.InForce;
    }

    private sealed record Verdict(HybridPolicy Policy, HybridPolicy InForce);
}
