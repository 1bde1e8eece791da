namespace HybridAi;

/// <summary>Keeps a conversation where it is unless moving gains something.</summary>
internal static class Stickiness
{
    /// <summary>Moves the target of the turn before to the front if it should stay there; says why, or returns <see langword="null"/>.</summary>
    /// <remarks>
    /// Comes after everything that is stronger: a pin and a failed target have already left <paramref name="ranked"/>. Inside a tool loop
    /// there is no switch at all unless the agent on the device is stuck, which counts as its failure; elsewhere the score must pass the
    /// threshold by a margin, because a switch costs the cached prefix. "Commit it" says nothing about how hard it is: a few words never
    /// move a conversation down to the device, and up only by twice the margin.
    /// </remarks>
    public static string? Apply(List<TargetState> ranked, string? before, SelectionContext context, Leaning leaning = default)
    {
        var signals = context.Signals;
        var at = before is null ? -1 : ranked.FindIndex(t => t.Name == before);
        if (at < 0 || (!signals.ToolLoop && leaning.Avoids(ranked[at])))
        {
            return null;
        }

        if (signals.ToolLoop && ranked[at].IsOnDevice && context.Policy.EscalateStuckAgents && AgentTrail.IsStuck(signals)
            && ranked.FindIndex(t => !t.IsOnDevice) is >= 0 and var better)
        {
            MoveToFront(ranked, better);
            return RouteReasons.AgentStuck;
        }

        if (at > 0)
        {
            if (!signals.ToolLoop && IsWorthIt(ranked[at], ranked[0], context))
            {
                return null;
            }

            MoveToFront(ranked, at);
        }

        return signals.ToolLoop ? RouteReasons.ToolLoop : at == 0 ? null : signals.Brief ? RouteReasons.FollowUp : RouteReasons.Sticky;
    }

    private static void MoveToFront(List<TargetState> ranked, int at)
    {
        var first = ranked[at];
        ranked.RemoveAt(at);
        ranked.Insert(0, first);
    }

    private static bool IsWorthIt(TargetState from, TargetState to, SelectionContext context)
    {
        var policy = context.Policy;
        if (policy.Mode != InferenceMode.PreferOnDevice || policy.Strategy != SelectionStrategies.Threshold
            || from.IsOnDevice == to.IsOnDevice)
        {
            return policy.StickyMargin == 0;
        }

        var margin = policy.StickyMargin;
        return from.IsOnDevice
            ? context.Score >= policy.Threshold + (context.Signals.Brief ? 2 * margin : margin)
            : context.Score < policy.Threshold - margin && !(context.Signals.Brief && margin > 0);
    }
}
