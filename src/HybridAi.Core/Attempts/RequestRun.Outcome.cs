namespace HybridAi;

internal sealed partial class RequestRun
{
    public RouteOutcome Outcome() => _outcome ??= new()
    {
        Id = Decision.Id,
        Target = Committed?.Name,
        Location = Committed?.Profile.Location,
        Attempts = _attempts,
        Cost = Spent,
        Judges = Judging.Cost,
        FirstTokenMilliseconds = _firstToken is { } first ? Math.Round(first.TotalMilliseconds, 2) : null,
        TotalMilliseconds = Math.Round(_time.GetElapsedTime(_started).TotalMilliseconds, 2),
        Escalated = _attempts.Exists(a => a.Result == AttemptResult.Escalated),
        FailedOver = Committed is not null && _attempts.Exists(a => a.Result == AttemptResult.Failed || (a.Result == AttemptResult.Broken && a.Target != Committed.Name)),
        Hedge = _hedge?.Name,
        Shadow = Shadow,
        HiddenState = Plan.HiddenState,
        Egress = Left(),
    };

    /// <summary>The off-device target an attempt sent something to. What the gate stopped, or waited for its turn in vain, did not leave.</summary>
    public TargetState? SentTo(AttemptOutcome attempt) =>
        attempt.Reason is IneligibleReasons.Privacy or IneligibleReasons.Consent or IneligibleReasons.Requirement || (_unsent?.Exists(u => ReferenceEquals(u, attempt)) ?? false)
            ? null : Plan.Ranked.Find(t => t.Name == attempt.Target && !t.IsOnDevice);

    private void Add(AttemptMeter meter, AttemptResult result, string? reason)
    {
        var attempt = meter.Outcome(result, reason);
        _attempts.Add(attempt);
        _attempted += attempt.Cost;
        if (!meter.Sent)
        {
            (_unsent ??= []).Add(attempt);
        }

        meter.Reserved?.Settle(meter.Sent ? new(attempt.Cost, (attempt.InputTokens ?? 0) + (attempt.OutputTokens ?? 0), 1) : default);
        meter.Reserved = null;
    }

    private EgressSummary Left()
    {
        var left = EgressSummary.None;
        foreach (var attempt in _attempts)
        {
            if (SentTo(attempt) is { } target)
            {
                left = left with
                {
                    Requests = left.Requests + 1,
                    Characters = left.Characters + Decision.Signals.Characters,
                    Allowed = left.Allowed + Plan.Labels.AllowedAt(target.Profile.Location),
                    Masked = left.Masked + Plan.Labels.MaskedAt(target.Profile.Location),
                };
            }
        }

        return left;
    }
}
