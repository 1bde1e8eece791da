using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Tier 0: how likely the device's answer would not be good enough. Pure and thread-safe.</summary>
internal interface IDifficultyScorer
{
    /// <summary>Scores a request.</summary>
    /// <param name="messages">All messages; the last one by the user weighs most.</param>
    /// <param name="calibration">What the device has learned; one that is stale changes nothing.</param>
    /// <returns>A probability in 0..1 and the kind of task.</returns>
    PromptAssessment Assess(IReadOnlyList<ChatMessage> messages, RoutingCalibration? calibration = null);
}
