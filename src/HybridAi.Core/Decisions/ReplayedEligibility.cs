namespace HybridAi;

/// <summary>Whether a target may answer a recorded request: the policy's say is worked out anew, what the world was like stays as it was.</summary>
internal static class ReplayedEligibility
{
    // Nothing a policy decides: the model was not there, the window too small by the target's own count, the money gone.
    private static readonly string[] _world =
    [
        IneligibleReasons.Unavailable, IneligibleReasons.Preparing, IneligibleReasons.CoolingDown, IneligibleReasons.Budget, IneligibleReasons.Context,
        IneligibleReasons.NotTransferable, IneligibleReasons.Audit, "rate-limited",
    ];

    // What is asked before any of these.
    private static readonly string[] _first = [IneligibleReasons.Override, IneligibleReasons.Mode, IneligibleReasons.Off, IneligibleReasons.Privacy];

    public static TargetEligibility Of(TargetState target, RequestSnapshot request, RequestFacts facts, BudgetBook budgets)
    {
        var now = EligibilityCheck.Of(target, request, facts, budgets);
        var then = request.Replayed!.Decision.Targets.FirstOrDefault(t => t.Target == target.Name);
        return then is null ? now
            : then.Reason is { } reason && _world.Contains(reason) ? _first.Contains(now.Reason) ? now : then with { Eligible = false }
            : then.Eligible && now.Reason == IneligibleReasons.Context ? now with { Eligible = true, Reason = null, Detail = null }
            : now;
    }
}
