using System.Globalization;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Decides per target whether it may answer: hard constraints only, before anything is scored.</summary>
internal static class EligibilityCheck
{
    /// <summary>The first constraint that removes the target: what the application chose, then privacy, then what the target can do.</summary>
    public static TargetEligibility Of(
        TargetState target, RequestSnapshot request, RequestFacts facts, BudgetBook budgets)
    {
        var (reason, detail) = Removed(target, request, facts, budgets);
        return new(target.Name, target.Profile.Location, reason is null, reason, detail);
    }

    private static (string? Reason, string? Detail) Removed(
        TargetState target, RequestSnapshot request, RequestFacts facts, BudgetBook budgets)
    {
        var policy = request.Policy;
        if (request.ForcedTarget is { } forced && forced != target.Name)
        {
            return (IneligibleReasons.Override, null);
        }

        if (IsShutByMode(target, policy))
        {
            return (IneligibleReasons.Mode, null);
        }

        if (policy.IsOff(target))
        {
            return (IneligibleReasons.Off, null);
        }

        if (facts.Labels.Blocked(target.Profile.Location) is { } blocked)
        {
            return (IneligibleReasons.Privacy, blocked);
        }

        if (!target.IsOnDevice && policy.Require?.Missing(target.Profile) is { } fact)
        {
            return (IneligibleReasons.Requirement, fact);
        }

        if (!request.MayLeave && !target.IsOnDevice)
        {
            return (IneligibleReasons.Audit, "the audit cannot be written");
        }

        if (request.Options?.ConversationId is not null && facts.ConversationOwner != target.Name)
        {
            return (IneligibleReasons.Conversation, facts.ConversationOwner is null ? "issuer unknown, name it with ForceTarget" : null);
        }

        var missing = facts.Needs & ~target.Profile.Capabilities;
        missing &= policy.IgnoreUnsupported ? ~Needs.Ignorable : ~TargetCapabilities.None;
        missing &= request.DropsTools(target) ? ~(TargetCapabilities.Tools | TargetCapabilities.ParallelTools) : ~TargetCapabilities.None;
        // A target with schemas can do plain JSON, and one tool at a time is a kind of several.
        missing &= target.Profile.Capabilities.HasFlag(TargetCapabilities.JsonSchema) ? ~TargetCapabilities.Json : ~TargetCapabilities.None;
        if (missing != TargetCapabilities.None)
        {
            return (IneligibleReasons.Capability, missing.ToString());
        }

        if (policy.Device.Cause(facts.Device, target.IsOnDevice ? DeviceEffect.ForbidDevice : DeviceEffect.ForbidOffDevice) is { } condition)
        {
            return (IneligibleReasons.Device, condition);
        }

        if (facts.Signals.Language is { } language && !Speaks(target.Profile.Languages, language))
        {
            return (IneligibleReasons.Language, language);
        }

        if (NotTransferable.Reason(request, target) is { } kind)
        {
            return (IneligibleReasons.NotTransferable, kind);
        }

        if (target.Profile.MaxOutputTokens is { } most && request.Options?.MaxOutputTokens > most && !policy.IgnoreUnsupported)
        {
            return (IneligibleReasons.Capability, string.Create(CultureInfo.InvariantCulture, $"at most {most} output tokens"));
        }

        if (ContextPlan.Misfit(target, request, facts.Signals.Tokens) is { } misfit)
        {
            return (IneligibleReasons.Context, misfit);
        }

        if (BudgetBook.IsTooDear(request, target, facts.Signals.Tokens))
        {
            return (IneligibleReasons.Budget, nameof(HybridPolicy.MaxCost));
        }

        // A budget that wants its requests to wait or to be refused says so when the target is really chosen.
        if (budgets.Exhausted(request, target, facts.Signals.Tokens) is { WhenExhausted: BudgetExhaustion.DeviceOnly } budget)
        {
            return (IneligibleReasons.Budget, budget.Name);
        }

        if (target.Availability?.Availability is { State: not ModelState.Available } availability)
        {
            return availability.State == ModelState.Unavailable
                ? (IneligibleReasons.Unavailable, availability.Reason)
                : (IneligibleReasons.Preparing, null);
        }

        if (target.Limiter?.TooLong(facts.Signals.Tokens) is { } wait)
        {
            return (IneligibleReasons.RateLimited, string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalSeconds)} s"));
        }

        return target.CoolingDown is { } rest
            ? (IneligibleReasons.CoolingDown, string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(rest.TotalSeconds)} s"))
            : (null, null);
    }

    /// <summary>Whether a policy never lets a target answer, whatever is asked.</summary>
    public static bool IsShut(TargetState target, HybridPolicy policy) => IsShutByMode(target, policy) || policy.IsOff(target);

    private static bool IsShutByMode(TargetState target, HybridPolicy policy) =>
        (policy.Mode == InferenceMode.OnlyOnDevice && !target.IsOnDevice) || (policy.Mode == InferenceMode.OnlyCloud && target.IsOnDevice);

    // "en-GB" speaks "en"; who names no language is not held to any.
    private static bool Speaks(IReadOnlyList<string> languages, string wanted)
    {
        for (var i = 0; i < languages.Count; i++)
        {
            if (languages[i].AsSpan().StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (languages[i].Length == wanted.Length || languages[i][wanted.Length] == '-'))
            {
                return true;
            }
        }

        return languages.Count == 0;
    }
}

/// <summary>What is known about a request before its targets are looked at.</summary>
internal readonly record struct RequestFacts(
    RequestSignals Signals, RequestLabels Labels, TargetCapabilities Needs, string? ConversationOwner, DeviceConditions Device);
