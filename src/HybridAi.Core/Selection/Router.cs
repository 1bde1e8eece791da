namespace HybridAi;

/// <summary>Steps 1 to 4 of a request: labels, signals, eligibility, selection. Changes nothing.</summary>
internal sealed class Router(
    IReadOnlyList<TargetState> targets,
    IReadOnlyDictionary<string, ISelectionStrategy> strategies,
    IDifficultyScorer scorer,
    Labeller labeller,
    ConversationStore conversations,
    ConversationOwners owners,
    BudgetBook budgets,
    IDeviceState? deviceState = null,
    HiddenStateTier? hiddenState = null,
    OutcomeLearner? learner = null)
{
    /// <param name="request">The request.</param>
    /// <param name="allowProbe">Whether the local model may be read for it.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public ValueTask<RoutePlan> PlanAsync(RequestSnapshot request, bool allowProbe, CancellationToken cancellationToken)
    {
        var labels = labeller.LabelAsync(request.Messages, request.Options, request.Policy, cancellationToken);
        return labels.IsCompletedSuccessfully
            ? PlanAsync(request, labels.Result, allowProbe, cancellationToken)
            : WaitAsync(request, labels, allowProbe, cancellationToken);
    }

    private async ValueTask<RoutePlan> WaitAsync(
        RequestSnapshot request, ValueTask<RequestLabels> labels, bool allowProbe, CancellationToken cancellationToken) =>
        await PlanAsync(request, await labels.ConfigureAwait(false), allowProbe, cancellationToken).ConfigureAwait(false);

    private ValueTask<RoutePlan> PlanAsync(RequestSnapshot request, RequestLabels found, bool allowProbe, CancellationToken cancellationToken)
    {
        var inherited = conversations.Inherited(request);
        var labels = inherited.IsNone ? found : found with { Inherited = inherited };
        return NeedsMask(labels)
            ? TryMaskAsync(request, labels, allowProbe, cancellationToken)
            : SelectAsync(request, Open(request, labels), allowProbe, cancellationToken);
    }

    // What no mask can stand for is known before a target is chosen.
    private async ValueTask<RoutePlan> TryMaskAsync(
        RequestSnapshot request, RequestLabels found, bool allowProbe, CancellationToken cancellationToken)
    {
        var (tried, unmaskable) = (LocationSet.None, LocationSet.None);
        for (var i = 0; i < targets.Count; i++)
        {
            var location = targets[i].Profile.Location;
            if (!tried.Has(location) && found.NeedsMask(location)
                && !await RequestMasking.CanMaskAsync(labeller, request, location, found, cancellationToken).ConfigureAwait(false))
            {
                unmaskable |= LocationSets.Of(location);
            }

            tried |= LocationSets.Of(location);
        }

        var labels = unmaskable == LocationSet.None ? found : found with { Unmaskable = unmaskable };
        return await SelectAsync(request, Open(request, labels), allowProbe, cancellationToken).ConfigureAwait(false);
    }

    private bool NeedsMask(RequestLabels labels)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            if (labels.NeedsMask(targets[i].Profile.Location))
            {
                return true;
            }
        }

        return false;
    }

    // Step 4 begins with the question whether tier 1 is asked; without it nothing waits.
    private ValueTask<RoutePlan> SelectAsync(RequestSnapshot request, in OpenPlan open, bool allowProbe, CancellationToken cancellationToken)
    {
        if (!allowProbe || hiddenState is null)
        {
            return ValueTask.FromResult(Plan(request, open, default));
        }

        var leans = Leaning.Of(request, open.Device).Reason is not null;
        var (target, why) = hiddenState.Choose(
            request, open.Ranked, open.Signals, OutcomeLearner.Moved(open.Score, Learned(request, open, open.Score)), leans);
        return target is null
            ? ValueTask.FromResult(Plan(request, open, why is null ? default : new(why)))
            : ReadAsync(request, open, target, cancellationToken);
    }

    private async ValueTask<RoutePlan> ReadAsync(RequestSnapshot request, OpenPlan open, TargetState target, CancellationToken cancellationToken)
    {
        var before = conversations.Find(request);
        var reading = await hiddenState!.ReadAsync(request, target, open.Signals, open.Score, before, cancellationToken).ConfigureAwait(false);
        return Plan(request, open, reading);
    }

    /// <summary>Decides a recorded request again.</summary>
    public RoutePlan Replay(RequestSnapshot request, RequestLabels labels)
    {
        var record = request.Replayed!;
        var reading = new HiddenStateReading(record.Decision.HiddenState!, null, record.Decision.Tier == 1 ? record.Facts.JudgedScore ?? record.Facts.Score : null);
        return Plan(request, Open(request, labels), reading);
    }

    // Steps 2 and 3: what is known about the request, and which targets may answer.
    private OpenPlan Open(RequestSnapshot request, RequestLabels labels)
    {
        var assessed = scorer.Assess(request.Messages, request.Policy.Calibration);
        var score = Math.Clamp(assessed.Probability, 0, 1);
        var replayed = request.Replayed;
        var signals = replayed?.Decision.Signals ?? SignalReader.Read(request, assessed.TaskType);
        var device = deviceState?.Current ?? default;
        request.ApplyRule(signals, labels);
        request.ApplyConversation(replayed is null ? conversations.Forced(request) : null);
        labels = PinnedRequest.WithReach(labels, request, score, conversations);
        var owner = request.Options?.ConversationId is { } id ? request.ForcedTarget ?? replayed?.Facts.Owner ?? owners.Find(id) : null;

        var facts = new RequestFacts(signals, labels, replayed?.Facts.Needs ?? Needs.Of(request, signals), owner, device);
        var all = new TargetEligibility[targets.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = replayed is null ? EligibilityCheck.Of(targets[i], request, facts, budgets) : ReplayedEligibility.Of(targets[i], request, facts, budgets);
        }

        var ranked = Eligible(all, IneligibleReasons.Preparing, IneligibleReasons.Language);
        if (ranked.Count == 0)
        {
            throw budgets.Refusal(all, request) ?? Refusal.Consent(all, labels) ?? (Exception)Refusal.None(all, labels.Counts(), treated: labels.At(Privacy.Location.Cloud).Labels);
        }

        return new(signals, score, labels, device, all, ranked, assessed, owner);
    }

    private RoutePlan Plan(RequestSnapshot request, in OpenPlan open, HiddenStateReading reading)
    {
        var (signals, labels, device, all, ranked) = (open.Signals, open.Labels, open.Device, open.All, open.Ranked);
        var judged = reading.Score ?? open.Score;
        var learned = Learned(request, open, judged);
        var score = OutcomeLearner.Moved(judged, learned);
        var context = new SelectionContext(signals, score, request.Policy);
        if (ranked.Count > 1)
        {
            Sort(ranked, strategies[request.Policy.Strategy], context);
        }

        var leaning = Leaning.Of(request, device);
        var leans = leaning.Apply(ranked);
        var byRule = PutFirst(ranked, request.Rule?.Target);
        var replayed = request.Replayed;
        var before = replayed is null ? conversations.Find(request) : replayed.Facts.Before;
        var stays = ranked.Count > 1 && (!byRule || signals.ToolLoop) ? Stickiness.Apply(ranked, before, context, leaning) : null;
        PinnedRequest.Apply(ranked, all, request, judged, labels);
        if (request.Policy.Budgets.Count > 0)
        {
            LeaveOrRefuse(request, ranked, all, signals.Tokens);
        }

        var special = stays ?? (byRule ? RouteReasons.Rule : leans ? leaning.Reason : null);
        var (reason, explanation) = Explanation.Of(request, context, ranked, all, special, learned);
        var chosen = ranked[0];
        var decision = new RouteDecision
        {
            Target = chosen.Name,
            Location = chosen.Profile.Location,
            Reason = reason,
            Explanation = explanation,
            Score = Math.Round(score, 4),
            JudgedScore = learned == 0 ? null : Math.Round(judged, 4),
            Contributions = replayed is null ? ScoreContributions.Of(open.Assessed, judged, learned) : replayed.Decision.Contributions,
            Threshold = request.Policy.Threshold,
            Tier = reading.Score is null ? 0 : 1,
            HiddenState = reading.Result,
            Mode = request.Policy.Mode,
            Rule = request.Rule?.Name,
            Signals = signals,
            Targets = InOrder(all, ranked),
            Labels = labels.Counts(),
            MayEscalate = chosen.IsOnDevice && ranked.Exists(t => !t.IsOnDevice),
            BelowCompetence = chosen.IsOnDevice && score >= request.Policy.Threshold,
            Revision = request.Policy.Revision,
        };
        return new(decision, ranked, labels, reading.Cost)
        {
            Score = score, Judged = judged, Learned = learned, LexicalScore = open.Score, Before = before, Owner = open.Owner, Device = device,
        };
    }

    // Only where there is a choice between the device and elsewhere, and none that privacy has narrowed: a pinned request is decided as if nothing had been learned.
    private double Learned(RequestSnapshot request, in OpenPlan open, double score) =>
        !request.Policy.Learning.Enabled || !open.Ranked.Exists(static t => t.IsOnDevice) || open.Ranked.TrueForAll(static t => t.IsOnDevice)
            || Array.Exists(open.All, static e => e.Reason == IneligibleReasons.Privacy) ? 0
        : request.Replayed is { } replayed ? replayed.Facts.Learned
        : learner?.Shift(request.Policy, score, open.Signals.Task) ?? 0;

    // A target that is only being prepared answers after all when nothing else may: then the request waits for it.
    // So does one whose profile does not name the language: a poor answer is better than none.
    private List<TargetState> Eligible(TargetEligibility[] all, params ReadOnlySpan<string> lastResorts)
    {
        var ranked = new List<TargetState>(all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Eligible)
            {
                ranked.Add(targets[i]);
            }
        }

        for (var r = 0; ranked.Count == 0 && r < lastResorts.Length; r++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                if (all[i].Reason == lastResorts[r])
                {
                    all[i] = all[i] with { Eligible = true };
                    ranked.Add(targets[i]);
                }
            }
        }

        return ranked;
    }

    // Refused is what a used up budget keeps from the target that should answer; as a stand-in such a target is only left out.
    private void LeaveOrRefuse(RequestSnapshot request, List<TargetState> ranked, TargetEligibility[] all, int tokens)
    {
        var asked = budgets.Now;
        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            if (budgets.Exhausted(request, ranked[i], tokens) is { WhenExhausted: not BudgetExhaustion.DeviceOnly } budget
                && !budgets.MayWait(budget, asked, request.Policy.Deadline))
            {
                var at = Array.FindIndex(all, e => e.Target == ranked[i].Name);
                all[at] = all[at] with { Eligible = false, Reason = IneligibleReasons.Budget, Detail = budget.Name };
                if (i == 0)
                {
                    throw budgets.Refusal(all.Where(e => e.Reason != IneligibleReasons.Privacy).ToArray(), request)!;
                }

                ranked.RemoveAt(i);
            }
        }
    }

    private static bool PutFirst(List<TargetState> ranked, string? name)
    {
        var at = name is null ? -1 : ranked.FindIndex(t => t.Name == name);
        if (at > 0)
        {
            var first = ranked[at];
            ranked.RemoveAt(at);
            ranked.Insert(0, first);
        }

        return at >= 0 && ranked.Count > 1;
    }

    // Insertion sort: stable, without allocation, and there are few targets.
    private static void Sort(List<TargetState> ranked, ISelectionStrategy strategy, SelectionContext context)
    {
        for (var i = 1; i < ranked.Count; i++)
        {
            for (var j = i; j > 0 && strategy.Compare(ranked[j - 1].Candidate, ranked[j].Candidate, context) > 0; j--)
            {
                (ranked[j - 1], ranked[j]) = (ranked[j], ranked[j - 1]);
            }
        }
    }

    private static TargetEligibility[] InOrder(TargetEligibility[] all, List<TargetState> ranked)
    {
        var ordered = new TargetEligibility[all.Length];
        var at = 0;
        foreach (var target in ranked)
        {
            ordered[at++] = Array.Find(all, e => e.Target == target.Name)!;
        }

        foreach (var one in all)
        {
            if (!one.Eligible)
            {
                ordered[at++] = one;
            }
        }

        return ordered;
    }
}

/// <summary>A decision with the targets it ranks.</summary>
internal sealed record RoutePlan(
    RouteDecision Decision, List<TargetState> Ranked, RequestLabels Labels, HiddenStateCost? HiddenState = null)
{
    /// <summary>The score in full precision.</summary>
    public double Score { get; init; }

    /// <summary>The score before what was learned from outcomes moved it.</summary>
    public double Judged { get; init; }

    /// <summary>By how much it was moved, in log-odds.</summary>
    public double Learned { get; init; }

    /// <summary>The prompt's score, before a hidden state was read.</summary>
    public double LexicalScore { get; init; }

    /// <summary>The target that answered the turn before.</summary>
    public string? Before { get; init; }

    /// <summary>The target whose provider keeps the conversation.</summary>
    public string? Owner { get; init; }

    /// <summary>How the machine was doing.</summary>
    public DeviceConditions Device { get; init; }
}

/// <summary>A request before step 4.</summary>
internal readonly record struct OpenPlan(
    RequestSignals Signals, double Score, RequestLabels Labels, DeviceConditions Device, TargetEligibility[] All, List<TargetState> Ranked,
    PromptAssessment Assessed, string? Owner);
