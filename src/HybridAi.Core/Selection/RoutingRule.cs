using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A condition and what follows from it. Of a policy's rules the first that matches counts; privacy is above all of them.</summary>
public sealed record RoutingRule
{
    /// <summary>Its name in decisions.</summary>
    public required string Name { get; init; }

    /// <summary>Matches requests with this tag. Default any.</summary>
    public string? Tag { get; init; }

    /// <summary>Matches requests of this tenant. Default any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Matches requests that offer this tool; <c>*</c> is any tool. Default any request.</summary>
    public string? Tool { get; init; }

    /// <summary>Matches from this time of day on, in the clock's own time zone. Needs <see cref="To"/>.</summary>
    public TimeOnly? From { get; init; }

    /// <summary>Matches before this time of day; may lie behind midnight. Needs <see cref="From"/>.</summary>
    public TimeOnly? To { get; init; }

    /// <summary>The mode in force when it matches. Default the policy's.</summary>
    public InferenceMode? Mode { get; init; }

    /// <summary>The threshold in force when it matches, in 0..1. Default the policy's.</summary>
    public double? Threshold { get; init; }

    /// <summary>The target that is tried first when it matches, if it may answer. Default the strategy's choice.</summary>
    public string? Target { get; init; }

    internal bool Matches(RequestSnapshot request, TimeProvider time) =>
        (Tag is null || request.Tags.Contains(Tag, StringComparer.Ordinal))
        && (Tenant is null || Tenant == request.Tenant)
        && (Tool is null || Offers(request.Options, Tool))
        && (From is not { } from || To is not { } to || TimeOnly.FromTimeSpan(time.GetLocalNow().TimeOfDay).IsBetween(from, to));

    /// <summary>Whether this rule matches whenever another one does, so that the other one, if it comes later, never counts.</summary>
    /// <param name="later">The later rule.</param>
    public bool Hides(RoutingRule later)
    {
        ArgumentNullException.ThrowIfNull(later);

        return (Tag is null || Tag == later.Tag)
            && (Tenant is null || Tenant == later.Tenant)
            && (Tool is null || Tool == later.Tool || (Tool == "*" && later.Tool is not null))
            && (From is null || (From == later.From && To == later.To));
    }

    private static bool Offers(ChatOptions? options, string tool) =>
        options?.Tools is { Count: > 0 } tools && (tool == "*" || tools.Any(t => t.Name == tool));
}
