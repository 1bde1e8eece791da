using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi;

/// <summary>Puts the client together from what the container holds.</summary>
internal static class HybridClientFactory
{
    /// <summary>Reads, checks and watches the configuration.</summary>
    public static PolicySource Policies(IServiceProvider services, IConfiguration? section) => new(
        section,
        services.GetServices<OptionsChange>().Select(c => c.Apply),
        services.GetServices<PolicyChange>().Select(c => c.Apply),
        services.GetServices<TargetRegistration>().Select(r => r.Name),
        SelectionStrategies.Names.Concat(services.GetServices<ISelectionStrategy>().Select(s => s.Name)),
        Logger(services),
        services.GetServices<TargetCheck>().SelectMany(c => c.Errors(services)),
        services.GetService<PrivacyScanner>() is null ? () => ScannerOptions(services) : null,
        services.GetServices<TargetOptionNames>(),
        services.GetServices<RoutingCalibration>());

    /// <summary>What is told of requests: the log, and the watch over their kind.</summary>
    public static TrafficWatch Traffic(IServiceProvider services)
    {
        var policies = services.GetRequiredService<PolicySource>();
        var logger = Logger(services);
        return new(
            new RouteLog(logger), () => policies.Policy, () => policies.Options.WatchDrift, services.GetRequiredService<TimeProvider>(), logger,
            services.GetRequiredService<OutcomeLearner>().Fade);
    }

    /// <param name="services">The container.</param>
    /// <param name="more">Targets beside those of the container.</param>
    public static HybridChatClient Create(IServiceProvider services, params ReadOnlySpan<Target> more) => Create(services, [.. Targets(services), .. more], null);

    /// <summary>A client of its own with some of the container's targets and rules of its own; everything else is shared.</summary>
    public static HybridChatClient Create(IServiceProvider services, KeyedClient own)
    {
        var all = Targets(services);
        if (own.Targets.FirstOrDefault(name => !Array.Exists(all, t => t.Name == name)) is { } unknown)
        {
            throw new InvalidOperationException(
                $"The client '{own.Key}' names the target '{unknown}', which was not added. Known are: {string.Join(", ", all.Select(t => t.Name))}.");
        }

        return Create(services, [.. all.Where(t => own.Targets.Contains(t.Name))], own.Policy);
    }

    private static Target[] Targets(IServiceProvider services)
    {
        // Every mistake of the configuration is told before a client that trips over one of them is made.
        _ = services.GetRequiredService<PolicySource>();
        return [.. services.GetServices<TargetRegistration>().Select(r => services.GetRequiredKeyedService<TargetHolder>(r.Name).Target)];
    }

    private static HybridChatClient Create(IServiceProvider services, Target[] targets, Func<HybridPolicy, HybridPolicy>? change)
    {
        var policies = services.GetRequiredService<PolicySource>();
        var logger = Logger(services);
        if (targets.Length == 0)
        {
            throw new InvalidOperationException(
                "No target was added. Call AddSmolLM2(), AddOnnxModel(...), AddOpenAI(...) or AddTarget(...) on what AddHybridChatClient returned.");
        }

        foreach (var target in targets)
        {
            Warn(target, logger);
        }

        var time = services.GetRequiredService<TimeProvider>();
        Func<HybridPolicy> current = new CalibrationGuard(policies, targets, logger).Current;
        current = change is null ? current : new ChangedPolicy(current, change).Current;
        return new(targets, current(), new()
        {
            CurrentPolicy = current,
            Scanner = DefaultScanner(services),
            Time = time,
            Learner = services.GetRequiredService<OutcomeLearner>(),
            Conversations = services.GetService<ConversationStore>(),
            Consent = services.GetService<IConsentProvider>(),
            Judges = [.. services.GetServices<IDraftJudge>()],
            DraftHeads = [.. services.GetServices<DraftHeads>()],
            Strategies = [.. services.GetServices<ISelectionStrategy>()],
            ProbeHeads = [.. services.GetServices<ProbeHeads>()],
            Ledger = services.GetService<IUsageLedger>(),
            Device = services.GetService<IDeviceState>() ?? new SystemDeviceState(time),
            Observer = services.GetRequiredService<TrafficWatch>(),
            Audit = services.GetRequiredService<AuditHolder>().Sink,
            Recorder = services.GetRequiredService<RecorderHolder>().Recorder,
            Pipeline = TargetPipelines.For(policies.Options, time),
        });
    }

    /// <summary>The scanner of the application, or one with the recognisers that the container holds.</summary>
    public static PrivacyScanner DefaultScanner(IServiceProvider services) =>
        services.GetService<PrivacyScanner>()
        ?? (ScannerOptions(services) is { Recognizers.Count: > 0 } options ? new(options) : PrivacyScanner.Default);

    private static PrivacyScannerOptions ScannerOptions(IServiceProvider services)
    {
        var options = new PrivacyScannerOptions { TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System };
        foreach (var recognizer in services.GetServices<IEntityRecognizer>())
        {
            options.Recognizers.Add(recognizer);
        }

        return options;
    }

    public static ILogger<HybridChatClient> Logger(IServiceProvider services) =>
        services.GetService<ILogger<HybridChatClient>>() ?? NullLogger<HybridChatClient>.Instance;

    private static void Warn(Target target, ILogger logger)
    {
        if (target.Client.GetService<IModelAvailability>()?.Availability is { State: ModelState.Unavailable } gone)
        {
            Log.TargetUnavailable(logger, target.Name, gone.Reason ?? "");
        }

        PipelineCheck.Inside(target, logger);
    }
}
