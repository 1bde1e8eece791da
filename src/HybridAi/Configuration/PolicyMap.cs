using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Turns checked options into what requests see.</summary>
internal static class PolicyMap
{
    public static HybridPolicy ToPolicy(HybridAiOptions options)
    {
        var policy = new HybridPolicy
        {
            Mode = options.Mode,
            Threshold = options.Threshold,
            FrontierThreshold = options.FrontierThreshold,
            StickyMargin = options.StickyMargin,
            Strategy = options.Strategy,
            HoldBackTokens = options.HoldBack,
            HiddenState = new()
            {
                Enabled = options.HiddenState.Enabled,
                Margin = options.HiddenState.Margin,
                Deadline = options.HiddenState.Deadline,
                MaxTokens = options.HiddenState.MaxTokens,
            },
            IgnoreUnsupported = options.IgnoreUnsupported,
            MaxAttempts = options.MaxAttempts,
            MaxCost = options.MaxCost,
            DraftHint = options.DraftHint,
            Ramp = options.Ramp,
            Shadow = new()
            {
                Share = options.Shadow.Share,
                MaxQueued = options.Shadow.MaxQueued,
                MaxOutputTokens = options.Shadow.MaxOutputTokens,
            },
            DropUnneededTools = options.DropUnneededTools,
            EscalateStuckAgents = options.EscalateStuckAgents,
            Device = new()
            {
                OnBattery = options.Device.OnBattery,
                LowBattery = options.Device.LowBattery,
                BatterySaver = options.Device.BatterySaver,
                Hot = options.Device.Hot,
                Metered = options.Device.Metered,
                Offline = options.Device.Offline,
            },
            Deadline = options.Timeouts.Total,
            BetweenTokens = options.Timeouts.BetweenTokens,
            Privacy = PrivacyPolicy.FromPreset(options.Privacy.Preset),
            UnreadableMayLeave = options.Privacy.UnreadableMayLeave,
            ReleasedTags = [.. options.Privacy.ReleasedTags],
            ReleasedTenants = [.. options.Privacy.ReleasedTenants],
            Off = [.. options.Off],
            Budgets = [.. options.Budgets.Select(ToBudget)],
            Rules = [.. options.Rules.Select(ToRule)],
        };
        return policy with { Revision = Revision(policy) };
    }

    private static RoutingRule ToRule(HybridAiRuleOptions options, int index) => new()
    {
        Name = options.Name ?? index.ToString(CultureInfo.InvariantCulture),
        Tag = options.Tag,
        Tenant = options.Tenant,
        Tool = options.Tool,
        Language = options.Language,
        Class = options.Class,
        From = options.From is { } from ? TimeOnly.Parse(from, CultureInfo.InvariantCulture) : null,
        To = options.To is { } to ? TimeOnly.Parse(to, CultureInfo.InvariantCulture) : null,
        Mode = options.Mode,
        Threshold = options.Threshold,
        Target = options.Target,
    };

    private static Budget ToBudget(HybridAiBudgetOptions options) => new()
    {
        Name = options.Name!,
        Scope = options.Scope,
        For = options.For,
        WhenExhausted = options.WhenExhausted,
        Period = options.Period,
        Money = options.Money,
        Tokens = options.Tokens,
        Calls = options.Calls,
    };

    /// <summary>Rules that never count because an earlier one matches whenever they do.</summary>
    public static IEnumerable<(RoutingRule Dead, RoutingRule By)> DeadRules(HybridPolicy policy)
    {
        for (var i = 1; i < policy.Rules.Count; i++)
        {
            if (policy.Rules.Take(i).FirstOrDefault(r => r.Hides(policy.Rules[i])) is { } by)
            {
                yield return (policy.Rules[i], by);
            }
        }
    }

    /// <summary>Facts from configuration over those a package knows. Never moves a target to or from the device.</summary>
    public static TargetProfile Over(TargetProfile profile, HybridAiTargetOptions? options) => options is null ? profile : profile with
    {
        Location = profile.Location == Location.Device ? Location.Device : options.Location ?? profile.Location,
        ContextWindow = options.ContextWindow ?? profile.ContextWindow,
        MaxOutputTokens = options.MaxOutputTokens ?? profile.MaxOutputTokens,
        InputPerMillion = options.InputPerMillion ?? profile.InputPerMillion,
        CachedInputPerMillion = options.CachedInputPerMillion ?? profile.CachedInputPerMillion,
        OutputPerMillion = options.OutputPerMillion ?? profile.OutputPerMillion,
        Region = options.Region ?? profile.Region,
        Retention = options.Retention ?? profile.Retention,
        TrainsOnData = options.TrainsOnData ?? profile.TrainsOnData,
        Agreement = options.Agreement ?? profile.Agreement,
        QualityRank = options.QualityRank ?? profile.QualityRank,
        Limits = Limits(profile.Limits, options),
        Languages = options.Languages.Count > 0 ? [.. options.Languages] : profile.Languages,
        Capabilities = options.Capabilities ?? profile.Capabilities,
    };

    /// <summary>Whether a policy lets something leave that another one keeps.</summary>
    public static bool IsLooser(HybridPolicy next, HybridPolicy current) =>
        IsLooser(next.Privacy, current.Privacy)
        || (next.UnreadableMayLeave && !current.UnreadableMayLeave)
        || next.ReleasedTags.Except(current.ReleasedTags).Any()
        || next.ReleasedTenants.Except(current.ReleasedTenants).Any();

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

    private static TargetLimits? Limits(TargetLimits? known, HybridAiTargetOptions options)
    {
        var limits = known ?? new();
        limits = limits with
        {
            RequestsPerMinute = options.RequestsPerMinute ?? limits.RequestsPerMinute,
            TokensPerMinute = options.TokensPerMinute ?? limits.TokensPerMinute,
            MaxConcurrent = options.MaxConcurrent ?? limits.MaxConcurrent,
            MaxQueued = options.MaxQueued ?? limits.MaxQueued,
            MaxWait = options.MaxWait ?? limits.MaxWait,
        };
        return limits is { RequestsPerMinute: null, TokensPerMinute: null, MaxConcurrent: null } ? null : limits;
    }

    /// <summary>The same rules have the same revision, everywhere and after a restart.</summary>
    public static string Revision(HybridPolicy policy)
    {
        var text = FormattableString.Invariant(
            $"{policy.Mode}|{policy.Threshold:R}|{policy.FrontierThreshold:R}|{policy.StickyMargin:R}|{policy.Strategy}|{policy.HoldBackTokens}|{policy.IgnoreUnsupported}|{policy.MaxAttempts}|{policy.Ramp:R}|{policy.Shadow}|{policy.DropUnneededTools}|{policy.EscalateStuckAgents}|{policy.Device}|{policy.Deadline:c}|{policy.BetweenTokens:c}|{policy.Privacy.RevisionId}|{policy.UnreadableMayLeave}|{string.Join(',', policy.ReleasedTags)}|{string.Join(',', policy.ReleasedTenants)}|{string.Join(',', policy.Off)}|{string.Join(';', policy.Rules)}|{string.Join(';', policy.Budgets)}");
        text += policy.Calibration is { } calibration ? "|" + calibration.ComputeRevision() : "";
        var state = policy.HiddenState;
        text += FormattableString.Invariant($"|{state.Enabled}|{state.Margin:R}|{state.Deadline:c}|{state.MaxTokens}");
        text += FormattableString.Invariant($"|{policy.MaxCost}|{policy.DraftHint}");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 4).ToLowerInvariant();
    }
}
