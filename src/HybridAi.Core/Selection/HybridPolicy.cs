using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>The configured rules that one request sees from start to end. Immutable.</summary>
public sealed record HybridPolicy
{
    /// <summary>
    /// The shipped threshold, chosen for a small device model: everyday one-liners stay, about five of six benchmark questions
    /// (the 400 of the classifier's tests) leave. A stronger device model deserves a higher one.
    /// </summary>
    public const double DefaultThreshold = 0.12;

    /// <summary>Which side answers when both may. Default <see cref="InferenceMode.PreferOnDevice"/>.</summary>
    public InferenceMode Mode { get; init; } = InferenceMode.PreferOnDevice;

    /// <summary>
    /// Score in 0..1 from which a request is too hard for the device. Default <see cref="DefaultThreshold"/>. Read in
    /// <see cref="InferenceMode.PreferOnDevice"/> only.
    /// </summary>
    public double Threshold { get; init; } = DefaultThreshold;

    /// <summary>
    /// What <c>hybridai calibrate</c> learned on this device; changes scores, not <see cref="Threshold"/>. Ignored when it was made with another
    /// revision of the classifier. Default none.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public RoutingCalibration? Calibration { get; init; }

    /// <summary>By how much the score must pass the threshold before a conversation moves. Default 0.05; 0 decides every turn anew.</summary>
    public double StickyMargin { get; init; } = 0.05;

    /// <summary>
    /// Score in 0..1 from which, among off-device targets, the best comes first; below it the cheapest. Default
    /// <see langword="null"/>: the order in which they were added.
    /// </summary>
    public double? FrontierThreshold { get; init; }

    /// <summary>Name of the strategy that orders eligible targets. Default <see cref="SelectionStrategies.Threshold"/>.</summary>
    public string Strategy { get; init; } = SelectionStrategies.Threshold;

    /// <summary>
    /// Tokens of a device answer that are held back until the draft judges have seen them, in streams and only while another
    /// target could take over. Default 8. Where JSON is wanted or tools may be called the whole device answer is held back. 0 hands every token on at once and judges nothing but empty answers.
    /// </summary>
    public int HoldBackTokens { get; init; } = 8;

    /// <summary>When the local model's hidden state is read for a decision, and what that may cost.</summary>
    public HiddenStatePolicy HiddenState { get; init; } = new();

    /// <summary>Learning from how answers of the device were received. Default off.</summary>
    public LearningPolicy Learning { get; init; } = new();

    /// <summary>Lets a target answer although it ignores some of the options. Default <see langword="false"/>.</summary>
    public bool IgnoreUnsupported { get; init; }

    /// <summary>
    /// Share of the users, by a stable hash of their name, for whom the device may come first, in 0..1; the others are answered
    /// off-device where that may be. Default 1. Who is in at a share is in at every larger one.
    /// </summary>
    public double Ramp { get; init; } = 1;

    /// <summary>Lets the device answer beside an off-device target, unseen, for a share of the answers. Default for none.</summary>
    public ShadowPolicy Shadow { get; init; } = new();

    /// <summary>
    /// Lets device targets without tools answer requests that carry tools but do not seem to need one; they are sent without. Default
    /// <see langword="false"/>.
    /// </summary>
    public bool DropUnneededTools { get; init; }

    /// <summary>
    /// Lets an off-device target take over, even inside a tool loop, from an agent on the device that is stuck: three failed tools or
    /// three equal calls in a row, or twelve steps. Default <see langword="true"/>.
    /// </summary>
    public bool EscalateStuckAgents { get; init; } = true;

    /// <summary>What battery, heat and network do to routing.</summary>
    public DeviceRules Device { get; init; } = new();

    /// <summary>Time for all attempts together, until the answer is complete. Default 5 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence inside a stream after its first content. Default 60 seconds.</summary>
    public TimeSpan BetweenTokens { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most attempts for one request, retries inside a target not counted. Default 4.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>Rules by tag, tenant, tool, language, class and time; the first that matches counts. Default none.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; init; } = [];

    /// <summary>How much off-device targets may be used. Default without limit.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>
    /// Most money that all attempts of one request may cost together, in the currency of the profiles' prices; attempts that could exceed it
    /// are not made. Default unlimited.
    /// </summary>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// Hands a refused draft of the device on to the off-device target as a hint, unless what it says had to stay. Costs its tokens.
    /// Default <see langword="false"/>.
    /// </summary>
    public bool DraftHint { get; init; }

    /// <summary>
    /// Ends a device's stream, although it was shown, once it has written nothing but one piece of at most 256 characters for at least 512 characters and 8 times. The text stays;
    /// the finish reason is <see cref="ChatFinishReason.Length"/>. Default <see langword="false"/>.
    /// </summary>
    public bool StopLoops { get; init; }

    /// <summary>
    /// Lets another eligible target go on with a streamed text answer that broke after a part of it was shown. What it writes is held back until it fits what was shown; when it
    /// does not, the original error is thrown. Costs a second prompt. Default <see langword="false"/>: a stream that breaks throws.
    /// </summary>
    public bool Handoff { get; init; }

    /// <summary>A second off-device target beside one that takes long to begin. Default off.</summary>
    public HedgingPolicy Hedging { get; init; } = new();

    /// <summary>Kill switches: names of targets, or <c>Device</c>, <c>Private</c>, <c>Cloud</c> for all at a location. Default none.</summary>
    public IReadOnlyList<string> Off { get; init; } = [];

    /// <summary>What may be seen where. Default <see cref="PrivacyPolicy.Default"/>.</summary>
    public PrivacyPolicy Privacy { get; init; } = PrivacyPolicy.Default;

    /// <summary>
    /// Lets attachments that cannot be read as text, images for example, leave the device. Default <see langword="false"/>: what
    /// could not be scanned stays.
    /// </summary>
    public bool UnreadableMayLeave { get; init; }

    /// <summary>
    /// Media types of attachments that may leave although they cannot be read as text: <c>image/png</c>, or <c>image/*</c>. Default none. Under a
    /// closed posture a link counts like an attachment of its media type.
    /// </summary>
    public IReadOnlyList<string> MediaTypesMayLeave { get; init; } = [];

    /// <summary>Tags whose requests a closed privacy posture lets leave. Default none.</summary>
    public IReadOnlyList<string> ReleasedTags { get; init; } = [];

    /// <summary>Tenants whose requests a closed privacy posture lets leave. Default none.</summary>
    public IReadOnlyList<string> ReleasedTenants { get; init; } = [];

    /// <summary>What an off-device target must offer. Default nothing.</summary>
    public TargetRequirements? Require { get; init; }

    /// <summary>What happens to a request that privacy keeps from the cloud and that is too hard for the device. Default <see cref="PinnedButHard.UsePrivateTarget"/>.</summary>
    public PinnedButHard PinnedButHard { get; init; }

    /// <summary>
    /// Names of tools that run on this device and hand nothing on: only these are given masked values back and offered while a request is kept on the
    /// device. Default none; a function can also be declared with <see cref="HybridRequestExtensions.RunsOnDevice"/>.
    /// </summary>
    public IReadOnlyList<string> DeviceTools { get; init; } = [];

    /// <summary>What a model is told about masks when there are any, as a system message. Default <see cref="Masker.Note"/>; empty for nothing.</summary>
    public string MaskNote { get; init; } = Masker.Note;

    /// <summary>What finds sensitive text. Default <see langword="null"/>: the client's scanner.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public PrivacyScanner? Scanner { get; init; }

    /// <summary>What is different for single tenants, by name. Default nothing.</summary>
    public IReadOnlyDictionary<string, TenantPrivacy> Tenants { get; init; } = NoTenants;

    private static readonly IReadOnlyDictionary<string, TenantPrivacy> NoTenants = new Dictionary<string, TenantPrivacy>(0);

    /// <summary>The policy of a tenant.</summary>
    internal HybridPolicy For(string? tenant) => tenant is null || !Tenants.TryGetValue(tenant, out var own) ? this : this with
    {
        Privacy = own.Privacy ?? Privacy,
        Require = own.Require ?? Require,
        Scanner = own.Scanner ?? Scanner,
    };

    /// <summary>How much is kept of what masks stand for, and for how long.</summary>
    public VaultLimits Vaults { get; init; } = new();

    /// <summary>Identifies these rules in decisions, logs and metrics. Default "default".</summary>
    public string Revision { get; init; } = "default";

    internal bool IsOff(TargetState target) => Off.Count > 0
        && (Off.Contains(target.Name, StringComparer.Ordinal) || Off.Contains(target.Profile.Location.ToString(), StringComparer.OrdinalIgnoreCase));

    internal bool IsReleased(ChatOptions? options) =>
        Privacy.Posture == PrivacyPosture.Closed
        && (ReleasedTenants.Count > 0 && options.ReadString(HybridKeys.Tenant) is { } tenant && ReleasedTenants.Contains(tenant)
            || ReleasedTags.Count > 0 && options.ReadTags().Any(ReleasedTags.Contains));

    internal bool MayLeaveUnread(RequestParts parts) =>
        UnreadableMayLeave
        || (!parts.Unreadable
            && (parts.UnreadableTypes is null || parts.UnreadableTypes.TrueForAll(IsAllowedType))
            && (parts.LinkedTypes is null || Privacy.Posture == PrivacyPosture.Open || parts.LinkedTypes.TrueForAll(IsAllowedType)));

    private bool IsAllowedType(string type)
    {
        foreach (var allowed in MediaTypesMayLeave)
        {
            if (allowed.EndsWith("/*", StringComparison.Ordinal)
                ? type.StartsWith(allowed[..^1], StringComparison.OrdinalIgnoreCase)
                : type.Equals(allowed, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
