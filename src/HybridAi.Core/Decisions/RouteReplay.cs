using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Decides recorded requests again: under their own policy to check that nothing else mattered, under another to see what it would change.</summary>
/// <remarks>
/// Signals, score, labels, and what the world was like (models, breakers, budgets) are read from the record; only what a policy says is
/// worked out anew. Not thread-safe.
/// </remarks>
public sealed class RouteReplay
{
    private const string ConversationId = "replayed";

    private readonly TargetState[] _targets;
    private readonly Router _router;
    private readonly HybridPolicy _policy;
    private readonly World _world = new();

    /// <summary>Prepares a replay.</summary>
    /// <param name="setting">Policy and targets to decide under.</param>
    /// <param name="strategies">Strategies beside the built-in ones.</param>
    /// <exception cref="ArgumentException">The policy names a strategy that is not known, or there is no target.</exception>
    public RouteReplay(RouteSetting setting, IEnumerable<ISelectionStrategy>? strategies = null)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (setting.Targets.Count == 0)
        {
            throw new ArgumentException("A replay needs the targets' profiles.", nameof(setting));
        }

        var known = SelectionStrategies.BuiltIn.Concat(strategies ?? []).ToDictionary(s => s.Name, StringComparer.Ordinal);
        if (!known.ContainsKey(setting.Policy.Strategy))
        {
            throw new ArgumentException(
                $"There is no strategy '{setting.Policy.Strategy}'. Known are: {string.Join(", ", known.Keys)}.", nameof(setting));
        }

        _policy = Pseudonymous(setting.Policy);
        _targets = [.. setting.Targets.Select(t => new TargetState(
            new(t.Key, NoClient.Instance, t.Value), NoClient.Instance, DirectPipeline.Instance, _world))];
        _router = new(
            _targets, known, _world, new Labeller(PrivacyScanner.Default), new(static () => ""), new(), new(new MemoryUsageLedger(), _world), _world);
    }

    /// <summary>Decides one request.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The decision with the record's id and time, or why there is none.</returns>
    public ReplayedRoute Decide(RouteRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _world.Record = record;
        var facts = record.Facts;
        foreach (var target in _targets)
        {
            target.Recall(facts.FirstToken is { } first && first.TryGetValue(target.Name, out var ms) ? TimeSpan.FromMilliseconds(ms) : null);
        }

        var options = Options(facts);
        var request = new RequestSnapshot([], options, _policy, _world) { Replayed = record };
        if (facts.DropsTools)
        {
            request.DropTools();
        }

        var labels = RouteFactsReader.Labels(facts, request.Policy, request.Policy.IsReleased(options));
        try
        {
            var decision = _router.Replay(request, labels).Decision;

            // What judges a model's drafts is a fact about the model: the record tells it of the target it went to.
            var judged = decision.MayEscalate && decision.Target == record.Decision.Target;
            return new(decision with { Id = record.Decision.Id, At = record.Decision.At, DraftHeads = judged ? record.Decision.DraftHeads : null }, null);
        }
        catch (NoEligibleTargetException e)
        {
            return new(null, e);
        }
    }

    /// <summary>Whether two decisions are the same in everything they say.</summary>
    /// <param name="left">One decision.</param>
    /// <param name="right">Another one.</param>
    public static bool Same(RouteDecision left, RouteDecision right) => RouteJson.Write(left) == RouteJson.Write(right);

    private static ChatOptions Options(RouteFacts facts)
    {
        var options = new ChatOptions { MaxOutputTokens = facts.MaxOutputTokens, ConversationId = facts.HasConversationId ? ConversationId : null };
        var own = options.AdditionalProperties = [];
        if (facts.Forced is not null)
        {
            own[HybridKeys.Target] = facts.Forced;
        }

        if (facts.Tenant is not null)
        {
            own[HybridKeys.Tenant] = facts.Tenant;
        }

        if (facts.Tags is { Count: > 0 })
        {
            own[HybridKeys.Tags] = string.Join(',', facts.Tags);
        }

        if (facts.Tools is { Count: > 0 })
        {
            options.Tools = [.. facts.Tools.Select(name => (AITool)AIFunctionFactory.CreateDeclaration(name, null, default))];
        }

        return options;
    }

    private static HybridPolicy Pseudonymous(HybridPolicy policy) => policy with
    {
        Budgets = [], // A budget that was used up is part of the record.
        ReleasedTenants = [.. policy.ReleasedTenants.Select(t => RouteFactsReader.Pseudonym(t)!)],
        Tenants = policy.Tenants.ToDictionary(t => RouteFactsReader.Pseudonym(t.Key)!, t => t.Value),
        Rules = [.. policy.Rules.Select(r => r with { Tenant = RouteFactsReader.Pseudonym(r.Tenant), Tool = r.Tool == "*" ? "*" : RouteFactsReader.Pseudonym(r.Tool) })],
    };

    /// <summary>What the record says about its moment.</summary>
    private sealed class World : TimeProvider, IDifficultyScorer, IDeviceState
    {
        public RouteRecord? Record { get; set; }

        public DeviceConditions Current => Record!.Facts.Device;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        // Only the time of day is asked for.
        public override DateTimeOffset GetUtcNow() =>
            Record is null ? default : new DateTimeOffset(DateTime.UnixEpoch + Record.Facts.Local.ToTimeSpan(), TimeSpan.Zero);

        public PromptAssessment Assess(IReadOnlyList<ChatMessage> messages, RoutingCalibration? calibration = null) =>
            new(Record!.Facts.LexicalScore, 0, Record.Decision.Signals.Task, 1, false);
    }
}

/// <summary>A request decided again.</summary>
/// <param name="Decision">The decision; <see langword="null"/> when no target may answer.</param>
/// <param name="Refusal">Why not; a <see cref="PrivacyBlockedException"/> when privacy is why.</param>
public sealed record ReplayedRoute(RouteDecision? Decision, NoEligibleTargetException? Refusal);
