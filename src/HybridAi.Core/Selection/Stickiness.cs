namespace HybridAi;

/// <summary>Keeps a conversation where it is unless moving gains something.</summary>
internal static class Stickiness
{
    /// <summary>Moves the target of the turn before to the front if it should stay there; says why, or returns <see langword="null"/>.</summary>
    /// <remarks>
    /// Comes after everything that is stronger: a pin and a failed target have already left <paramref name="ranked"/>. Inside a tool loop
    /// there is no switch at all; elsewhere the score must pass the threshold by a margin, because a switch costs the cached prefix.
    /// </remarks>
    public static string? Apply(List<TargetState> ranked, string? before, SelectionContext context)
    {
        var at = before is null ? -1 : ranked.FindIndex(t => t.Name == before);
        if (at < 0)
        {
            return null;
        }

        if (at > 0)
        {
            if (!context.Signals.ToolLoop && IsWorthIt(ranked[at], ranked[0], context))
            {
                return null;
            }

            var stays = ranked[at];
            ranked.RemoveAt(at);
            ranked.Insert(0, stays);
        }

        return context.Signals.ToolLoop ? RouteReasons.ToolLoop : at > 0 ? RouteReasons.Sticky : null;
    }

    private static bool IsWorthIt(TargetState from, TargetState to, SelectionContext context)
    {
        var policy = context.Policy;
        if (policy.Mode != InferenceMode.PreferOnDevice || policy.Strategy != SelectionStrategies.Threshold
            || from.IsOnDevice == to.IsOnDevice)
        {
            return policy.StickyMargin == 0;
        }

        return from.IsOnDevice
            ? context.Score >= policy.Threshold + policy.StickyMargin
            : context.Score < policy.Threshold - policy.StickyMargin;
    }
}
