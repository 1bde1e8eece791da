using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Whether a policy lets something leave that another one keeps.</summary>
internal static class Loosening
{
    private static readonly TenantPrivacy _none = new();

    /// <summary>Whether a policy lets something leave that another one keeps.</summary>
    public static bool Of(HybridPolicy next, HybridPolicy current) =>
        IsLooser(next.Privacy, current.Privacy)
        || (next.UnreadableMayLeave && !current.UnreadableMayLeave)
        || (next.PinnedButHard == PinnedButHard.MaskAndConsent && current.PinnedButHard != PinnedButHard.MaskAndConsent)
        || next.MediaTypesMayLeave.Except(current.MediaTypesMayLeave).Any()
        || next.DeviceTools.Except(current.DeviceTools).Any()
        || next.ReleasedTags.Except(current.ReleasedTags).Any()
        || next.ReleasedTenants.Except(current.ReleasedTenants).Any()
        || IsLooser(next.Require, current.Require)
        || next.Tenants.Keys.Concat(current.Tenants.Keys).Any(t =>
            IsLooser(Of(next, t).Privacy ?? next.Privacy, Of(current, t).Privacy ?? current.Privacy)
            || IsLooser(Of(next, t).Require ?? next.Require, Of(current, t).Require ?? current.Require));

    /// <summary>Whether words or patterns of the configuration find less than those of another.</summary>
    public static bool OfWords(HybridAiPrivacyOptions next, HybridAiPrivacyOptions current)
    {
        return Less(next, current) || next.Tenants.Keys.Concat(current.Tenants.Keys).Any(t =>
            Less(next.Tenants.TryGetValue(t, out var n) ? n : new(), current.Tenants.TryGetValue(t, out var c) ? c : new()));

        static bool Less(HybridAiPrivacyScope next, HybridAiPrivacyScope current) =>
            next.AllowList.Except(current.AllowList, StringComparer.OrdinalIgnoreCase).Any()
            || current.DenyList.Select(w => (w.Text, w.Type)).Except(next.DenyList.Select(w => (w.Text, w.Type))).Any()
            || current.Patterns.Select(p => (p.Type, p.Pattern, p.Kind)).Except(next.Patterns.Select(p => (p.Type, p.Pattern, p.Kind))).Any()
            || current.Patterns.Any(p => next.Patterns.Any(n => n.Pattern == p.Pattern && n.Score < p.Score));
    }

    private static TenantPrivacy Of(HybridPolicy policy, string tenant) => policy.Tenants.TryGetValue(tenant, out var own) ? own : _none;

    private static bool IsLooser(TargetRequirements? next, TargetRequirements? current) => (next ?? new()).IsLooserThan(current);

    private static bool IsLooser(PrivacyPolicy next, PrivacyPolicy current) =>
        next.Posture < current.Posture
        || next.DetectionThreshold > current.DetectionThreshold
        || current.Rules.Concat(next.Rules).Select(r => r.Subject).Any(subject =>
        {
            var path = subject.Split('/', 2);
            var was = current.RuleFor(path[0], path.ElementAtOrDefault(1));
            var becomes = next.RuleFor(path[0], path.ElementAtOrDefault(1));
            return Loosened(was.Private, becomes.Private) || Loosened(was.Cloud, becomes.Cloud)
                || Loosened(Together(was), Together(becomes))
                || (becomes.Threshold > was.Threshold && Together(was) > Treatment.Allow);
        });

    private static bool Loosened(Treatment was, Treatment becomes) => becomes < was;

    // The strictest a row can become when other labels keep it company.
    private static Treatment Together(PrivacyRule rule) =>
        (Treatment)Math.Max((int)(rule.InCompany ?? Treatment.Allow), Math.Max((int)rule.Private, (int)rule.Cloud));
}
