using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Turns checked options into what requests see.</summary>
internal static class PolicyMap
{
    public static HybridPolicy ToPolicy(HybridAiOptions options, Func<PrivacyScannerOptions>? scanner = null)
    {
        var policy = new HybridPolicy
        {
            Mode = options.Mode,
            Threshold = options.Threshold ?? HybridPolicy.DefaultThreshold,
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
            Learning = new()
            {
                Enabled = options.Learning.Enabled,
                MaxShift = options.Learning.MaxShift,
                Pull = options.Learning.Pull,
                Memory = options.Learning.Memory,
                ReAskWeight = options.Learning.ReAskWeight,
                ReAskWithin = options.Learning.ReAskWithin,
                MaxAnswers = options.Learning.MaxAnswers,
                KeepAnswers = options.Learning.KeepAnswers,
            },
            IgnoreUnsupported = options.IgnoreUnsupported,
            MaxAttempts = options.MaxAttempts,
            MaxCost = options.MaxCost,
            DraftHint = options.DraftHint,
            StopLoops = options.StopLoops,
            Handoff = options.Handoff,
            Ramp = options.Ramp,
            Shadow = new()
            {
                Share = options.Shadow.Share,
                MaxQueued = options.Shadow.MaxQueued,
                MaxOutputTokens = options.Shadow.MaxOutputTokens,
            },
            Hedging = new()
            {
                Enabled = options.Hedging.Enabled,
                Quantile = options.Hedging.Quantile,
                MinObservations = options.Hedging.MinObservations,
                MinDelay = options.Hedging.MinDelay,
                MaxShare = options.Hedging.MaxShare,
                MoneyPerDay = options.Hedging.MoneyPerDay,
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
            Privacy = PrivacyMap.ToPrivacy(options.Privacy),
            Require = PrivacyMap.ToRequire(options.Privacy),
            Scanner = PrivacyMap.ToScanner(options.Privacy, null, scanner),
            Tenants = PrivacyMap.ToTenants(options.Privacy, scanner),
            MediaTypesMayLeave = [.. options.Privacy.MediaTypesMayLeave],
            DeviceTools = [.. options.Privacy.DeviceTools],
            PinnedButHard = options.Privacy.PinnedButHard,
            MaskNote = options.Privacy.MaskNote,
            Vaults = new() { MaxValues = options.Privacy.Vault.MaxValues, Idle = options.Privacy.Vault.Idle, MaxBytes = options.Privacy.Vault.MaxBytes },
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
        // Only the target's own package can say that it is on the device: it knows the address and how it is reached.
        Location = profile.Location == Location.Device || options.Location is not (Location.Private or Location.Cloud) ? profile.Location : options.Location.Value,
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
            $"{policy.Mode}|{policy.Threshold:R}|{policy.FrontierThreshold:R}|{policy.StickyMargin:R}|{policy.Strategy}|{policy.HoldBackTokens}|{policy.IgnoreUnsupported}|{policy.MaxAttempts}|{policy.Ramp:R}|{policy.Shadow}|{policy.DropUnneededTools}|{policy.EscalateStuckAgents}|{policy.Device}|{policy.Deadline:c}|{policy.BetweenTokens:c}|{policy.Privacy.RevisionId}|{policy.UnreadableMayLeave}|{PrivacyMap.Fingerprint(policy)}|{string.Join(',', policy.ReleasedTags)}|{string.Join(',', policy.ReleasedTenants)}|{string.Join(',', policy.Off)}|{string.Join(';', policy.Rules)}|{string.Join(';', policy.Budgets)}");
        text += policy.Calibration is { } calibration ? "|" + calibration.ComputeRevision() : "";
        var state = policy.HiddenState;
        text += FormattableString.Invariant($"|{state.Enabled}|{state.Margin:R}|{state.Deadline:c}|{state.MaxTokens}");
        text += FormattableString.Invariant($"|{policy.MaxCost}|{policy.DraftHint}{(policy.StopLoops ? "|loops" : "")}{(policy.Handoff ? "|handoff" : "")}{(policy.Hedging.Enabled ? $"|{policy.Hedging}" : "")}{(policy.Learning.Enabled ? $"|{policy.Learning}" : "")}");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 4).ToLowerInvariant();
    }
}
