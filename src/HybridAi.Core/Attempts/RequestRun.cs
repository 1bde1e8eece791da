using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>What happens to one request after it was decided: which target is next, what was tried, what is thrown at the end.</summary>
internal sealed partial class RequestRun : IDisposable
{
    private readonly List<AttemptOutcome> _attempts = new(2);
    private readonly List<TargetState> _left;
    private Exception? _broken;
    private readonly ConversationStore _conversations;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _linked;
    private readonly BudgetBook _budgets;
    private readonly IRouteObserver? _observer;
    private readonly IAuditSink? _audit;
    private readonly RecordKeeper? _records;
    private readonly HedgeBook _hedges;
    private readonly OutcomeLearner _learner;
    private readonly Activity? _span;
    private Exception? _lastFailure;
    private Exception? _thrown;
    private Continuation? _continuation;
    private RouteOutcome? _outcome;
    private List<AttemptOutcome>? _unsent;
    private Reservation? _reserved;
    private decimal _attempted;
    private TimeSpan? _firstToken;
    private ConsentTicket? _ticket;
    private bool _withoutConsent;

    public RequestRun(
        RequestSnapshot request,
        RoutePlan plan,
        ConversationStore conversations,
        BudgetBook budgets,
        IRouteObserver? observer,
        IAuditSink? audit,
        RecordKeeper? records,
        HedgeBook hedges,
        OutcomeLearner learner,
        Activity? span,
        TimeProvider time,
        long started,
        CancellationToken caller)
    {
        Request = request;
        Plan = plan;
        _conversations = conversations;
        _budgets = budgets;
        _observer = observer;
        _audit = audit;
        _records = records;
        _hedges = hedges;
        _learner = learner;
        _span = span;
        _left = [.. plan.Ranked];
        _time = time;
        _started = started;
        Judging = new(this, budgets);
        _caller = caller;
        _deadline = new CancellationTokenSource(request.Policy.Deadline, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
        Token = _linked.Token;
        Legacy = new(request, conversations, plan.Labels, mayConsent: plan.Ranked.Exists(t => plan.Labels.AsksAt(t.Profile.Location)));
    }

    /// <summary>What the conversation and the answer inherit from this request.</summary>
    public AnswerLegacy Legacy { get; }

    public RequestSnapshot Request { get; }

    /// <summary>What judges of its drafts use.</summary>
    public JudgeBill Judging { get; }

    /// <summary>Money that was used so far.</summary>
    public decimal Spent => _attempted + Judging.Money;

    public RoutePlan Plan { get; }

    public RouteDecision Decision => Plan.Decision;

    /// <summary>Ends with the caller's token or the deadline, whichever comes first.</summary>
    public CancellationToken Token { get; }

    public TargetState? Committed { get; private set; }

    /// <summary>Whether another target could take over from one that is running now.</summary>
    /// <remarks>While two run, each is the other's next. Read by attempts that run.</remarks>
    public bool HasNext
    {
        get
        {
            lock (_left)
            {
                return (_racing || (_left.Count > 0 && _attempts.Count + 1 < Request.Policy.MaxAttempts)) && !Token.IsCancellationRequested;
            }
        }
    }

    /// <summary>Whether an off-device target could take over a refused draft.</summary>
    public bool MayEscalate
    {
        get
        {
            lock (_left)
            {
                return HasNext && (_racing || _left.Exists(t => !t.IsOnDevice));
            }
        }
    }

    public bool TryNext(out TargetState target)
    {
        target = null!;
        if (_left.Count == 0 || _attempts.Count >= Request.Policy.MaxAttempts || Token.IsCancellationRequested)
        {
            return false;
        }

        target = _left[0];
        lock (_left)
        {
            _left.RemoveAt(0);
        }

        return true;
    }

    /// <summary>Reserves what an attempt may cost. Without it the target is passed over: a budget was used up since the decision.</summary>
    /// <remarks>Waits where the budget says so; leaves nothing to try where it says that the request is refused.</remarks>
    public async ValueTask<bool> ReserveAsync(TargetState target)
    {
        if (BudgetBook.IsTooDear(Request, target, TokensFor(target), Spent))
        {
            _lastFailure = new BudgetExceededException(nameof(HybridPolicy.MaxCost), null, _lastFailure);
            return false;
        }

        while (true)
        {
            var (changes, asked) = (_budgets.Changes, _budgets.Now);
            try
            {
                _reserved = _budgets.Reserve(Request, target, TokensFor(target));
                return true;
            }
            catch (BudgetExceededException e)
            {
                var budget = Request.Policy.Budgets.First(b => b.Name == e.Budget);
                var left = Request.Policy.Deadline - _time.GetElapsedTime(_started);
                if (!_budgets.MayWait(budget, asked, left))
                {
                    _lastFailure = e;
                    if (budget.WhenExhausted != BudgetExhaustion.DeviceOnly)
                    {
                        Drop(static _ => true);
                    }

                    return false;
                }

                try
                {
                    await _budgets.WaitAsync(changes, budget, asked, Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
                {
                    _lastFailure = e;
                    return false;
                }
            }
        }
    }

    /// <summary>What a refused draft said, for the next target.</summary>
    public DraftHint? Hint { get; set; }

    /// <summary>The messages a target gets.</summary>
    public ChatMessage[] MessagesFor(TargetState target)
    {
        var messages = HintFor(target) is { } hint ? hint.Among(Request.Messages) : Request.Messages;
        return _continuation?.After(messages) ?? messages;
    }

    private int TokensFor(TargetState target) => Decision.Signals.Tokens + (HintFor(target)?.Tokens ?? 0) + (_continuation?.Tokens ?? 0);

    // Consent was given to what the request says and to nothing else.
    private DraftHint? HintFor(TargetState target) =>
        Hint is { } hint && Request.Messages.Length > 0 && hint.IsFor(target) && !Plan.Labels.AsksAt(target.Profile.Location) ? hint : null;

    /// <summary>The meter of an attempt that is about to begin; what was reserved for it is settled with it.</summary>
    public AttemptMeter Meter(TargetState target, bool streaming)
    {
        var reserved = _reserved;
        _reserved = null;
        return new(target, TokensFor(target), Telemetry.StartAttempt(_span, target), _time) { Reserved = reserved, Starts = target.Starts(streaming) };
    }

    public void Commit(AttemptMeter meter)
    {
        Committed = meter.Target;
        _firstToken ??= _time.GetElapsedTime(_started);
        if (meter.ToFirstContent is { } first)
        {
            meter.Target.Note(first);
        }

        // A pin, a failure or a slow start says nothing about where the conversation belongs.
        var belongs = Decision.Reason != RouteReasons.Pinned && !_hedgeWon && !_attempts.Exists(a => a.Result is AttemptResult.Failed or AttemptResult.Broken);
        if (belongs || Request.TargetScope is not null)
        {
            _conversations.Remember(Request, belongs ? meter.Target.Name : null);
        }

        _learner.Committed(this);
    }

    public void Succeeded(AttemptMeter meter) => Add(meter, AttemptResult.Committed, meter.Ended);

    public void Stopped(AttemptMeter meter) => Add(meter, AttemptResult.Cancelled, null);

    /// <summary>Whether a target was tried.</summary>
    public bool Tried(TargetState target) => _attempts.Exists(a => a.Target == target.Name);

    /// <summary>A device target will run beside this answer.</summary>
    public string? Shadow { get; set; }

    /// <summary>A draft was refused: only off-device targets may take over.</summary>
    public void Refused(AttemptMeter meter, string reason)
    {
        Add(meter, AttemptResult.Escalated, reason);
        Drop(t => t.IsOnDevice);
    }

    /// <summary>The target failed. Throws when nothing else may be tried because the caller saw a part or gave up.</summary>
    public void Failed(AttemptMeter meter, Exception exception, bool committed)
    {
        var cancelled = _caller.IsCancellationRequested;
        Add(
            meter,
            cancelled ? AttemptResult.Cancelled : committed ? AttemptResult.Broken : AttemptResult.Failed,
            cancelled ? null : Failure.Code(exception));
        if (cancelled)
        {
            throw _thrown = new OperationCanceledException("The request was cancelled.", exception, _caller);
        }

        if (_deadline.IsCancellationRequested)
        {
            throw _thrown = new TargetUnavailableException(
                TargetErrorKind.Transient,
                $"No answer was complete within the deadline of {Request.Policy.Deadline}. Raise the deadline or add a faster target.",
                innerException: exception);
        }

        _lastFailure = Failure.AsOurs(exception, meter.Target.Name);
        if (exception is TargetUnavailableException { RetryAfter: { } rest })
        {
            meter.Target.Rest(rest);
        }

        if (committed)
        {
            _thrown = _lastFailure;
            ExceptionDispatchInfo.Throw(_lastFailure);
        }

        Drop(t => !Failure.MayFailOver(exception, meter.Target, t));
        if (exception is ConsentRequiredException)
        {
            // A no is a no to every target that would have to ask.
            _withoutConsent = true;
            Consent = ConsentAnswer.Never;
            Drop(t => Plan.Labels.AsksAt(t.Profile.Location));
        }
    }

    private void Drop(Predicate<TargetState> which)
    {
        lock (_left)
        {
            _left.RemoveAll(which);
        }
    }

    /// <summary>Asks for consent where the target needs it. Before the target's time runs: people take theirs.</summary>
    public async ValueTask ConsentAsync(TargetState target)
    {
        _ticket = null;
        if (Plan.Labels.AsksAt(target.Profile.Location) && target.Client is EgressGate gate)
        {
            _ticket = await gate.AskAsync(Request.Messages, Request.OptionsFor(target), Plan.Labels.Reach, Request.Consent, Token).ConfigureAwait(false);
            Consent = _ticket?.Answer ?? Consent;
            Legacy.Consented();
        }
    }

    /// <summary>What was answered to the last question for consent.</summary>
    public ConsentAnswer? Consent { get; private set; }

    /// <summary>Options for one attempt, with the consent to it.</summary>
    public Microsoft.Extensions.AI.ChatOptions? OptionsFor(TargetState target)
    {
        var options = Request.OptionsFor(target);
        if (_ticket is not null)
        {
            options ??= new();
            options.AdditionalProperties = options.AdditionalProperties is { } properties ? new(properties) : [];
            options.AdditionalProperties[HybridKeys.ConsentTicket] = _ticket;
        }

        return options;
    }

    /// <summary>What to throw when every target was tried.</summary>
    public Exception Exhausted() => _thrown = Last();

    private Exception Last()
    {
        if (_caller.IsCancellationRequested)
        {
            return new OperationCanceledException(_caller);
        }

        if (_broken is not null)
        {
            return _broken;
        }

        if (_withoutConsent)
        {
            return _lastFailure as ConsentRequiredException
                ?? Refusal.Consent(Plan.Labels, Plan.Ranked.First(t => Plan.Labels.AsksAt(t.Profile.Location)).Profile.Location, _lastFailure);
        }

        if (_lastFailure is not null and not PrivacyBlockedException
            && Decision.Targets.Any(t => t.Reason == IneligibleReasons.Privacy))
        {
            return Refusal.None(Decision.Targets, Decision.Labels, _lastFailure);
        }

        return _lastFailure ?? new TargetUnavailableException(
            TargetErrorKind.Transient, "No attempt could be made within the policy's limits. Raise MaxAttempts or the deadline.");
    }

    public void Dispose()
    {
        if (_observer is not null || _audit is not null || _records is not null || Telemetry.IsOn)
        {
            var outcome = Outcome();
            Telemetry.Completed(_span, Decision, outcome, _thrown);
            _observer?.Completed(Decision, outcome, _thrown);
            _audit?.Write(AuditEntries.Of(this, outcome, _thrown, _time.GetUtcNow()));
            _records?.Keep(Plan, Request, outcome);
        }

        _learner.Completed(this, _conversations, _observer);
        _reserved?.Settle(default);
        Legacy.Settle();
        _linked.Dispose();
        _deadline.Dispose();
    }
}
