using Microsoft.Extensions.Logging;

namespace HybridAi;

/// <summary>Writes what happens to requests to the log: that it happened, never what was said.</summary>
internal sealed class RouteLog(ILogger logger) : IRouteObserver
{
    public bool IsEnabled => logger.IsEnabled(LogLevel.Warning);

    public void Decided(RouteDecision decision)
    {
        Log.Decided(logger, decision.Id, decision.Target, decision.Reason, decision.Score, decision.Threshold, decision.Revision);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            Log.Decision(logger, decision.Id, RouteJson.Write(decision));
        }
    }

    public void Refused(NoEligibleTargetException error) =>
        Log.Refused(logger, string.Join("; ", error.Reasons.Select(r => $"{r.Key}: {r.Value}")));

    public void Shadowed(ShadowOutcome outcome) => Log.Shadowed(
        logger, outcome.Id, outcome.Shadow.Target, outcome.Shadow.Result, outcome.Overlap, outcome.Refused, outcome.Shadow.Milliseconds);

    public void Learned(LearningChange change) => Log.Learned(logger, change.Task, change.Before, change.Shift, change.Outcomes);

    public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error)
    {
        foreach (var attempt in outcome.Attempts)
        {
            if (attempt.Result is AttemptResult.Failed or AttemptResult.Broken)
            {
                Log.AttemptFailed(logger, outcome.Id, attempt.Target, attempt.Reason);
            }
            else if (attempt.Result == AttemptResult.Escalated)
            {
                Log.Escalated(logger, outcome.Id, attempt.Target, attempt.Reason);
            }
        }

        Log.Completed(
            logger, outcome.Id, outcome.Target ?? "nobody", outcome.Attempts.Count, outcome.TotalMilliseconds, outcome.Cost);
    }
}
