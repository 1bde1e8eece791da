using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>The route of one answer: its decision and its outcome, ready to be asserted on.</summary>
/// <param name="Decision">The plan.</param>
/// <param name="Outcome">What happened.</param>
public sealed record Route(RouteDecision Decision, RouteOutcome Outcome)
{
    /// <summary>The route of a response.</summary>
    /// <param name="response">A response that came through HybridAi.</param>
    /// <exception cref="RouteAssertionException">It carries no decision or no outcome.</exception>
    public static Route Of(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return new(
            response.GetRouteDecision() ?? throw new RouteAssertionException("The response carries no decision: it did not come through HybridAi."),
            response.GetRouteOutcome() ?? throw new RouteAssertionException(
                "The response carries no outcome. It is on the last update of a stream: read to the end before you put the updates together."));
    }

    /// <summary>The route of a simulated request.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="RouteAssertionException">It was refused before a target was chosen.</exception>
    public static Route Of(SimulatedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request is { Decision: { } decision, Outcome: { } outcome } ? new(decision, outcome)
            : throw new RouteAssertionException($"The request was not routed: {request.Error?.Message ?? "it has not ended"}");
    }

    /// <summary>The target in front, what was tried, and the cost; no content.</summary>
    public override string ToString()
    {
        var tried = string.Join(" → ", Outcome.Attempts.Select(a => a.Reason is null ? $"{a.Target} {a.Result}" : $"{a.Target} {a.Result} ({a.Reason})"));
        var targets = string.Join(", ", Decision.Targets.Select(t => t.Eligible ? t.Target : $"not {t.Target}: {t.Reason}{(t.Detail is null ? "" : $" {t.Detail}")}"));
        return FormattableString.Invariant(
            $"decided {Decision.Target} ({Decision.Reason}: {Decision.Explanation}) among {targets}; tried {tried}; cost {Outcome.Cost}; requests that left the device {Outcome.Egress.Requests}");
    }
}
