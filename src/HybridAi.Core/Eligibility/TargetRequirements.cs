namespace HybridAi;

/// <summary>What the profile of an off-device target must say before anything is sent to it. A fact that is not known is not met. Immutable.</summary>
public sealed record TargetRequirements
{
    /// <summary>Regions in which requests may be processed; empty for any.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Longest time the provider may keep requests; <see cref="TimeSpan.Zero"/> for not at all, <see langword="null"/> for any.</summary>
    public TimeSpan? MaxRetention { get; init; }

    /// <summary>Whether the provider must not train on requests. Default <see langword="false"/>.</summary>
    public bool NoTraining { get; init; }

    /// <summary>Agreements one of which must cover the target, for example "baa"; empty for none.</summary>
    public IReadOnlyList<string> Agreements { get; init; } = [];

    /// <summary>Both.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    public static TargetRequirements? Both(TargetRequirements? first, TargetRequirements? second) =>
        first is null ? second : second is null ? first : new()
        {
            Regions = Common(first.Regions, second.Regions),
            MaxRetention = first.MaxRetention is { } a && second.MaxRetention is { } b ? (a < b ? a : b) : first.MaxRetention ?? second.MaxRetention,
            NoTraining = first.NoTraining || second.NoTraining,
            Agreements = Common(first.Agreements, second.Agreements),
        };

    /// <summary>Names the first requirement a target does not meet, or <see langword="null"/>.</summary>
    /// <param name="profile">The facts about an off-device target.</param>
    public string? Missing(TargetProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);

        return !IsOneOf(profile.Region, Regions) ? "region"
            : MaxRetention is { } most && !(profile.Retention <= most) ? "retention"
            : NoTraining && profile.TrainsOnData != false ? "trains on data"
            : !IsOneOf(profile.Agreement, Agreements) ? "agreement"
            : null;
    }

    /// <summary>Whether these let a target answer that others keep away.</summary>
    /// <param name="current">The others.</param>
    public bool IsLooserThan(TargetRequirements? current) => current is not null
        && (Looser(Regions, current.Regions) || Looser(Agreements, current.Agreements) || (current.NoTraining && !NoTraining)
            || (current.MaxRetention is { } most && !(MaxRetention <= most)));

    /// <inheritdoc/>
    public bool Equals(TargetRequirements? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The requirements, compact.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"region {string.Join(',', Regions)}; retention {MaxRetention:c}; no training {NoTraining}; agreement {string.Join(',', Agreements)}");

    private static bool IsOneOf(string? fact, IReadOnlyList<string> wanted) =>
        wanted.Count == 0 || (fact is not null && wanted.Contains(fact, StringComparer.OrdinalIgnoreCase));

    // Nothing in common leaves a name that no target has: both stay required.
    private static IReadOnlyList<string> Common(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        first.Count == 0 ? second : second.Count == 0 ? first
        : first.Intersect(second, StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } both ? both : [$"{first[0]} and {second[0]}"];

    private static bool Looser(IReadOnlyList<string> next, IReadOnlyList<string> current) =>
        current.Count > 0 && (next.Count == 0 || next.Except(current, StringComparer.OrdinalIgnoreCase).Any());
}
