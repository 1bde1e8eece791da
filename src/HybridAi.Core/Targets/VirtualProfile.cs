using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What a client over several targets can promise: no more than each of them keeps, because any of them may answer.</summary>
internal static class VirtualProfile
{
    /// <summary>The profile of all that a policy lets answer; of all targets when it lets none.</summary>
    public static TargetProfile Of(IReadOnlyList<TargetState> targets, HybridPolicy policy)
    {
        var all = targets.Where(t => !EligibilityCheck.IsShut(t, policy)).Select(t => t.Profile).ToList();
        return Intersection(all.Count > 0 ? all : [.. targets.Select(t => t.Profile)]);
    }

    /// <summary>Of each fact the one that holds for all: the least that can be done, the most it may cost, the farthest it may go.</summary>
    public static TargetProfile Intersection(IReadOnlyList<TargetProfile> all)
    {
        // What never leaves the machine has no region and is kept by nobody.
        var leaving = all.Where(p => p.Location != Location.Device).ToList();
        return new()
        {
            Location = all.Max(p => p.Location),
            ContextWindow = Least(all, p => p.ContextWindow),
            MaxOutputTokens = Least(all, p => p.MaxOutputTokens),
            Capabilities = all.Select(p => p.Capabilities).Aggregate((a, b) => a & b),
            InputPerMillion = all.Max(p => p.InputPerMillion),
            CachedInputPerMillion = all.Max(p => p.CachedInputPerMillion ?? p.InputPerMillion),
            OutputPerMillion = all.Max(p => p.OutputPerMillion),
            Region = Same(leaving, p => p.Region),
            Retention = leaving.Count > 0 && leaving.TrueForAll(p => p.Retention is not null) ? leaving.Max(p => p.Retention) : null,
            TrainsOnData = leaving.Exists(p => p.TrainsOnData == true) ? true : Same(leaving, p => p.TrainsOnData),
            Agreement = Same(leaving, p => p.Agreement),
            Languages = Spoken(all),
            QualityRank = all.Min(p => p.QualityRank),
        };
    }

    private static int? Least(IReadOnlyList<TargetProfile> all, Func<TargetProfile, int?> fact) =>
        all.Any(p => fact(p) is null) ? null : all.Min(fact);

    private static T? Same<T>(List<TargetProfile> all, Func<TargetProfile, T?> fact) =>
        all.Count > 0 && all.TrueForAll(p => EqualityComparer<T?>.Default.Equals(fact(p), fact(all[0]))) ? fact(all[0]) : default;

    private static string[] Spoken(IReadOnlyList<TargetProfile> all) =>
        all.Any(p => p.Languages.Count == 0) ? []
            : [.. all[0].Languages.Where(l => all.All(p => p.Languages.Contains(l, StringComparer.OrdinalIgnoreCase)))];
}
