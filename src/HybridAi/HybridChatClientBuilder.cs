using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Builds a <see cref="HybridChatClient"/> without a container. Not thread-safe.</summary>
public sealed class HybridChatClientBuilder
{
    private readonly List<Target> _targets = [];
    private readonly List<IDraftJudge> _judges = [];
    private readonly List<DraftHeads> _draftHeads = [];
    private readonly List<ISelectionStrategy> _strategies = [];
    private readonly List<ProbeHeads> _heads = [];
    private HybridPolicy _policy = new();
    private readonly HybridAiOptions _options = new();
    private PrivacyScanner _scanner = PrivacyScanner.Default;
    private TimeProvider _time = TimeProvider.System;
    private IConsentProvider? _consent;
    private IAuditSink? _audit;
    private IDeviceState? _device;
    private OutcomeLearner? _learner;

    /// <summary>Adds a target. The order breaks ties between equals.</summary>
    /// <param name="name">Its name; unique.</param>
    /// <param name="client">Its client; thread-safe.</param>
    /// <param name="profile">The facts about it.</param>
    /// <param name="leaveOpen">Whether the client stays open when the hybrid client is disposed. Default <see langword="false"/>.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder AddTarget(string name, IChatClient client, TargetProfile profile, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(client);

#pragma warning disable CA2000 // The wrapper holds nothing of its own; disposing it does nothing.
        _targets.Add(new(name, leaveOpen ? new BorrowedChatClient(client) : client, profile));
#pragma warning restore CA2000
        return this;
    }

    /// <summary>Chooses which side answers when both may. Default <see cref="InferenceMode.PreferOnDevice"/>.</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseMode(InferenceMode mode) => UsePolicy(p => p with { Mode = mode });

    /// <summary>Chooses what may be seen where. Default <see cref="PrivacyPolicy.Default"/>.</summary>
    /// <param name="privacy">The policy, a preset for example.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UsePrivacy(PrivacyPolicy privacy)
    {
        ArgumentNullException.ThrowIfNull(privacy);

        return UsePolicy(p => p with { Privacy = privacy });
    }

    /// <summary>Replaces what finds sensitive text, to add own words, patterns and recognisers.</summary>
    /// <param name="scanner">The scanner.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseScanner(PrivacyScanner scanner)
    {
        ArgumentNullException.ThrowIfNull(scanner);

        _scanner = scanner;
        return this;
    }

    /// <summary>Says who is asked where policy asks for consent. Default nobody: then it stays on the device.</summary>
    /// <param name="provider">The provider; thread-safe.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseConsent(IConsentProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);

        _consent = provider;
        return this;
    }

    /// <summary>Keeps a record of every request that ended: which classes went where, when, under which rules. Default none.</summary>
    /// <param name="audit">Where records go: a file opened with <see cref="AuditLog"/>, or a sink of your own; thread-safe. Not disposed by the client:
    /// dispose of it after the client, so that the last records are written.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseAudit(IAuditSink audit)
    {
        ArgumentNullException.ThrowIfNull(audit);

        _audit = audit;
        return this;
    }

    /// <summary>Changes the rules.</summary>
    /// <param name="change">Returns the policy to use.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UsePolicy(Func<HybridPolicy, HybridPolicy> change)
    {
        ArgumentNullException.ThrowIfNull(change);

        _policy = change(_policy) ?? throw new ArgumentException("The change returned null.", nameof(change));
        return this;
    }

    /// <summary>Uses what is known about the local model: its scores, and its threshold if it has one. A threshold set afterwards counts.</summary>
    /// <param name="calibration">The calibration; of the model that is added, for example <c>SmolLM2Model.Calibration</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">It was made with another revision of the classifier.</exception>
    public HybridChatClientBuilder UseCalibration(RoutingCalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);

        return calibration.StaleReason(PromptClassifier.Default, calibration.ModelFingerprint) is { } stale
            ? throw new ArgumentException(stale, nameof(calibration))
            : UsePolicy(p => CalibrationFile.Use(calibration, p));
    }

    /// <summary>Learns from how answers of the device were received: report them with <see cref="IOutcomeFeedback"/>. Default off.</summary>
    /// <param name="learning">How; <see langword="null"/> for the defaults. Switched on whatever it says.</param>
    /// <param name="learner">What learns: one that has read what an earlier process wrote, or that several clients share. Default one of this client's own.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseLearning(LearningPolicy? learning = null, OutcomeLearner? learner = null)
    {
        _learner = learner;
        return UsePolicy(p => p with { Learning = (learning ?? new()) with { Enabled = true } });
    }

    /// <summary>Adds heads on the hidden state of a local model (tier 1); of two for the same model the last added count.</summary>
    /// <param name="heads">The heads.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder AddProbeHeads(ProbeHeads heads)
    {
        ArgumentNullException.ThrowIfNull(heads);

        _heads.Add(heads);
        return this;
    }

    /// <summary>Adds a judge of device drafts.</summary>
    /// <param name="judge">The judge; thread-safe.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder AddJudge(IDraftJudge judge)
    {
        ArgumentNullException.ThrowIfNull(judge);

        _judges.Add(judge);
        return this;
    }

    /// <summary>Adds heads on the confidence of a local model's drafts (tier 2).</summary>
    /// <param name="heads">The heads; they are used for their model and precision only.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder AddDraftHeads(DraftHeads heads)
    {
        ArgumentNullException.ThrowIfNull(heads);

        _draftHeads.Add(heads);
        return this;
    }

    /// <summary>Adds a selection strategy.</summary>
    /// <param name="strategy">The strategy; thread-safe.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder AddStrategy(ISelectionStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);

        _strategies.Add(strategy);
        return this;
    }

    /// <summary>Changes time limits, retries and circuit breakers of off-device targets.</summary>
    /// <param name="configure">Changes the two.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseResilience(Action<HybridAiTimeoutOptions, HybridAiResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        configure(_options.Timeouts, _options.Resilience);
        var errors = OptionsCheck.Options(_options, "HybridAi", [], SelectionStrategies.Names);
        return errors.Count == 0
            ? UsePolicy(p => p with { Deadline = _options.Timeouts.Total, BetweenTokens = _options.Timeouts.BetweenTokens })
            : throw new ArgumentException(string.Join(" ", errors), nameof(configure));
    }

    /// <summary>Replaces the clock.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseTime(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);

        _time = time;
        return this;
    }

    /// <summary>Replaces what reads the state of the machine. Default the system's own battery, heat and network.</summary>
    /// <param name="device">The reader; thread-safe.</param>
    /// <returns>The same builder.</returns>
    public HybridChatClientBuilder UseDeviceState(IDeviceState device)
    {
        ArgumentNullException.ThrowIfNull(device);

        _device = device;
        return this;
    }

    /// <summary>Builds the client. It disposes the targets' clients that were not added with <c>leaveOpen</c>.</summary>
    /// <exception cref="ArgumentException">There is no target, two have the same name, or the strategy is not known.</exception>
    public HybridChatClient Build() => new(_targets, _policy, new()
    {
        Time = _time,
        Scanner = _scanner,
        Consent = _consent,
        Learner = _learner,
        Audit = _audit,
        Device = _device ?? new SystemDeviceState(_time),
        Pipeline = TargetPipelines.For(_options, _time),
        Judges = [.. _judges],
        ProbeHeads = [.. _heads],
        DraftHeads = [.. _draftHeads],
        Strategies = [.. _strategies],
        OwnsTargets = true,
    });
}
