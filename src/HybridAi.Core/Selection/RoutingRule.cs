using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A condition and what follows from it. Of a policy's rules the first that matches counts; privacy is above all of them.</summary>
public sealed record RoutingRule
{
    /// <summary>The languages that <see cref="Language"/> can name, as ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Languages => LanguageGuess.Known;

    /// <summary>Its name in decisions.</summary>
    public required string Name { get; init; }

    /// <summary>Matches requests with this tag. Default any.</summary>
    public string? Tag { get; init; }

    /// <summary>Matches requests of this tenant. Default any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Matches requests that offer this tool; <c>*</c> is any tool. Default any request.</summary>
    public string? Tool { get; init; }

    /// <summary>Matches when the last message by the user is in this language, an ISO 639-1 code such as <c>de</c>. Default any.</summary>
    public string? Language { get; init; }

    /// <summary>
    /// Matches this kind of task, a name of <see cref="TaskType"/> such as <c>Code</c>, or requests in which privacy found this entity
    /// type or statement class. Letter case does not matter. Default any.
    /// </summary>
    public string? Class { get; init; }

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

    internal bool Matches(RequestSnapshot request, RequestSignals signals, RequestLabels labels, TimeProvider time) =>
        (Tag is null || request.Tags.Contains(Tag, StringComparer.Ordinal))
        && (Tenant is null || Tenant == request.Tenant)
        && (Tool is null || Offers(request.Options, Tool))
        && (Language is null || string.Equals(Language, signals.Language, StringComparison.OrdinalIgnoreCase))
        && (Class is null || IsOfClass(Class, signals, labels))
        && (From is not { } from || To is not { } to || TimeOnly.FromTimeSpan(time.GetLocalNow().TimeOfDay).IsBetween(from, to));

    /// <summary>Whether this rule matches whenever another one does, so that the other one, if it comes later, never counts.</summary>
    /// <param name="later">The later rule.</param>
    public bool Hides(RoutingRule later)
    {
        ArgumentNullException.ThrowIfNull(later);

        return (Tag is null || Tag == later.Tag)
            && (Tenant is null || Tenant == later.Tenant)
            && (Tool is null || Tool == later.Tool || (Tool == "*" && later.Tool is not null))
            && (Language is null || string.Equals(Language, later.Language, StringComparison.OrdinalIgnoreCase))
            && (Class is null || string.Equals(Class, later.Class, StringComparison.OrdinalIgnoreCase))
            && (From is null || (From == later.From && To == later.To));
    }

    private static bool IsOfClass(string name, RequestSignals signals, RequestLabels labels) =>
        string.Equals(name, signals.Task.ToString(), StringComparison.OrdinalIgnoreCase)
        || labels.Counts().Keys.Any(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase));

    private static bool Offers(ChatOptions? options, string tool) =>
        options?.Tools is { Count: > 0 } tools && (tool == "*" || tools.Any(t => t.Name == tool));
}
