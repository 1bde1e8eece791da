using System.Globalization;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>One option as text: its path, how its value is checked, how it is read back. One table for configuration, code and schema.</summary>
/// <param name="Path">Path below the section; <c>*</c> stands for a target's name.</param>
/// <param name="Remedy">What to write instead of a wrong value.</param>
/// <param name="IsValid">Whether a text is a value of the option.</param>
/// <param name="Values">The value in an options object, one per target where the path names targets.</param>
internal sealed partial record OptionRule(
    string Path, string Remedy, Func<string, bool> IsValid, Func<HybridAiOptions, string?> Values)
{
    private static readonly CultureInfo _invariant = CultureInfo.InvariantCulture;

    /// <summary>Every option but those of targets.</summary>
    public static IReadOnlyList<OptionRule> General { get; } =
    [
        Enumeration<InferenceMode>("Mode", o => o.Mode.ToString()),
        Share("Threshold", o => o.Threshold),
        Text("Calibration", o => o.Calibration),
        Boolean("WatchDrift", o => o.WatchDrift),
        Share("StickyMargin", o => o.StickyMargin),
        Share("FrontierThreshold", o => o.FrontierThreshold),
        new("Strategy", "choose the name of a strategy", s => s.Length > 0, o => o.Strategy),
        Integer("HoldBack", 0, 1024, o => o.HoldBack),
        Boolean("HiddenState:Enabled", o => o.HiddenState.Enabled),
        new("HiddenState:Margin", "choose a number that is not negative, with a point",
            s => double.TryParse(s, NumberStyles.Float, _invariant, out var d) && d >= 0, o => o.HiddenState.Margin.ToString("R", _invariant)),
        Time("HiddenState:Deadline", TimeSpan.FromMilliseconds(1), o => o.HiddenState.Deadline),
        Integer("HiddenState:MaxTokens", 1, int.MaxValue, o => o.HiddenState.MaxTokens),
        Boolean("Learning:Enabled", o => o.Learning.Enabled),
        Text("Learning:Path", o => o.Learning.Path),
        Number("Learning:MaxShift", 0, 4, o => o.Learning.MaxShift),
        Integer("Learning:Pull", 1, 1000, o => o.Learning.Pull),
        Integer("Learning:Memory", 50, 1_000_000, o => o.Learning.Memory),
        Number("Learning:ReAskWeight", 0, 0.5, o => o.Learning.ReAskWeight),
        Time("Learning:ReAskWithin", TimeSpan.Zero, o => o.Learning.ReAskWithin),
        Integer("Learning:MaxAnswers", 1, 1_000_000, o => o.Learning.MaxAnswers),
        Time("Learning:KeepAnswers", TimeSpan.FromSeconds(1), o => o.Learning.KeepAnswers),
        Boolean("IgnoreUnsupported", o => o.IgnoreUnsupported),
        Integer("MaxAttempts", 1, 16, o => o.MaxAttempts),
        Share("Ramp", o => o.Ramp),
        Share("Shadow:Share", o => o.Shadow.Share),
        Integer("Shadow:MaxQueued", 0, 10_000, o => o.Shadow.MaxQueued),
        Integer("Shadow:MaxOutputTokens", 1, int.MaxValue, o => o.Shadow.MaxOutputTokens),
        Boolean("Hedging:Enabled", o => o.Hedging.Enabled),
        Number("Hedging:Quantile", 0.5, 0.999, o => o.Hedging.Quantile),
        Integer("Hedging:MinObservations", 1, 128, o => o.Hedging.MinObservations),
        Time("Hedging:MinDelay", TimeSpan.Zero, o => o.Hedging.MinDelay),
        Share("Hedging:MaxShare", o => o.Hedging.MaxShare),
        Price("Hedging:MoneyPerDay", o => o.Hedging.MoneyPerDay),
        Boolean("DropUnneededTools", o => o.DropUnneededTools),
        Boolean("EscalateStuckAgents", o => o.EscalateStuckAgents),
        Enumeration<DeviceEffect>("Device:OnBattery", o => o.Device.OnBattery.ToString()),
        Enumeration<DeviceEffect>("Device:LowBattery", o => o.Device.LowBattery.ToString()),
        Enumeration<DeviceEffect>("Device:BatterySaver", o => o.Device.BatterySaver.ToString()),
        Enumeration<DeviceEffect>("Device:Hot", o => o.Device.Hot.ToString()),
        Enumeration<DeviceEffect>("Device:Metered", o => o.Device.Metered.ToString()),
        Enumeration<DeviceEffect>("Device:Offline", o => o.Device.Offline.ToString()),
        Price("MaxCost", o => o.MaxCost),
        Boolean("DraftHint", o => o.DraftHint),
        Boolean("StopLoops", o => o.StopLoops),
        Boolean("Handoff", o => o.Handoff),
        new("Off", "write a list of target names and locations", _ => true, o => null),
        new("Privacy:Preset", Presets, IsPreset, o => o.Privacy.Preset),
        Boolean("Privacy:UnreadableMayLeave", o => o.Privacy.UnreadableMayLeave),
        Boolean("Privacy:AllowLoosening", o => o.Privacy.AllowLoosening),
        new("Privacy:MediaTypesMayLeave", "write a list of media types, for example image/png or image/*", IsMediaType, o => null),
        new("Privacy:DeviceTools", "write a list of names of tools", _ => true, o => null),
        Enumeration<PinnedButHard>("Privacy:PinnedButHard", o => o.Privacy.PinnedButHard.ToString()),
        new("Privacy:MaskNote", "write a text, or nothing", _ => true, _ => null),
        Integer("Privacy:Vault:MaxValues", 1, int.MaxValue, o => o.Privacy.Vault.MaxValues),
        Time("Privacy:Vault:Idle", TimeSpan.FromSeconds(1), o => o.Privacy.Vault.Idle),
        Count("Privacy:Vault:MaxBytes", o => o.Privacy.Vault.MaxBytes),
        .. OfRequire("Privacy:Require", o => o.Privacy.Require),
        new("Privacy:AllowList", "write a list of values", _ => true, o => null),
        new("Privacy:ReleasedTags", "write a list of tags", _ => true, o => null),
        new("Privacy:ReleasedTenants", "write a list of tenants", _ => true, o => null),
        Text("Audit:Path", o => o.Audit.Path),
        Text("Audit:Key", o => o.Audit.Key),
        Text("Audit:KeyName", o => o.Audit.KeyName),
        new("Audit:MaxFileBytes", "choose a whole number of at least 4096",
            s => long.TryParse(s, NumberStyles.None, _invariant, out var n) && n >= 4096, o => o.Audit.MaxFileBytes.ToString(_invariant)),
        Boolean("Audit:Sync", o => o.Audit.Sync),
        Boolean("Audit:FailClosed", o => o.Audit.FailClosed),
        Integer("Audit:QueueLength", 2, int.MaxValue, o => o.Audit.QueueLength),
        new("Prices:Date", "write year-month-day, for example 2026-11-21",
            s => DateOnly.TryParseExact(s, "yyyy-MM-dd", _invariant, DateTimeStyles.None, out _), o => o.Prices.Date),
        new("Prices:Currency", "write a currency's code of three letters, for example EUR", s => s.Length == 3 && s.All(char.IsAsciiLetter), o => o.Prices.Currency),
        Text("Recorder:Path", o => o.Recorder.Path),
        new("Recorder:MaxFileBytes", "choose a whole number of at least 4096",
            s => long.TryParse(s, NumberStyles.None, _invariant, out var n) && n >= 4096, o => o.Recorder.MaxFileBytes.ToString(_invariant)),
        Integer("Recorder:KeepFiles", 0, int.MaxValue, o => o.Recorder.KeepFiles),
        Integer("Recorder:QueueLength", 1, int.MaxValue, o => o.Recorder.QueueLength),
        Time("Timeouts:Total", TimeSpan.FromTicks(1), o => o.Timeouts.Total),
        Time("Timeouts:FirstToken", TimeSpan.FromMilliseconds(10), o => o.Timeouts.FirstToken),
        Time("Timeouts:Answer", TimeSpan.FromMilliseconds(10), o => o.Timeouts.Answer),
        Time("Timeouts:BetweenTokens", TimeSpan.FromTicks(1), o => o.Timeouts.BetweenTokens),
        Integer("Resilience:Retries", 0, 10, o => o.Resilience.Retries),
        Time("Resilience:RetryDelay", TimeSpan.Zero, o => o.Resilience.RetryDelay),
        Share("Resilience:BreakerFailureRatio", o => o.Resilience.BreakerFailureRatio),
        Integer("Resilience:BreakerMinimumCalls", 2, int.MaxValue, o => o.Resilience.BreakerMinimumCalls),
        Time("Resilience:BreakerDuration", TimeSpan.FromMilliseconds(500), o => o.Resilience.BreakerDuration),
    ];

    /// <summary>The options of the target with a name.</summary>
    public static IEnumerable<OptionRule> OfTarget(string name)
    {
        HybridAiTargetOptions? Find(HybridAiOptions options) => options.Targets.TryGetValue(name, out var target) ? target : null;

        yield return Enumeration<Location>($"Targets:{name}:Location", o => Find(o)?.Location?.ToString());
        yield return Integer($"Targets:{name}:ContextWindow", 1, int.MaxValue, o => Find(o)?.ContextWindow);
        yield return Integer($"Targets:{name}:MaxOutputTokens", 1, int.MaxValue, o => Find(o)?.MaxOutputTokens);
        yield return Price($"Targets:{name}:InputPerMillion", o => Find(o)?.InputPerMillion);
        yield return Price($"Targets:{name}:CachedInputPerMillion", o => Find(o)?.CachedInputPerMillion);
        yield return Price($"Targets:{name}:OutputPerMillion", o => Find(o)?.OutputPerMillion);
        yield return new($"Targets:{name}:Region", "write a region", s => s.Length > 0, o => Find(o)?.Region);
        yield return new($"Targets:{name}:Retention", "write days.hours:minutes:seconds, not negative",
            s => TimeSpan.TryParse(s, _invariant, out var t) && t >= TimeSpan.Zero, o => Find(o)?.Retention?.ToString());
        yield return Boolean($"Targets:{name}:TrainsOnData", o => Find(o)?.TrainsOnData);
        yield return new($"Targets:{name}:Agreement", "write a name", s => s.Length > 0, o => Find(o)?.Agreement);
        yield return Integer($"Targets:{name}:QualityRank", int.MinValue, int.MaxValue, o => Find(o)?.QualityRank);
        yield return Integer($"Targets:{name}:RequestsPerMinute", 1, int.MaxValue, o => Find(o)?.RequestsPerMinute);
        yield return Integer($"Targets:{name}:TokensPerMinute", 1, int.MaxValue, o => Find(o)?.TokensPerMinute);
        yield return Integer($"Targets:{name}:MaxConcurrent", 1, int.MaxValue, o => Find(o)?.MaxConcurrent);
        yield return Integer($"Targets:{name}:MaxQueued", 0, 100_000, o => Find(o)?.MaxQueued);
        yield return Time($"Targets:{name}:MaxWait", TimeSpan.Zero, o => Find(o)?.MaxWait);
        yield return new($"Targets:{name}:Languages", "write a list of language codes", s => s.Length > 1, o => null);
        yield return Enumeration<TargetCapabilities>($"Targets:{name}:Capabilities", o => Find(o)?.Capabilities?.ToString());
    }

    /// <summary>The options of the rule at an index.</summary>
    public static IEnumerable<OptionRule> OfRule(string index)
    {
        HybridAiRuleOptions? Find(HybridAiOptions options) =>
            int.TryParse(index, NumberStyles.None, _invariant, out var i) && i < options.Rules.Count ? options.Rules[i] : null;

        yield return Text($"Rules:{index}:Name", o => Find(o)?.Name);
        yield return Text($"Rules:{index}:Tag", o => Find(o)?.Tag);
        yield return Text($"Rules:{index}:Tenant", o => Find(o)?.Tenant);
        yield return Text($"Rules:{index}:Tool", o => Find(o)?.Tool);
        yield return new($"Rules:{index}:Language", $"choose one of {string.Join(", ", RoutingRule.Languages)}",
            s => RoutingRule.Languages.Contains(s, StringComparer.OrdinalIgnoreCase), o => Find(o)?.Language);
        yield return Text($"Rules:{index}:Class", o => Find(o)?.Class);
        yield return TimeOfDay($"Rules:{index}:From", o => Find(o)?.From);
        yield return TimeOfDay($"Rules:{index}:To", o => Find(o)?.To);
        yield return Enumeration<InferenceMode>($"Rules:{index}:Mode", o => Find(o)?.Mode?.ToString());
        yield return Share($"Rules:{index}:Threshold", o => Find(o)?.Threshold);
        yield return Text($"Rules:{index}:Target", o => Find(o)?.Target);
    }

    /// <summary>The options of the budget at an index.</summary>
    public static IEnumerable<OptionRule> OfBudget(string index)
    {
        HybridAiBudgetOptions? Find(HybridAiOptions options) =>
            int.TryParse(index, NumberStyles.None, _invariant, out var i) && i < options.Budgets.Count ? options.Budgets[i] : null;

        yield return Text($"Budgets:{index}:Name", o => Find(o)?.Name);
        yield return Enumeration<BudgetScope>($"Budgets:{index}:Scope", o => Find(o)?.Scope.ToString());
        yield return Enumeration<BudgetExhaustion>($"Budgets:{index}:WhenExhausted", o => Find(o)?.WhenExhausted.ToString());
        yield return Text($"Budgets:{index}:For", o => Find(o)?.For);
        yield return Enumeration<BudgetPeriod>($"Budgets:{index}:Period", o => Find(o)?.Period.ToString());
        yield return Price($"Budgets:{index}:Money", o => Find(o)?.Money);
        yield return Count($"Budgets:{index}:Tokens", o => Find(o)?.Tokens);
        yield return Count($"Budgets:{index}:Calls", o => Find(o)?.Calls);
    }

    /// <summary>The prices of the model with a name.</summary>
    public static IEnumerable<OptionRule> OfPrice(string model)
    {
        HybridAiModelPriceOptions? Find(HybridAiOptions options) => options.Prices.PerMillion.TryGetValue(model, out var price) ? price : null;

        yield return Price($"Prices:PerMillion:{model}:Input", o => Find(o)?.Input);
        yield return Price($"Prices:PerMillion:{model}:Cached", o => Find(o)?.Cached);
        yield return Price($"Prices:PerMillion:{model}:Output", o => Find(o)?.Output);
    }

    private static OptionRule Count(string path, Func<HybridAiOptions, long?> value) =>
        new(path, "choose a whole number that is not negative",
            s => long.TryParse(s, NumberStyles.None, _invariant, out _), o => value(o)?.ToString(_invariant));

    private static OptionRule Text(string path, Func<HybridAiOptions, string?> value) =>
        new(path, "write a text that is not empty", s => s.Length > 0, value);

    private static OptionRule TimeOfDay(string path, Func<HybridAiOptions, string?> value) =>
        new(path, "write hours:minutes, for example 08:30", s => TimeOnly.TryParseExact(s, ["HH:mm", "HH:mm:ss"], _invariant, DateTimeStyles.None, out _), value);

    private static bool IsPreset(string text) =>
        text.Split('+', StringSplitOptions.TrimEntries).All(p => PrivacyPolicy.Presets.Any(k => k.Preset == p));

    private static OptionRule Enumeration<T>(string path, Func<HybridAiOptions, string?> value)
        where T : struct, Enum =>
        new(path, $"choose {(typeof(T) == typeof(TargetCapabilities) ? "some" : "one")} of {string.Join(", ", Enum.GetNames<T>())}",
            s => Enum.TryParse<T>(s, true, out _) && !long.TryParse(s, out _), value);

    private static OptionRule Share(string path, Func<HybridAiOptions, double?> value) => Number(path, 0, 1, value);

    private static OptionRule Number(string path, double least, double most, Func<HybridAiOptions, double?> value) =>
        new(path, string.Create(_invariant, $"choose a number from {least} to {most}"),
            s => double.TryParse(s, NumberStyles.Float, _invariant, out var d) && d >= least && d <= most,
            o => value(o)?.ToString("R", _invariant));

    private static OptionRule Integer(string path, int least, int most, Func<HybridAiOptions, int?> value) =>
        new(path, most == int.MaxValue ? least == int.MinValue ? "choose a whole number" : $"choose a whole number of at least {least}"
                : $"choose a whole number from {least} to {most}",
            s => int.TryParse(s, NumberStyles.Integer, _invariant, out var i) && i >= least && i <= most,
            o => value(o)?.ToString(_invariant));

    private static OptionRule Price(string path, Func<HybridAiOptions, decimal?> value) =>
        new(path, "choose a number that is not negative, with a point",
            s => decimal.TryParse(s, NumberStyles.Float, _invariant, out var d) && d >= 0,
            o => value(o)?.ToString(_invariant));

    private static OptionRule Boolean(string path, Func<HybridAiOptions, bool?> value) =>
        new(path, "choose true or false", s => bool.TryParse(s, out _), o => value(o)?.ToString());

    // A bare "30" would be read as 30 days; the upper bound turns that trap into a message.
    private static OptionRule Time(string path, TimeSpan least, Func<HybridAiOptions, TimeSpan?> value) =>
        new(path, "write hours:minutes:seconds, for example 00:00:30, at most a day" + (least > TimeSpan.FromMilliseconds(1) ? $" and at least {least:c}" : ""),
            s => TimeSpan.TryParse(s, _invariant, out var t) && t >= least && t <= TimeSpan.FromDays(1),
            o => value(o)?.ToString("c", _invariant));
}
