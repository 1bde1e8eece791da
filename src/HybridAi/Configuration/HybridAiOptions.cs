namespace HybridAi;

/// <summary>What the section <c>HybridAi</c> of a configuration may hold. Checked as a whole when the application starts.</summary>
public sealed class HybridAiOptions
{
    /// <summary>Which side answers when both may. Default <see cref="InferenceMode.PreferOnDevice"/>.</summary>
    public InferenceMode Mode { get; set; } = InferenceMode.PreferOnDevice;

    /// <summary>
    /// Score in 0..1 from which a request is too hard for the device. Default the one that belongs to the calibration in force (the built-in model
    /// brings its own), else 0.12.
    /// </summary>
    public double? Threshold { get; set; }

    /// <summary>
    /// File that <c>hybridai calibrate</c> wrote, relative to the current folder. A threshold in it takes the place of
    /// <see cref="Threshold"/>. Made for another classifier or local model it is not used, and the log says so. Default none.
    /// </summary>
    public string? Calibration { get; set; }

    /// <summary>Tells in log, metrics and health when the kind of traffic changes. Default <see langword="true"/>.</summary>
    public bool WatchDrift { get; set; } = true;

    /// <summary>By how much the score must pass the threshold before a conversation moves, in 0..1. Default 0.05.</summary>
    public double StickyMargin { get; set; } = 0.05;

    /// <summary>Score in 0..1 from which, among off-device targets, the best comes first. Default none.</summary>
    public double? FrontierThreshold { get; set; }

    /// <summary>Name of the strategy that orders eligible targets. Default "threshold".</summary>
    public string Strategy { get; set; } = SelectionStrategies.Threshold;

    /// <summary>Tokens of a device answer that are held back until the draft judges have seen them; 0 to 1024. Default 8.</summary>
    public int HoldBack { get; set; } = 8;

    /// <summary>When the local model's hidden state is read for a decision (tier 1), and what that may cost.</summary>
    public HybridAiHiddenStateOptions HiddenState { get; set; } = new();

    /// <summary>Learning from how answers of the device were received. Default off.</summary>
    public HybridAiLearningOptions Learning { get; set; } = new();

    /// <summary>Lets a target answer although it ignores some of the options. Default <see langword="false"/>.</summary>
    public bool IgnoreUnsupported { get; set; }

    /// <summary>Most attempts for one request; 1 to 16. Default 4.</summary>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>Share of the users, by a stable hash of their name, for whom the device may come first; 0 to 1. Default 1.</summary>
    public double Ramp { get; set; } = 1;

    /// <summary>Lets the device answer beside an off-device target, unseen, to learn how good it would have been.</summary>
    public HybridAiShadowOptions Shadow { get; set; } = new();

    /// <summary>A second off-device target beside one that takes long to begin. Default off.</summary>
    public HybridAiHedgingOptions Hedging { get; set; } = new();

    /// <summary>Lets device targets without tools answer requests that carry tools but do not seem to need one. Default <see langword="false"/>.</summary>
    public bool DropUnneededTools { get; set; }

    /// <summary>Lets an off-device target take over from an agent on the device that is stuck. Default <see langword="true"/>.</summary>
    public bool EscalateStuckAgents { get; set; } = true;

    /// <summary>What battery, heat and network do to routing.</summary>
    public HybridAiDeviceOptions Device { get; set; } = new();

    /// <summary>Most money that all attempts of one request may cost together; not negative. Default unlimited.</summary>
    public decimal? MaxCost { get; set; }

    /// <summary>Hands a refused draft on to the off-device target as a hint, unless it had to stay. Default <see langword="false"/>.</summary>
    public bool DraftHint { get; set; }

    /// <summary>Lets another target go on with a stream that broke after a part of it was shown. Default <see langword="false"/>.</summary>
    public bool Handoff { get; set; }

    /// <summary>Ends a device's stream that only repeats itself, although it was shown. Default <see langword="false"/>.</summary>
    public bool StopLoops { get; set; }

    /// <summary>Kill switches: names of targets, or Device, Private, Cloud for all at a location. Default none.</summary>
    public IList<string> Off { get; } = [];

    /// <summary>Rules by tag, tenant, tool, language, class and time; the first that matches counts. Default none.</summary>
    public IList<HybridAiRuleOptions> Rules { get; } = [];

    /// <summary>How much off-device targets may be used. Default without limit.</summary>
    public IList<HybridAiBudgetOptions> Budgets { get; } = [];

    /// <summary>What may leave the device.</summary>
    public HybridAiPrivacyOptions Privacy { get; set; } = new();

    /// <summary>A record of every request that ended. Read once, at start.</summary>
    public HybridAiAuditOptions Audit { get; set; } = new();

    /// <summary>Prices of models, over those that come with HybridAi. Read once, at start.</summary>
    public HybridAiPriceOptions Prices { get; set; } = new();

    /// <summary>Records of requests that can be replayed under another policy. Read once, at start.</summary>
    public HybridAiRecorderOptions Recorder { get; set; } = new();

    /// <summary>How long things may take.</summary>
    public HybridAiTimeoutOptions Timeouts { get; set; } = new();

    /// <summary>Retries and circuit breakers of off-device targets.</summary>
    public HybridAiResilienceOptions Resilience { get; set; } = new();

    /// <summary>Facts about targets by name, over those their package knows. Packages read further values here.</summary>
    public IDictionary<string, HybridAiTargetOptions> Targets { get; } =
        new Dictionary<string, HybridAiTargetOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>When the local model's hidden state is read for a decision (tier 1), and what that may cost.</summary>
public sealed class HybridAiHiddenStateOptions
{
    /// <summary>Whether it is read at all. Default <see langword="true"/>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How far tier 0 may be from the threshold, in log-odds; further away its score is taken for certain. Not negative.</summary>
    public double Margin { get; set; } = HiddenStatePolicy.DefaultMargin;

    /// <summary>Longest wait for the state; then tier 0 decides alone. Default 0.2 seconds.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest prompt, in estimated tokens, that is read whole. Default 256.</summary>
    public int MaxTokens { get; set; } = 256;
}

/// <summary>A condition and what follows from it.</summary>
public sealed class HybridAiRuleOptions
{
    /// <summary>Its name in decisions. Default its number.</summary>
    public string? Name { get; set; }

    /// <summary>Matches requests with this tag.</summary>
    public string? Tag { get; set; }

    /// <summary>Matches requests of this tenant.</summary>
    public string? Tenant { get; set; }

    /// <summary>Matches requests that offer this tool; <c>*</c> is any tool.</summary>
    public string? Tool { get; set; }

    /// <summary>Matches when the last message by the user is in this language, an ISO 639-1 code.</summary>
    public string? Language { get; set; }

    /// <summary>Matches this kind of task, or requests in which privacy found this entity type or statement class.</summary>
    public string? Class { get; set; }

    /// <summary>Matches from this time of day on, hours:minutes. Needs <see cref="To"/>.</summary>
    public string? From { get; set; }

    /// <summary>Matches before this time of day, hours:minutes; may lie behind midnight. Needs <see cref="From"/>.</summary>
    public string? To { get; set; }

    /// <summary>The mode in force when it matches.</summary>
    public InferenceMode? Mode { get; set; }

    /// <summary>The threshold in force when it matches, in 0..1.</summary>
    public double? Threshold { get; set; }

    /// <summary>The target that is tried first when it matches, if it may answer.</summary>
    public string? Target { get; set; }
}

/// <summary>What battery, heat and network do to routing. What the system does not tell does nothing.</summary>
public sealed class HybridAiDeviceOptions
{
    /// <summary>On battery. Default <see cref="DeviceEffect.Ignore"/>.</summary>
    public DeviceEffect OnBattery { get; set; }

    /// <summary>On battery, less than 15 % left. Default <see cref="DeviceEffect.AvoidDevice"/>.</summary>
    public DeviceEffect LowBattery { get; set; } = DeviceEffect.AvoidDevice;

    /// <summary>The system saves energy. Default <see cref="DeviceEffect.AvoidDevice"/>.</summary>
    public DeviceEffect BatterySaver { get; set; } = DeviceEffect.AvoidDevice;

    /// <summary>Too hot. Default <see cref="DeviceEffect.AvoidDevice"/>.</summary>
    public DeviceEffect Hot { get; set; } = DeviceEffect.AvoidDevice;

    /// <summary>The network is paid for by volume. Default <see cref="DeviceEffect.Ignore"/>.</summary>
    public DeviceEffect Metered { get; set; }

    /// <summary>No network. Default <see cref="DeviceEffect.AvoidOffDevice"/>.</summary>
    public DeviceEffect Offline { get; set; } = DeviceEffect.AvoidOffDevice;
}

/// <summary>How much off-device targets may be used.</summary>
public sealed class HybridAiBudgetOptions
{
    /// <summary>Its name in reasons and in the ledger; unique.</summary>
    public string? Name { get; set; }

    /// <summary>Whose usage it counts together. Default <see cref="BudgetScope.Everyone"/>.</summary>
    public BudgetScope Scope { get; set; }

    /// <summary>What becomes of requests when it is used up. Default <see cref="BudgetExhaustion.DeviceOnly"/>.</summary>
    public BudgetExhaustion WhenExhausted { get; set; }

    /// <summary>The only tenant, tag or user it is for. Default every one.</summary>
    public string? For { get; set; }

    /// <summary>When it starts anew, in UTC. Default <see cref="BudgetPeriod.Day"/>.</summary>
    public BudgetPeriod Period { get; set; }

    /// <summary>Money in the currency of the profiles' prices; not negative.</summary>
    public decimal? Money { get; set; }

    /// <summary>Input and output tokens; not negative.</summary>
    public long? Tokens { get; set; }

    /// <summary>Attempts; not negative.</summary>
    public long? Calls { get; set; }
}

/// <summary>A record of every request that ended, in a file that shows later changes. See <see cref="AuditLog"/>.</summary>
public sealed class HybridAiAuditOptions
{
    /// <summary>The file; its folder exists. Default none: nothing is recorded.</summary>
    public string? Path { get; set; }

    /// <summary>The key: at least 32 random bytes as base64 or hexadecimal digits. Better named by <see cref="KeyName"/> than written here.</summary>
    public string? Key { get; set; }

    /// <summary>Name of the configuration value that holds the key, an environment variable for example.</summary>
    public string? KeyName { get; set; }

    /// <summary>Size from which a new file is begun, in bytes; at least 4096. Default 64 MiB.</summary>
    public long MaxFileBytes { get; set; } = 64L << 20;

    /// <summary>Whether each batch of records waits until the disk has it. Default <see langword="true"/>.</summary>
    public bool Sync { get; set; } = true;

    /// <summary>Whether requests stay on the device while the file cannot be written. Default <see langword="true"/>.</summary>
    public bool FailClosed { get; set; } = true;

    /// <summary>Records that may wait to be written; at least 2. Default 4096.</summary>
    public int QueueLength { get; set; } = 4096;
}

/// <summary>Records of requests that can be replayed under another policy. See <see cref="RouteRecorder"/>.</summary>
public sealed class HybridAiRecorderOptions
{
    /// <summary>The file; its folder exists. Default none: nothing is recorded.</summary>
    public string? Path { get; set; }

    /// <summary>Size from which a new file is begun, in bytes; at least 4096. Default 64 MiB.</summary>
    public long MaxFileBytes { get; set; } = 64L << 20;

    /// <summary>Older files that are kept beside it; not negative. Default 4.</summary>
    public int KeepFiles { get; set; } = 4;

    /// <summary>Records that may wait to be written; at least 1. Default 4096.</summary>
    public int QueueLength { get; set; } = 4096;
}

/// <summary>Prices of models per million tokens, over <see cref="PriceTable.Shipped"/>. A target in the cloud without prices of its own gets those of its model.</summary>
public sealed class HybridAiPriceOptions
{
    /// <summary>When they were looked up, as year-month-day. Default the date of the shipped table.</summary>
    public string? Date { get; set; }

    /// <summary>Code of their currency, for example EUR. Another one than the shipped table's USD leaves only the prices given here.</summary>
    public string? Currency { get; set; }

    /// <summary>Prices by model.</summary>
    public IDictionary<string, HybridAiModelPriceOptions> PerMillion { get; } =
        new Dictionary<string, HybridAiModelPriceOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Prices of one model per million tokens.</summary>
public sealed class HybridAiModelPriceOptions
{
    /// <summary>Input tokens; not negative.</summary>
    public decimal? Input { get; set; }

    /// <summary>Input tokens that were cached; not negative. Default the price of input.</summary>
    public decimal? Cached { get; set; }

    /// <summary>Output tokens; not negative.</summary>
    public decimal? Output { get; set; }
}

/// <summary>How long things may take; each more than zero and at most a day.</summary>
public sealed class HybridAiTimeoutOptions
{
    /// <summary>All attempts together, until the answer is complete. Default 5 minutes.</summary>
    public TimeSpan Total { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An off-device target until its first content, in streams. Default 30 seconds.</summary>
    public TimeSpan FirstToken { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An off-device target until its whole answer, where it is not streamed. Default 2 minutes.</summary>
    public TimeSpan Answer { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Silence inside a stream. Default 60 seconds.</summary>
    public TimeSpan BetweenTokens { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>Retries and circuit breakers of off-device targets. They work before anything of an answer was shown.</summary>
public sealed class HybridAiResilienceOptions
{
    /// <summary>Retries of one attempt; 0 to 10. Default 2.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Typical pause before the first retry; doubles, with jitter. Default 0.5 seconds.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Share of failed calls in 0..1 from which a target is left alone. Default 0.5.</summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Fewest calls in half a minute before the share counts; at least 2. Default 8.</summary>
    public int BreakerMinimumCalls { get; set; } = 8;

    /// <summary>How long a target is left alone; 0.5 seconds to a day. Default 15 seconds.</summary>
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>Facts about one target, over those its package knows.</summary>
public sealed class HybridAiTargetOptions
{
    /// <summary>
    /// "Private" for the organisation's own servers, "Cloud" for anybody else's, "Device" for a server on this machine where the target's package can check
    /// that. Ignored when absent.
    /// </summary>
    public Privacy.Location? Location { get; set; }

    /// <summary>Prompt and answer together, in tokens; at least 1.</summary>
    public int? ContextWindow { get; set; }

    /// <summary>Longest answer in tokens; at least 1.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>Price of a million input tokens; not negative.</summary>
    public decimal? InputPerMillion { get; set; }

    /// <summary>Price of a million cached input tokens; not negative.</summary>
    public decimal? CachedInputPerMillion { get; set; }

    /// <summary>Price of a million output tokens; not negative.</summary>
    public decimal? OutputPerMillion { get; set; }

    /// <summary>Region in which requests are processed.</summary>
    public string? Region { get; set; }

    /// <summary>How long the provider keeps requests.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>Whether the provider may train on requests.</summary>
    public bool? TrainsOnData { get; set; }

    /// <summary>Name of the agreement that covers the target.</summary>
    public string? Agreement { get; set; }

    /// <summary>Order of answer quality between targets, higher is better.</summary>
    public int? QualityRank { get; set; }

    /// <summary>Requests in any minute; at least 1. Default unlimited.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Input and output tokens in any minute; at least 1. Default unlimited.</summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>Attempts at once; at least 1. Default unlimited.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>Attempts that may wait for their turn; 0 to 100000. Default 64.</summary>
    public int? MaxQueued { get; set; }

    /// <summary>Longest wait for a turn; a request that would wait longer goes elsewhere. Default 10 seconds.</summary>
    public TimeSpan? MaxWait { get; set; }

    /// <summary>Languages (BCP 47) the model answers well in; other requests go elsewhere if they may. Default what its package knows.</summary>
    public IList<string> Languages { get; } = [];

    /// <summary>What the target can do beside text, for example "Tools, JsonSchema".</summary>
    public TargetCapabilities? Capabilities { get; set; }
}
