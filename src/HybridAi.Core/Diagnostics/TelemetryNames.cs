namespace HybridAi;

/// <summary>Every name HybridAi emits. <c>gen_ai.*</c> follows the OpenTelemetry conventions for generative AI, the rest is ours.</summary>
internal static class TelemetryNames
{
    public const string Source = "Experimental.HybridAi";

    public const string Decisions = "hybridai.route.decisions";
    public const string PlanDuration = "hybridai.route.duration";
    public const string ProbeDuration = "hybridai.probe.duration";
    public const string Attempts = "hybridai.attempts";
    public const string Escalations = "hybridai.escalations";
    public const string Failovers = "hybridai.failovers";
    public const string Shadows = "hybridai.shadows";
    public const string Hedges = "hybridai.hedges";
    public const string LearningOutcomes = "hybridai.learning.outcomes";
    public const string LearningChanges = "hybridai.learning.changes";
    public const string ActiveAttempts = "hybridai.attempts.active";
    public const string QueuedAttempts = "hybridai.attempts.queued";
    public const string TimePerToken = "hybridai.attempts.time_per_token";
    public const string PrivacyTreatments = "hybridai.privacy.treatments";
    public const string PrivacyBlocks = "hybridai.privacy.blocks";
    public const string Cost = "hybridai.cost";
    public const string OperationDuration = "gen_ai.client.operation.duration";
    public const string FirstChunk = "gen_ai.client.operation.time_to_first_chunk";
    public const string TokenUsage = "gen_ai.client.token.usage";

    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";
    public const string Target = "hybridai.target";
    public const string Location = "hybridai.location";
    public const string Reason = "hybridai.reason";
    public const string Treatment = "hybridai.treatment";
    public const string LearnedFrom = "hybridai.learning.source";
    public const string LearnedDirection = "hybridai.learning.direction";
    public const string Task = "hybridai.task";
    public const string Mode = "hybridai.mode";
    public const string Score = "hybridai.score";
    public const string Tier = "hybridai.tier";
    public const string ProbeResult = "hybridai.probe.result";
    public const string Revision = "hybridai.revision";
    public const string Decision = "hybridai.decision";
    public const string DecisionId = "hybridai.decision.id";
    public const string Result = "hybridai.attempt.result";
    public const string Escalated = "hybridai.escalated";
    public const string FailedOver = "hybridai.failed_over";
    public const string CostTag = "hybridai.cost.amount";
}
