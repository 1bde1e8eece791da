using System.Globalization;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Decides per target whether it may answer: hard constraints only, before anything is scored.</summary>
internal static class EligibilityCheck
{
    /// <summary>The first constraint that removes the target; privacy is looked at first, because it is the one that is never lifted.</summary>
    public static TargetEligibility Of(
        TargetState target, RequestSnapshot request, RequestSignals signals, TargetCapabilities needs, string? conversationOwner)
    {
        var (reason, detail) = Removed(target, request, signals, needs, conversationOwner);
        return new(target.Name, target.Profile.Location, reason is null, reason, detail);
    }

    private static (string? Reason, string? Detail) Removed(
        TargetState target, RequestSnapshot request, RequestSignals signals, TargetCapabilities needs, string? conversationOwner)
    {
        var policy = request.Policy;
        if (request.ForcedTarget is { } forced && forced != target.Name)
        {
            return (IneligibleReasons.Override, null);
        }

        if (policy.Mode == InferenceMode.OnlyOnDevice && !target.IsOnDevice
            || policy.Mode == InferenceMode.OnlyCloud && target.IsOnDevice)
        {
            return (IneligibleReasons.Mode, null);
        }

        if (request.Options?.ConversationId is not null && conversationOwner != target.Name)
        {
            return (IneligibleReasons.Conversation, conversationOwner is null ? "issuer unknown, name it with ForceTarget" : null);
        }

        var missing = needs & ~target.Profile.Capabilities;
        missing &= policy.IgnoreUnsupported ? ~Needs.Ignorable : ~TargetCapabilities.None;
        // A target with schemas can do plain JSON, and one tool at a time is a kind of several.
        missing &= target.Profile.Capabilities.HasFlag(TargetCapabilities.JsonSchema) ? ~TargetCapabilities.Json : ~TargetCapabilities.None;
        if (missing != TargetCapabilities.None)
        {
            return (IneligibleReasons.Capability, missing.ToString());
        }

        if (NotTransferable.Reason(request, target) is { } kind)
        {
            return (IneligibleReasons.NotTransferable, kind);
        }

        if (target.Profile.MaxOutputTokens is { } most && request.Options?.MaxOutputTokens > most && !policy.IgnoreUnsupported)
        {
            return (IneligibleReasons.Capability, string.Create(CultureInfo.InvariantCulture, $"at most {most} output tokens"));
        }

        if (ContextPlan.Misfit(target, request, signals.Tokens) is { } misfit)
        {
            return (IneligibleReasons.Context, misfit);
        }

        if (target.Availability?.Availability is { State: not ModelState.Available } availability)
        {
            return availability.State == ModelState.Unavailable
                ? (IneligibleReasons.Unavailable, availability.Reason)
                : (IneligibleReasons.Preparing, null);
        }

        return target.CoolingDown is { } rest
            ? (IneligibleReasons.CoolingDown, string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(rest.TotalSeconds)} s"))
            : (null, null);
    }
}
