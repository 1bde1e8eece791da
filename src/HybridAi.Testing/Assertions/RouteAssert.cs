using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>Assertions on routes, cost and what left the device. Each returns what it was given, so that they can be chained.</summary>
public static class RouteAssert
{
    /// <summary>The answer came from this target.</summary>
    /// <param name="route">The route.</param>
    /// <param name="target">The target's name.</param>
    /// <exception cref="RouteAssertionException">It did not.</exception>
    public static Route AnsweredBy(this Route route, string target) =>
        Check(route, route?.Outcome.Target == target, $"answered by {target}, not by {route?.Outcome.Target ?? "nobody"}");

    /// <summary>The target was chosen for this reason.</summary>
    /// <param name="route">The route.</param>
    /// <param name="reason">One of <see cref="RouteReasons"/>.</param>
    /// <exception cref="RouteAssertionException">It was not.</exception>
    public static Route Because(this Route route, string reason) =>
        Check(route, route?.Decision.Reason == reason, $"decided because of {reason}, not {route?.Decision.Reason}");

    /// <summary>The target could not answer, for this reason.</summary>
    /// <param name="route">The route.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="reason">One of <see cref="IneligibleReasons"/>.</param>
    /// <exception cref="RouteAssertionException">It could, or the reason was another.</exception>
    public static Route Excluded(this Route route, string target, string reason) =>
        Check(route, route?.Decision.Targets.Any(t => t.Target == target && t.Reason == reason) == true, $"{target} excluded because of {reason}");

    /// <summary>These targets were tried, in this order, and no others.</summary>
    /// <param name="route">The route.</param>
    /// <param name="targets">The targets' names.</param>
    /// <exception cref="RouteAssertionException">Others were tried.</exception>
    public static Route Tried(this Route route, params string[] targets) =>
        Check(route, route?.Outcome.Attempts.Select(a => a.Target).SequenceEqual(targets) == true, $"tried {string.Join(", ", targets)}");

    /// <summary>A device draft was refused and another target took over.</summary>
    /// <param name="route">The route.</param>
    /// <param name="reason">Why, or <see langword="null"/> for any reason.</param>
    /// <exception cref="RouteAssertionException">None was.</exception>
    public static Route Escalated(this Route route, string? reason = null) => Check(
        route,
        route?.Outcome.Attempts.Any(a => a.Result == AttemptResult.Escalated && (reason is null || a.Reason == reason)) == true,
        reason is null ? "a draft refused" : $"a draft refused because of {reason}");

    /// <summary>A target failed and another one answered.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="RouteAssertionException">Nothing failed, or nobody answered.</exception>
    public static Route FailedOver(this Route route) => Check(route, route?.Outcome.FailedOver == true, "a failover");

    /// <summary>All attempts together cost no more than this.</summary>
    /// <param name="route">The route.</param>
    /// <param name="most">The most, in the currency of the profiles' prices.</param>
    /// <exception cref="RouteAssertionException">They cost more.</exception>
    public static Route CostsAtMost(this Route route, decimal most) =>
        Check(route, route?.Outcome.Cost <= most, FormattableString.Invariant($"a cost of at most {most}"));

    /// <summary>Nothing of the request left the device, in no attempt.</summary>
    /// <param name="route">The route.</param>
    /// <exception cref="RouteAssertionException">Something did.</exception>
    public static Route StayedOnDevice(this Route route) =>
        Check(route, route?.Outcome.Egress.Requests == 0 && route.Outcome.Location is null or Location.Device, "nothing to leave the device");

    /// <summary>None of these texts reached any of these off-device targets, whatever its case and however it is spaced.</summary>
    /// <param name="targets">The targets; those on the device are passed over, they may see everything.</param>
    /// <param name="texts">What must not have left.</param>
    /// <exception cref="RouteAssertionException">A text reached one. The message names the target and the request, never the text.</exception>
    public static void NothingLeft(IEnumerable<ScriptedTarget> targets, params string[] texts)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var target in targets.Where(t => t.Profile.Location != Location.Device))
        {
            foreach (var call in target.Calls)
            {
                var seen = Bare(call.Text);
                for (var i = 0; i < texts.Length; i++)
                {
                    if (seen.Contains(Bare(texts[i]), StringComparison.OrdinalIgnoreCase))
                    {
                        throw new RouteAssertionException(FormattableString.Invariant(
                            $"Expected text {i + 1} of {texts.Length} not to leave the device, but it reached '{target.Name}' in its request {call.Number}."));
                    }
                }
            }
        }
    }

    /// <summary>No request reached these targets.</summary>
    /// <param name="targets">The targets.</param>
    /// <exception cref="RouteAssertionException">One was reached.</exception>
    public static void NotReached(params ScriptedTarget[] targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (Array.Find(targets, t => t.Calls.Count > 0) is { } reached)
        {
            throw new RouteAssertionException(FormattableString.Invariant(
                $"Expected no request to reach '{reached.Name}', but {reached.Calls.Count} did."));
        }
    }

    private static Route Check(Route? route, bool holds, string expected)
    {
        ArgumentNullException.ThrowIfNull(route);
        return holds ? route : throw new RouteAssertionException($"Expected {expected}. The route: {route}.");
    }

    // Spaces and separators do not make a number another number.
    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '/')));
}
