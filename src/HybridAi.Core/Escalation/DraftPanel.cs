using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>All judges, asked in order; the first refusal counts. The last word is the model's own confidence, where heads for it are known.</summary>
internal sealed class DraftPanel(IReadOnlyList<IDraftJudge> judges, IReadOnlyList<DraftHeads>? heads = null)
{
    /// <summary>Reason of a refusal by confidence.</summary>
    public const string Unsure = "unsure";

    private readonly IReadOnlyList<DraftHeads> _heads = heads ?? [];

    /// <summary>Returns why the draft is refused, or <see langword="null"/>.</summary>
    public ValueTask<string?> JudgeAsync(
        RequestRun run, TargetState target, IReadOnlyList<ChatResponseUpdate> updates, bool complete, CancellationToken token) =>
        JudgeAsync(run.Request, run, target, updates, complete, token);

    /// <summary>Returns why a shadow's answer would have been refused. Judges that ask a model are not asked: nobody pays for a shadow.</summary>
    public ValueTask<string?> JudgeShadowAsync(
        RequestSnapshot request, TargetState target, IReadOnlyList<ChatResponseUpdate> updates, CancellationToken token) =>
        JudgeAsync(request, null, target, updates, complete: true, token);

    private async ValueTask<string?> JudgeAsync(
        RequestSnapshot request, RequestRun? run, TargetState target, IReadOnlyList<ChatResponseUpdate> updates, bool complete, CancellationToken token)
    {
        var text = updates.Count == 1 ? updates[0].Text : string.Concat(updates.Select(u => u.Text));
        var draft = new Draft(target.Name, request.Messages, request.Options, text, updates, complete);
        foreach (var judge in judges)
        {
            if (await AskAsync(judge, run, draft, token).ConfigureAwait(false) is { Refused: true } verdict)
            {
                return IsCode(verdict.Reason) ? verdict.Reason : judge.Name;
            }
        }

        return JudgeConfidence(request.Policy, run?.Plan.Score, target, updates, complete);
    }

    // A reason goes into outcomes, logs and traces. A judge that asks a model may hand on what the model says, and that may quote the prompt.
    private static bool IsCode([NotNullWhen(true)] string? reason) =>
        reason is { Length: > 0 and <= 32 } && reason.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_') && reason.Any(char.IsAsciiLetterLower)
        && reason.Count(char.IsAsciiDigit) <= 3;

    private static async ValueTask<DraftVerdict> AskAsync(IDraftJudge judge, RequestRun? run, Draft draft, CancellationToken token)
    {
        var most = judge.MostUsage;
        if (most == default)
        {
            var verdict = await judge.JudgeAsync(draft, token).ConfigureAwait(false);
            run?.Judging.Charge(verdict.Used);
            return verdict;
        }

        if (run is null || !run.Judging.TryReserve(most, out var reserved))
        {
            return DraftVerdict.Accept;
        }

        // Who does not come to an end may have used it all.
        var used = most;
        try
        {
            var verdict = await judge.JudgeAsync(draft, token).ConfigureAwait(false);
            used = verdict.Used;
            return verdict;
        }
        finally
        {
            run.Judging.Settle(reserved, used);
        }
    }

    /// <summary>
    /// Refuses a draft that its own model finds unlikely. Early, what counts is how sure it was after the first 8 tokens. A score before the draft that is
    /// a chance of this very model's counts too, and both must pass the threshold; but a request that stays in spite of its score needs worse news than that.
    /// </summary>
    public string? JudgeConfidence(HybridPolicy policy, double? before, TargetState target, IReadOnlyList<ChatResponseUpdate> updates, bool complete)
    {
        if (Find(policy, target) is not { } found || Confidence(updates, complete) is not { } confidence)
        {
            return null;
        }

        var head = complete ? found.End : found.Early;
        if (head.Prior is not null && before is { } score && policy.Calibration?.ModelFingerprint == found.ModelFingerprint)
        {
            return head.Score(confidence, score) >= Math.Max(policy.Threshold, score) ? Unsure : null;
        }

        return head.Score(confidence) >= (complete ? found.EndThreshold : found.EarlyThreshold) ? Unsure : null;
    }

    /// <summary>Whether a draft's confidence is wanted: it costs a little, so only where it can change something.</summary>
    public bool Asks(RequestRun run, TargetState target) =>
        target.IsOnDevice && run.MayEscalate && run.Request.Policy.HoldBackTokens > 0 && Knows(run.Request.Policy)
        && target.Probe is { } probe && (probe.ModelFingerprint.Length == 0 || Find(run.Request.Policy, target) is not null);

    /// <summary>The options of an attempt; they ask for confidence where it is wanted.</summary>
    public ChatOptions? OptionsFor(RequestRun run, TargetState target)
    {
        var options = run.OptionsFor(target);
        if (Asks(run, target))
        {
            options ??= new();
            (options.AdditionalProperties ??= [])[IDraftConfidence.RequestKey] = true;
        }

        return options;
    }

    /// <summary>The plan, which says whether the first target's drafts are judged by their confidence.</summary>
    public RoutePlan Note(HybridPolicy policy, RoutePlan plan)
    {
        if (!Knows(policy) || !plan.Decision.MayEscalate || plan.Ranked[0].Probe is not { ModelFingerprint: { Length: > 0 } } probe)
        {
            return plan;
        }

        return plan with { Decision = plan.Decision with { DraftHeads = Find(policy, probe.ModelFingerprint) is null ? DraftHeadsResults.NoHeads : DraftHeadsResults.Used } };
    }

    /// <summary>What is known about a draft: at the end, or as soon as it has 8 tokens.</summary>
    public static DraftConfidence? Confidence(IReadOnlyList<ChatResponseUpdate> updates, bool complete)
    {
        DraftConfidence? last = null;
        foreach (var update in updates)
        {
            if (update.AdditionalProperties?.TryGetValue(IDraftConfidence.Key, out var value) == true && value is DraftConfidence confidence)
            {
                last = confidence;
                if (!complete && confidence.Tokens >= DraftFeatures.EarlyTokens)
                {
                    return confidence;
                }
            }
        }

        return complete ? last : null;
    }

    private bool Knows(HybridPolicy policy) => _heads.Count > 0 || policy.Calibration?.Drafts is not null;

    private DraftHeads? Find(HybridPolicy policy, TargetState target) =>
        !Knows(policy) || target.Probe is not { } probe ? null : Find(policy, probe.ModelFingerprint);

    private DraftHeads? Find(HybridPolicy policy, string fingerprint)
    {
        // What this device measured comes first. Of the others the last one counts: an application's own heads come after those of a package.
        if (policy.Calibration?.Drafts is { } own && string.Equals(own.ModelFingerprint, fingerprint, StringComparison.Ordinal))
        {
            return own;
        }

        for (var i = _heads.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_heads[i].ModelFingerprint, fingerprint, StringComparison.Ordinal))
            {
                return _heads[i];
            }
        }

        return null;
    }
}

/// <summary>Whether drafts are judged by their model's confidence (tier 2), in <see cref="RouteDecision.DraftHeads"/>.</summary>
public static class DraftHeadsResults
{
    /// <summary>They are: heads for this model and precision are known.</summary>
    public const string Used = "used";

    /// <summary>They are not: no heads for this model and precision are known. The other judges remain.</summary>
    public const string NoHeads = "no_heads";
}
