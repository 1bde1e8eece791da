using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Makes the audit's entries of what happened to a request.</summary>
internal static class AuditEntries
{
    /// <summary>A request that was decided.</summary>
    public static AuditEntry Of(RequestRun run, RouteOutcome outcome, Exception? thrown, DateTimeOffset at)
    {
        List<AuditDestination>? sent = null;
        var widest = Location.Device;
        foreach (var attempt in outcome.Attempts)
        {
            if (run.SentTo(attempt) is { } target)
            {
                (sent ??= []).Add(new(attempt.Target, target.Profile.Location, attempt.Result));
                widest = target.Profile.Location > widest ? target.Profile.Location : widest;
            }
        }

        return new()
        {
            Id = run.Decision.Id,
            At = at,
            Tenant = run.Request.Tenant,
            Conversation = run.Request.ConversationKey,
            Result = Result(outcome, thrown),
            Reason = run.Decision.Reason,
            Target = outcome.Target,
            Location = outcome.Location,
            Sent = sent ?? (IReadOnlyList<AuditDestination>)[],
            Labels = run.Plan.Labels.At(sent is null ? Location.Cloud : widest).Labels,
            Masked = outcome.Egress.Masked,
            Consent = run.Consent?.ToString(),
            Revision = run.Decision.Revision,
        };
    }

    /// <summary>A request for which no target was found, or that ended before one was.</summary>
    public static AuditEntry Of(RequestSnapshot request, Exception error, string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = at,
        Tenant = request.Tenant,
        Conversation = request.ConversationKey,
        Result = error switch
        {
            OperationCanceledException => AuditResult.Cancelled,
            PrivacyBlockedException or ConsentRequiredException => AuditResult.Blocked,
            HybridAiException => AuditResult.Refused,
            _ => AuditResult.Failed,
        },
        Labels = (error as NoEligibleTargetException)?.Labels ?? [],
        Revision = request.Policy.Revision,
    };

    /// <summary>How a call ended that threw, where nobody routed.</summary>
    public static AuditResult Result(Exception error) => error switch
    {
        OperationCanceledException => AuditResult.Cancelled,
        PrivacyBlockedException or ConsentRequiredException => AuditResult.Blocked,
        NoEligibleTargetException => AuditResult.Refused,
        _ => AuditResult.Failed,
    };

    private static AuditResult Result(RouteOutcome outcome, Exception? thrown) => thrown switch
    {
        OperationCanceledException => AuditResult.Cancelled,
        PrivacyBlockedException or ConsentRequiredException => AuditResult.Blocked,
        not null => AuditResult.Failed,
        _ when outcome.Attempts is [.., { Result: AttemptResult.Cancelled }] => AuditResult.Cancelled,
        _ => outcome.Target is null ? AuditResult.Failed : AuditResult.Answered,
    };
}
