namespace HybridAi;

/// <summary>A named way to order eligible targets. Pure and thread-safe.</summary>
public interface ISelectionStrategy
{
    /// <summary>The name by which configuration chooses it.</summary>
    string Name { get; }

    /// <summary>Says which of two eligible targets is tried first; a total order, ties keep the order in which targets were added.</summary>
    /// <param name="left">A candidate.</param>
    /// <param name="right">Another one.</param>
    /// <param name="context">Facts about the request.</param>
    /// <returns>Below 0 when <paramref name="left"/> comes first, above 0 when <paramref name="right"/> does.</returns>
    int Compare(SelectionCandidate left, SelectionCandidate right, SelectionContext context);
}

/// <summary>A target that may answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Profile">The facts about it.</param>
/// <param name="FirstToken">Its usual time to the first content; <see langword="null"/> before the first answer.</param>
public readonly record struct SelectionCandidate(string Name, TargetProfile Profile, TimeSpan? FirstToken);

/// <summary>What a strategy may look at.</summary>
/// <param name="Signals">Facts about the request.</param>
/// <param name="Score">How likely the device's answer is not good enough, in 0..1.</param>
/// <param name="Policy">The policy in force.</param>
public sealed record SelectionContext(RequestSignals Signals, double Score, HybridPolicy Policy);
