using System.Text.Json.Serialization;

namespace HybridAi;

/// <summary>How sure a model was of its own draft (tier 2). All logarithms are natural.</summary>
/// <param name="Tokens">Tokens of the draft so far.</param>
/// <param name="MeanLogProbability">Mean log-probability of the chosen tokens, at most 0.</param>
/// <param name="MinLogProbability">The smallest log-probability.</param>
/// <param name="FirstLogProbability">The first token's log-probability.</param>
/// <param name="MeanEntropy">Mean entropy of the next-token distribution in nats.</param>
/// <param name="MeanEntropyFirst8">Mean entropy over the first 8 tokens.</param>
/// <param name="MaxEntropyFirst8">Largest entropy over the first 8 tokens.</param>
/// <param name="FirstEntropy">Entropy at the first token.</param>
/// <param name="MinMargin">Smallest difference between the two largest logits.</param>
/// <param name="EndedByEos">Whether the model itself ended the draft.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
public sealed record DraftConfidence(
    int Tokens,
    double MeanLogProbability,
    double MinLogProbability,
    double FirstLogProbability,
    double MeanEntropy,
    double MeanEntropyFirst8,
    double MaxEntropyFirst8,
    double FirstEntropy,
    double MinMargin,
    bool EndedByEos,
    int PromptTokens)
{
    /// <summary>
    /// Mean of the model's hidden states (of the layer that <see cref="IPromptProbe"/> reads) at the positions the draft's tokens were chosen at. Told after
    /// 8 tokens and at the end; empty in between, and when the model shows no state. It says something of the content: never log or store it.
    /// </summary>
    [JsonIgnore]
    public ReadOnlyMemory<float> State { get; init; }
}

/// <summary>What a local client offers through <c>GetService</c> when it can report how sure it is of a draft. Thread-safe.</summary>
public interface IDraftConfidence
{
    /// <summary>Key under which updates and responses carry a <see cref="DraftConfidence"/> when it was asked for.</summary>
    const string Key = "hybridai.draft_confidence";

    /// <summary>Key of a boolean in <c>ChatOptions.AdditionalProperties</c> that asks for it.</summary>
    const string RequestKey = "hybridai.want_draft_confidence";
}
