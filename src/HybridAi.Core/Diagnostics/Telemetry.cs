using System.Diagnostics;
using System.Diagnostics.Metrics;
using Names = HybridAi.TelemetryNames;

namespace HybridAi;

/// <summary>Spans and metrics. Tags have few values and never hold content. Nothing is built while nobody listens.</summary>
internal static class Telemetry
{
    private static readonly ActivitySource _source = new(Names.Source);
    private static readonly Meter _meter = new(Names.Source);
    private static readonly Counter<long> _decisions = _meter.CreateCounter<long>(Names.Decisions, "{decision}", "Decisions by target and reason.");
    private static readonly Histogram<double> _plan = _meter.CreateHistogram<double>(Names.PlanDuration, "s", "Time to decide.");
    private static readonly Histogram<double> _probe = _meter.CreateHistogram<double>(Names.ProbeDuration, "s", "Time to read the hidden state.");
    private static readonly Counter<long> _attempts = _meter.CreateCounter<long>(Names.Attempts, "{attempt}", "Attempts by target and result.");
    private static readonly Counter<long> _escalations = _meter.CreateCounter<long>(Names.Escalations, "{escalation}", "Drafts refused, by reason.");
    private static readonly Counter<long> _failovers = _meter.CreateCounter<long>(Names.Failovers, "{failover}", "Targets left because they failed.");
    private static readonly Counter<long> _blocks = _meter.CreateCounter<long>(Names.PrivacyBlocks, "{request}", "Requests refused by privacy.");
    private static readonly Counter<long> _shadows = _meter.CreateCounter<long>(Names.Shadows, "{shadow}", "Shadows by target and result.");
    private static readonly Counter<long> _hedges = _meter.CreateCounter<long>(Names.Hedges, "{hedge}", "Second targets started, by target and result.");
    private static readonly Counter<long> _outcomes = _meter.CreateCounter<long>(Names.LearningOutcomes, "{outcome}", "Outcomes that were learned from, by source.");
    private static readonly Counter<long> _learned = _meter.CreateCounter<long>(Names.LearningChanges, "{change}", "Notable changes of what was learned, by kind of task.");
    private static readonly UpDownCounter<int> _active = _meter.CreateUpDownCounter<int>(Names.ActiveAttempts, "{attempt}", "Attempts under way, by target.");
    private static readonly UpDownCounter<int> _queued = _meter.CreateUpDownCounter<int>(Names.QueuedAttempts, "{attempt}", "Attempts waiting for a target's limits.");
    private static readonly Histogram<double> _perToken = _meter.CreateHistogram<double>(Names.TimePerToken, "s", "Time for each output token behind the first.");
    private static readonly Counter<long> _treatments = _meter.CreateCounter<long>(Names.PrivacyTreatments, "{label}", "Labels of requests by what became of them.");
    private static readonly Counter<double> _cost = _meter.CreateCounter<double>(Names.Cost, "{currency}", "Cost by the profiles' prices.");
    private static readonly Histogram<double> _duration = _meter.CreateHistogram<double>(Names.OperationDuration, "s", "Time of a request.");
    private static readonly Histogram<double> _firstChunk = _meter.CreateHistogram<double>(Names.FirstChunk, "s", "Time to the first content.");
    private static readonly Histogram<long> _tokens = _meter.CreateHistogram<long>(Names.TokenUsage, "{token}", "Tokens by type.");

    /// <summary>Whether an outcome is worth building although no caller will see it.</summary>
    public static bool IsOn => _source.HasListeners() || _duration.Enabled || _attempts.Enabled || _cost.Enabled || _tokens.Enabled || _firstChunk.Enabled
        || _treatments.Enabled;

    public static Activity? StartRequest() => _source.HasListeners() ? _source.StartActivity("chat hybridai", ActivityKind.Internal) : null;

    public static Activity? StartAttempt(Activity? request, TargetState target) => request is null ? null : _source.StartActivity(
        $"chat {target.Name}", target.IsOnDevice ? ActivityKind.Internal : ActivityKind.Client, request.Context);

    public static void Decided(Activity? span, RouteDecision decision, TimeSpan took)
    {
        if (_decisions.Enabled)
        {
            _decisions.Add(1, new(Names.Target, decision.Target), new(Names.Reason, decision.Reason));
        }

        if (_plan.Enabled)
        {
            _plan.Record(took.TotalSeconds);
        }

        if (span is { IsAllDataRequested: true })
        {
            span.SetTag(Names.Operation, "chat");
            span.SetTag(Names.Provider, "hybridai");
            span.SetTag(Names.DecisionId, decision.Id);
            span.SetTag(Names.Reason, decision.Reason);
            span.SetTag(Names.Mode, decision.Mode.ToString());
            span.SetTag(Names.Score, decision.Score);
            span.SetTag(Names.Tier, decision.Tier);
            if (decision.HiddenState is { } state)
            {
                span.SetTag(Names.ProbeResult, state);
            }

            span.SetTag(Names.Revision, decision.Revision);
            span.SetTag(Names.Decision, RouteJson.Write(decision));
        }
    }

    public static void Probed(HiddenStateCost cost, string result)
    {
        if (_probe.Enabled)
        {
            _probe.Record(cost.Milliseconds / 1000, new KeyValuePair<string, object?>(Names.ProbeResult, result));
        }
    }

    public static void Refused(Activity? span, Exception error)
    {
        if (error is PrivacyBlockedException)
        {
            _blocks.Add(1);
        }

        Fail(span, error);
        span?.Dispose();
    }

    public static void Attempted(Activity? span, TargetState target, AttemptOutcome outcome)
    {
        if (_attempts.Enabled)
        {
            _attempts.Add(1, new(Names.Target, outcome.Target), new(Names.Result, outcome.Result.ToString()));
        }

        if (outcome.Result == AttemptResult.Escalated)
        {
            _escalations.Add(1, new(Names.Target, outcome.Target), new KeyValuePair<string, object?>(Names.Reason, outcome.Reason));
        }
        else if (outcome.Result == AttemptResult.Failed)
        {
            _failovers.Add(1, new(Names.Target, outcome.Target), new KeyValuePair<string, object?>(Names.Reason, outcome.Reason));
        }

        if (_tokens.Enabled)
        {
            _tokens.Record(outcome.InputTokens ?? 0, new(Names.Target, outcome.Target), new(Names.TokenType, "input"));
            _tokens.Record(outcome.OutputTokens ?? 0, new(Names.Target, outcome.Target), new(Names.TokenType, "output"));
        }

        // A whole answer has no first token to count from.
        if (_perToken.Enabled && outcome is { OutputTokens: > 1 and var tokens, FirstTokenMilliseconds: { } first } && outcome.Milliseconds > first)
        {
            _perToken.Record((outcome.Milliseconds - first) / 1000 / (tokens - 1), new KeyValuePair<string, object?>(Names.Target, outcome.Target));
        }

        if (_cost.Enabled && outcome.Cost > 0)
        {
            _cost.Add((double)outcome.Cost, new KeyValuePair<string, object?>(Names.Target, outcome.Target));
        }

        if (span is null)
        {
            return;
        }

        span.SetTag(Names.Operation, "chat");
        span.SetTag(Names.Target, outcome.Target);
        span.SetTag(Names.Location, target.Profile.Location.ToString());
        span.SetTag(Names.Result, outcome.Result.ToString());
        span.SetTag(Names.InputTokens, outcome.InputTokens);
        span.SetTag(Names.OutputTokens, outcome.OutputTokens);
        if (outcome.Result is AttemptResult.Failed or AttemptResult.Broken)
        {
            span.SetTag(Names.ErrorType, outcome.Reason);
            span.SetStatus(ActivityStatusCode.Error);
        }
        else if (outcome.Reason is not null)
        {
            span.SetTag(Names.Reason, outcome.Reason);
        }

        span.Dispose();
    }

    public static void Judged(decimal cost)
    {
        if (_cost.Enabled && cost > 0)
        {
            _cost.Add((double)cost, new KeyValuePair<string, object?>(Names.Target, "judge"));
        }
    }

    public static void Shadowed(string target, string result) => _shadows.Add(1, new(Names.Target, target), new(Names.Result, result));

    public static void Hedged(string target, string result) => _hedges.Add(1, new(Names.Target, target), new(Names.Result, result));

    public static void Heard(string source) => _outcomes.Add(1, new KeyValuePair<string, object?>(Names.LearnedFrom, source));

    public static void Learned(LearningChange change) => _learned.Add(
        1, new(Names.Task, change.Task.ToString()), new(Names.LearnedDirection, change.Shift > change.Before ? "tighter" : "looser"));

    public static void Running(string target, int change)
    {
        if (_active.Enabled)
        {
            _active.Add(change, new KeyValuePair<string, object?>(Names.Target, target));
        }
    }

    public static void Queued(string target, int change)
    {
        if (_queued.Enabled)
        {
            _queued.Add(change, new KeyValuePair<string, object?>(Names.Target, target));
        }
    }

    private static void Treated(RouteDecision decision, EgressSummary left)
    {
        Add(left.Allowed, "allowed");
        Add(left.Masked, "masked");
        if (left.Requests == 0 && decision.Labels.Count > 0 && decision.Targets.Any(t => t.Reason == IneligibleReasons.Privacy))
        {
            Add(decision.Labels.Values.Sum(), "kept");
        }

        static void Add(int labels, string treatment)
        {
            if (labels > 0)
            {
                _treatments.Add(labels, new KeyValuePair<string, object?>(Names.Treatment, treatment));
            }
        }
    }

    public static void Completed(Activity? span, RouteDecision decision, RouteOutcome outcome, Exception? error)
    {
        if (_treatments.Enabled)
        {
            Treated(decision, outcome.Egress);
        }

        if (_duration.Enabled)
        {
            _duration.Record(outcome.TotalMilliseconds / 1000, new(Names.Target, outcome.Target ?? "none"), new(Names.Operation, "chat"));
        }

        if (_firstChunk.Enabled && outcome.FirstTokenMilliseconds is { } first)
        {
            _firstChunk.Record(first / 1000, new KeyValuePair<string, object?>(Names.Target, outcome.Target));
        }

        if (span is null)
        {
            return;
        }

        span.SetTag(Names.Target, outcome.Target);
        span.SetTag(Names.Location, outcome.Location?.ToString());
        span.SetTag(Names.Escalated, outcome.Escalated);
        span.SetTag(Names.FailedOver, outcome.FailedOver);
        span.SetTag(Names.CostTag, (double)outcome.Cost);
        if (error is not null)
        {
            Fail(span, error);
        }

        span.Dispose();
    }

    // The type or kind only: messages of foreign exceptions may hold anything.
    private static void Fail(Activity? span, Exception error)
    {
        if (span is not null && error is not OperationCanceledException)
        {
            span.SetTag(Names.ErrorType, error is NoEligibleTargetException ? error.GetType().Name : Failure.Code(error));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
