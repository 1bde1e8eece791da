namespace HybridAi;

/// <summary>How far a local model is from answering.</summary>
public enum ModelState
{
    /// <summary>It cannot answer on this machine; the reason says why.</summary>
    Unavailable,

    /// <summary>It can be fetched first.</summary>
    Downloadable,

    /// <summary>It is being fetched.</summary>
    Downloading,

    /// <summary>It is being imported or loaded.</summary>
    Preparing,

    /// <summary>It answers.</summary>
    Available,
}

/// <summary>A model's state, with the reason when it is <see cref="ModelState.Unavailable"/>.</summary>
/// <param name="State">How far the model is.</param>
/// <param name="Reason">Why it is unavailable and what to do; without absolute paths.</param>
/// <param name="Progress">Share of the work done in 0..1 while downloading or preparing, if known.</param>
public readonly record struct ModelAvailability(ModelState State, string? Reason = null, double? Progress = null);

/// <summary>What a client offers through <c>GetService</c> when its model may have to be prepared. Thread-safe.</summary>
public interface IModelAvailability
{
    /// <summary>The state now. Never blocks and never starts work.</summary>
    ModelAvailability Availability { get; }

    /// <summary>Whether a request would have to queue now.</summary>
    bool IsBusy { get; }

    /// <summary>Prepares the model if it is not; several callers share one preparation.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the shared preparation goes on.</param>
    /// <exception cref="LocalModelException">The model cannot be prepared.</exception>
    Task PrepareAsync(CancellationToken cancellationToken = default);
}
