using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What a local client offers through <c>GetService</c> when its model's hidden state can be read (tier 1). Thread-safe.</summary>
public interface IPromptProbe
{
    /// <summary>Identifies model and precision, so that heads trained for another one are not used.</summary>
    string ModelFingerprint { get; }

    /// <summary>Length of the state vector.</summary>
    int Dimensions { get; }

    /// <summary>Reads the hidden state at the last prompt token, in the layout in which the prompt would be served.</summary>
    /// <param name="messages">The messages as they would be sent.</param>
    /// <param name="options">The options as they would be sent.</param>
    /// <param name="cancellationToken">Ends the read; the prefill done so far stays reusable.</param>
    /// <returns>The state and what it cost, or <see langword="null"/> when the model is not ready or too busy.</returns>
    ValueTask<PromptState?> ProbeAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken);
}

/// <summary>A hidden state read by <see cref="IPromptProbe"/>.</summary>
/// <param name="Values">The state; owned by the receiver.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Of these, tokens that were already in the cache.</param>
public sealed record PromptState(ReadOnlyMemory<float> Values, int PromptTokens, int CachedTokens);
