using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A chat client that decides for every request which of its targets answers. Thread-safe.</summary>
/// <remarks>
/// Middleware such as function invocation, caching and logging belongs around this client, not inside a target. Answers carry a
/// <see cref="RouteDecision"/> and a <see cref="RouteOutcome"/>, see <see cref="RouteExtensions"/>.
/// </remarks>
public sealed class HybridChatClient : IChatClient, ITargetHealth, IOutcomeFeedback
{
    private static readonly ChatClientMetadata _metadata = new("hybridai");
    private readonly TargetState[] _targets;
    private readonly Target[] _owned;
    private readonly Router _router;
    private readonly DraftPanel _judges;
    private readonly ConversationOwners _owners = new();
    private readonly ConversationStore _conversations;
    private readonly BudgetBook _budgets;
    private readonly Func<HybridPolicy> _policy;
    private readonly Func<string> _nextId;
    private readonly TimeProvider _time;
    private readonly IConsentProvider? _consent;
    private readonly IRouteObserver? _observer;
    private readonly IAuditSink? _audit;
    private readonly ShadowRunner _shadows;
    private readonly HedgeBook _hedges = new();
    private readonly Labeller _labeller;
    private readonly RecordKeeper? _records;
    private readonly OutcomeLearner _learner;

    /// <summary>Creates the client.</summary>
    /// <param name="targets">At least one target; names are unique. The order breaks ties between equals.</param>
    /// <param name="policy">The rules; default <see cref="HybridPolicy"/> as it is.</param>
    /// <param name="parts">What else it uses; everything has a default.</param>
    /// <exception cref="ArgumentException">There is no target, or two have the same name.</exception>
    public HybridChatClient(IEnumerable<Target> targets, HybridPolicy? policy = null, HybridChatClientParts? parts = null)
    {
        ArgumentNullException.ThrowIfNull(targets);
        parts ??= new();
        policy ??= new();
        var given = targets.ToArray();
        if (given.Length == 0)
        {
            throw new ArgumentException("A hybrid client needs at least one target.", nameof(targets));
        }

        if (given.DistinctBy(t => t.Name, StringComparer.Ordinal).Count() != given.Length)
        {
            throw new ArgumentException("Two targets have the same name.", nameof(targets));
        }

        _time = parts.Time;
        _observer = parts.Observer;
        _audit = parts.Audit;
        _records = parts.Recorder is { } recorder ? new(recorder, given, _time) : null;
        _nextId = parts.NextId;
        _policy = parts.CurrentPolicy ?? (() => policy);
        _budgets = new(parts.Ledger ?? new MemoryUsageLedger(), _time);
        _owned = parts.OwnsTargets ? given : [];
        _judges = new([new NoAnswerJudge(), new ToolCallJudge(), new JsonJudge(), .. parts.Judges], parts.DraftHeads);
        _conversations = parts.Conversations ?? new(parts.NextNonce, _time);
        _learner = parts.Learner ?? new(_time);
        _shadows = new(_judges, _observer, _time);
        _consent = parts.Consent;
        var labeller = _labeller = new Labeller(parts.Scanner);
        var gate = new GateParts(labeller, _conversations, _policy, _consent);
        _targets = Array.ConvertAll(given, t => new TargetState(
            t, EgressGate.Around(t, gate), parts.Pipeline?.Invoke(t) ?? DirectPipeline.Instance, _time));
        var strategies = new Dictionary<string, ISelectionStrategy>(StringComparer.Ordinal);
        foreach (var strategy in SelectionStrategies.BuiltIn.Concat(parts.Strategies))
        {
            strategies[strategy.Name] = strategy;
        }

        if (!strategies.ContainsKey(policy.Strategy))
        {
            throw new ArgumentException(
                $"There is no strategy '{policy.Strategy}'. Known are: {string.Join(", ", strategies.Keys)}.", nameof(policy));
        }

        _router = new(_targets, strategies, new ClassifierScorer(PromptClassifier.Default), labeller, _conversations, _owners, _budgets, parts.Device,
            new HiddenStateTier(parts.ProbeHeads, _time), _learner);
    }

    /// <inheritdoc/>
    /// <exception cref="NoEligibleTargetException">No target may answer; a <see cref="PrivacyBlockedException"/> when privacy is why.</exception>
    /// <exception cref="TargetUnavailableException">The last target that could be tried failed.</exception>
    /// <exception cref="LocalModelException">The last target that could be tried was local and failed.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);

        return RespondAsync(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Each enumeration is a request of its own. Stopping to enumerate cancels the target and settles the request.</remarks>
    /// <exception cref="NoEligibleTargetException">No target may answer; a <see cref="PrivacyBlockedException"/> when privacy is why.</exception>
    /// <exception cref="TargetUnavailableException">The last target that could be tried failed, or the stream broke.</exception>
    /// <exception cref="LocalModelException">The last target that could be tried was local and failed.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);

        return StreamAsync(messages, options, cancellationToken);
    }

    /// <summary>The policy in force.</summary>
    /// <param name="tenant">The tenant on whose behalf a request would be made, or <see langword="null"/>.</param>
    public HybridPolicy GetPolicy(string? tenant = null) => _policy().For(tenant);

    /// <summary>
    /// What this client can promise as one target: the intersection of the targets that may answer under the policy in force. The smallest
    /// window, what all of them can do, the highest prices, the farthest location; what one of them does not state is not stated.
    /// </summary>
    /// <param name="tenant">The tenant on whose behalf requests would be made, or <see langword="null"/>.</param>
    /// <remarks>
    /// For whoever offers this client as a model or puts it behind another router; also through <c>GetService(typeof(TargetProfile))</c>.
    /// A single request may be given more than this: it is decided by what each target can do. Rate limits are kept by this client itself.
    /// </remarks>
    public TargetProfile GetProfile(string? tenant = null) => VirtualProfile.Of(_targets, GetPolicy(tenant));

    /// <summary>Says what would happen to a request without sending it anywhere.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="allowProbe">Whether the local model may be read for it, which costs a prefill.</param>
    /// <param name="cancellationToken">Ends the preview.</param>
    /// <returns>The decision the same request would get now, without id and time; without the probe that of tier 0.</returns>
    /// <exception cref="NoEligibleTargetException">No target may answer.</exception>
    public async ValueTask<RouteDecision> PreviewAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        bool allowProbe = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();

        var request = Snapshot(messages, options);
        return _judges.Note(request.Policy, await _router.PlanAsync(request, allowProbe, cancellationToken).ConfigureAwait(false)).Decision;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TargetHealth> GetHealth() => Array.ConvertAll(_targets, static t => t.Health());

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The id is empty, as in a preview.</exception>
    public ValueTask<ReportResult> ReportOutcomeAsync(string decisionId, AnswerVerdict verdict, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(decisionId);
        cancellationToken.ThrowIfCancellationRequested();

        return new(_learner.Report(decisionId, verdict.Mark, _policy(), _observer is { IsEnabled: true } ? _observer : null));
    }

    /// <inheritdoc/>
    public LearningState GetLearning() => _learner.State(_policy());

    /// <inheritdoc/>
    /// <remarks>Returns this client, its metadata and its profile (<see cref="GetProfile"/>). Never a target: what is behind the gate stays behind it.</remarks>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(TargetProfile) ? GetProfile()
            : null;
    }

    /// <summary>Disposes the targets' clients if this client owns them.</summary>
    public void Dispose()
    {
        _shadows.Dispose();
        foreach (var target in _owned)
        {
            target.Client.Dispose();
        }
    }

    private async Task<ChatResponse> RespondAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        using var run = await BeginAsync(messages, options, cancellationToken).ConfigureAwait(false);
        while (run.TryNext(out var target))
        {
            if (!await run.ReserveAsync(target).ConfigureAwait(false))
            {
                continue;
            }

            var (attempt, first) = await HedgedStart.OfAsync(run, target, streaming: false, t => new CompleteAttempt(run, t, _judges), _time).ConfigureAwait(false);
            target = attempt.Meter.Target;
            switch (first ?? await attempt.RunAsync().ConfigureAwait(false))
            {
                case AttemptStep.Completed:
                    run.Commit(attempt.Meter);
                    run.Succeeded(attempt.Meter);
                    Shadow(run, target, ShadowOf(run, target) is null ? null : SketchOf(attempt.Response!));
                    return new AnswerStamp(run, _nextId, _owners).Finish(attempt.Response!);
                case AttemptStep.Refused:
                    run.Refused(attempt.Meter, attempt.Refusal!);
                    run.Hint = await DraftHint.OfAsync(run, target, attempt.Response!.Text, _labeller).ConfigureAwait(false);
                    break;
                default:
                    run.Failed(attempt.Meter, attempt.Error!, committed: false);
                    break;
            }
        }

        throw run.Exhausted();
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var run = await BeginAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var stamp = new AnswerStamp(run, _nextId, _owners);
        var handoff = run.Request.Policy.Handoff ? new Handoff(run, _labeller) : null;
        while (run.TryNext(out var target))
        {
            if (!await run.ReserveAsync(target).ConfigureAwait(false))
            {
                continue;
            }

            var (attempt, first) = await HedgedStart.OfAsync(
                run, target, streaming: true, t => new StreamAttempt(run, t, _judges, _time, handoff is { Continues: true }), _time).ConfigureAwait(false);
            target = attempt.Meter.Target;
            var sketch = ShadowOf(run, target) is null ? null : new AnswerSketch();
            var settled = false;
            try
            {
                AttemptStep step;
                while ((step = first ?? await attempt.MoveNextAsync().ConfigureAwait(false)) == AttemptStep.Update)
                {
                    first = null;
                    var update = handoff is null ? attempt.Current : handoff.Pass(attempt, attempt.Current);
                    if (update is null)
                    {
                        if (handoff!.Unaligned)
                        {
                            break;
                        }

                        continue;
                    }

                    sketch?.Add(update.Contents);
                    yield return stamp.Next(update);
                }

                if (step == AttemptStep.Completed && handoff?.End(attempt) is { } met)
                {
                    yield return stamp.Next(met);
                }

                var goesOn = step == AttemptStep.Failed && handoff is not null && await handoff.TakeOverAsync(attempt, target).ConfigureAwait(false);
                settled = true;
                if (handoff is { Unaligned: true })
                {
                    run.Unaligned(attempt.Meter);
                }
                else if (step == AttemptStep.Completed)
                {
                    run.Succeeded(attempt.Meter);
                    Shadow(run, target, sketch);
                    yield return stamp.Last();
                    yield break;
                }
                else if (step == AttemptStep.Refused)
                {
                    run.Refused(attempt.Meter, attempt.Refusal!);
                    run.Hint = await DraftHint.OfAsync(run, target, attempt.Draft, _labeller).ConfigureAwait(false);
                    handoff?.Again();
                }
                else if (!goesOn)
                {
                    handoff?.Again();
                    run.Failed(attempt.Meter, attempt.Error!, attempt.Committed);
                }
            }
            finally
            {
                await attempt.DisposeAsync().ConfigureAwait(false);
                if (!settled)
                {
                    run.Stopped(attempt.Meter);
                }
            }
        }

        throw run.Exhausted();
    }

    private static TargetState? ShadowOf(RequestRun run, TargetState answering) =>
        !answering.IsOnDevice && ShadowRunner.Choose(run.Request, run.Plan) is { } target && !run.Tried(target) ? target : null;

    private void Shadow(RequestRun run, TargetState answered, AnswerSketch? answer)
    {
        if (answer is not null && ShadowOf(run, answered) is { } target
            && _shadows.Offer(run.Request, run.Decision, target, answered.Name, answer))
        {
            run.Shadow = target.Name;
        }
    }

    internal static AnswerSketch SketchOf(ChatResponse response)
    {
        var sketch = new AnswerSketch();
        foreach (var message in response.Messages)
        {
            sketch.Add(message.Contents);
        }

        return sketch;
    }

    private async ValueTask<RequestRun> BeginAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = _time.GetTimestamp();
        var request = Snapshot(messages, options);
        var span = Telemetry.StartRequest();
        var observer = _observer is { IsEnabled: true } ? _observer : null;
        try
        {
            var plan = _judges.Note(request.Policy, await _router.PlanAsync(request, allowProbe: true, cancellationToken).ConfigureAwait(false));
            Array.ForEach(_targets, static t => t.PrepareInBackground());
            var decided = plan with { Decision = plan.Decision with { Id = _nextId(), At = _time.GetUtcNow() } };
            Telemetry.Decided(span, decided.Decision, _time.GetElapsedTime(started));
            observer?.Decided(decided.Decision);
            return new(request, decided, _conversations, _budgets, observer, _audit, _records, _hedges, _learner, span, _time, started, cancellationToken);
        }
        catch (Exception e)
        {
            Telemetry.Refused(span, e);
            if (e is NoEligibleTargetException refused)
            {
                observer?.Refused(refused);
            }

            _audit?.Write(AuditEntries.Of(request, e, _nextId(), _time.GetUtcNow()));
            throw;
        }
    }

    private RequestSnapshot Snapshot(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        new(messages, options, _policy(), _time) { MayLeave = _audit?.MayLeave ?? true, DefaultConsent = _consent };
}
