using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Names of the strategies that come with HybridAi.</summary>
public static class SelectionStrategies
{
    /// <summary>The mode's side first, where <see cref="InferenceMode.PreferOnDevice"/> means "below the threshold". The default.</summary>
    public const string Threshold = "threshold";

    /// <summary>Lowest price first.</summary>
    public const string Cheapest = "cheapest";

    /// <summary>Shortest measured time to the first content first.</summary>
    public const string Fastest = "fastest";

    /// <summary>Highest <see cref="TargetProfile.QualityRank"/> first.</summary>
    public const string Best = "best";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Threshold, Cheapest, Fastest, Best];

    internal static IEnumerable<ISelectionStrategy> BuiltIn { get; } =
        [new ThresholdStrategy(), new CheapestStrategy(), new FastestStrategy(), new BestStrategy()];

    // A typical request has three input tokens for each output token.
    internal static decimal Price(TargetProfile profile) => (3 * profile.InputPerMillion) + profile.OutputPerMillion;

    private sealed class CheapestStrategy : ISelectionStrategy
    {
        public string Name => Cheapest;

        public int Compare(SelectionCandidate left, SelectionCandidate right, SelectionContext context) =>
            Price(left.Profile).CompareTo(Price(right.Profile));
    }

    private sealed class FastestStrategy : ISelectionStrategy
    {
        public string Name => Fastest;

        public int Compare(SelectionCandidate left, SelectionCandidate right, SelectionContext context) =>
            (left.FirstToken ?? TimeSpan.Zero).CompareTo(right.FirstToken ?? TimeSpan.Zero);
    }

    private sealed class BestStrategy : ISelectionStrategy
    {
        public string Name => Best;

        public int Compare(SelectionCandidate left, SelectionCandidate right, SelectionContext context) =>
            right.Profile.QualityRank.CompareTo(left.Profile.QualityRank);
    }
}

/// <summary>Device or not by mode and score; between off-device targets by the second threshold, if there is one.</summary>
internal sealed class ThresholdStrategy : ISelectionStrategy
{
    public string Name => SelectionStrategies.Threshold;

    public int Compare(SelectionCandidate left, SelectionCandidate right, SelectionContext context)
    {
        var leftOnDevice = left.Profile.Location == Location.Device;
        if (leftOnDevice != (right.Profile.Location == Location.Device))
        {
            return leftOnDevice == PrefersDevice(context) ? -1 : 1;
        }

        if (leftOnDevice || context.Policy.FrontierThreshold is not { } frontier)
        {
            return 0;
        }

        return context.Score >= frontier
            ? right.Profile.QualityRank.CompareTo(left.Profile.QualityRank)
            : SelectionStrategies.Price(left.Profile).CompareTo(SelectionStrategies.Price(right.Profile));
    }

    private static bool PrefersDevice(SelectionContext context) => context.Policy.Mode switch
    {
        InferenceMode.PreferCloud or InferenceMode.OnlyCloud => false,
        InferenceMode.OnlyOnDevice => true,
        _ => context.Score < context.Policy.Threshold,
    };
}
