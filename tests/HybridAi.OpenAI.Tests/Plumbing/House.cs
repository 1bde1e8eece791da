using HybridAi.OpenAI;
using System.Globalization;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Plumbing;

/// <summary>Which application a conversation meets.</summary>
internal enum Setup
{
    Default,
    WithPrivate,
    PciReleased,
    ClosedNotReleased,
    FaultyDetector,
    Reloading,
    GateAlone,

    /// <summary>Answers that broke are gone on with, refused drafts are handed on, the device answers unseen beside the cloud.</summary>
    HandingOn,
}

/// <summary>One application, wired as users wire it: configuration, container, the OpenAI leg over real HTTP, audit on.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IConfigurationRoot _configuration;
    private readonly string _preset;

    public House(Setup setup, RecordingCloud cloud, Device device, Witness witness, string auditPath, bool leaky = false)
    {
        _preset = setup switch { Setup.PciReleased => "pci-dss", Setup.ClosedNotReleased => "hipaa-safe-harbor+gdpr-art9", _ => "default" };
        Policies = setup == Setup.Reloading ? [PrivacyPolicy.Default, PrivacyPolicy.FromPreset("default+pci-dss")] : [PrivacyPolicy.FromPreset(_preset)];
        var settings = new Dictionary<string, string?>
        {
            ["HybridAi:Privacy:Preset"] = _preset,
            ["HybridAi:Privacy:AllowLoosening"] = setup == Setup.Reloading ? "true" : "false",
            ["HybridAi:Resilience:RetryDelay"] = "00:00:00",
            ["HybridAi:Resilience:Retries"] = "1",
            ["HybridAi:Resilience:BreakerMinimumCalls"] = "100000000",
            ["HybridAi:Audit:Path"] = auditPath,
            ["HybridAi:Audit:Key"] = AuditKey,
            ["HybridAi:Audit:Sync"] = "false",
            ["HybridAi:Targets:cloud:Endpoint"] = cloud.Endpoint("cloud"),
            ["HybridAi:Targets:cloud:ApiKey"] = "sk-test",
        };
        if (setup == Setup.PciReleased)
        {
            settings["HybridAi:Privacy:ReleasedTags:0"] = "released";
        }

        if (setup == Setup.HandingOn)
        {
            settings["HybridAi:Handoff"] = settings["HybridAi:DraftHint"] = "true";
            settings["HybridAi:Shadow:Share"] = "1";
        }

        if (HasPrivate(setup))
        {
            settings["HybridAi:Targets:own:Endpoint"] = cloud.Endpoint("own");
            settings["HybridAi:Targets:own:ApiKey"] = "sk-test";
            settings["HybridAi:Targets:own:Location"] = "Private";
        }

        for (var i = 0; i < 4; i++)
        {
            var mode = ((InferenceMode)i).ToString();
            settings[string.Create(CultureInfo.InvariantCulture, $"HybridAi:Rules:{i}:Tag")] = mode;
            settings[string.Create(CultureInfo.InvariantCulture, $"HybridAi:Rules:{i}:Mode")] = mode;
        }

        _configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging(l => l.ClearProviders().AddProvider(witness).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton<IConfiguration>(_configuration);
        if (setup == Setup.FaultyDetector)
        {
            var scanner = new PrivacyScannerOptions { RecognizerTimeout = TimeSpan.FromMilliseconds(1) };
            scanner.Recognizers.Add(Detector);
            services.AddSingleton(new PrivacyScanner(scanner));
        }

        if (setup == Setup.HandingOn)
        {
            services.AddSingleton<IDraftJudge>(new TellingJudge());
        }

        var builder = services.AddHybridChatClient(_configuration.GetSection("HybridAi"))
            .AddTarget("local", device, TargetProfile.OnDevice(100_000, TargetCapabilities.Tools));
        if (HasPrivate(setup))
        {
            builder.AddOpenAI("own");
        }

        if (leaky)
        {
            // The lie this test must be able to catch: a cloud that is said to be the device.
            var options = new OpenAIChatClientOptions { Endpoint = new(cloud.Endpoint("cloud")), Model = "m", ApiKey = "sk-test" };
            builder.AddTarget("cloud", _ => new OpenAIChatClient(options, new HttpClient(), true), _ => TargetProfile.OnDevice(100_000, TargetCapabilities.Tools));
        }
        else
        {
            builder.AddOpenAI("cloud");
        }

        _services = services.BuildServiceProvider();
        Client = setup == Setup.GateAlone ? _services.GetRequiredKeyedService<IChatClient>("cloud") : _services.GetRequiredService<IChatClient>();
    }

    /// <summary>Whether there is a private target, named "own".</summary>
    public static bool HasPrivate(Setup setup) => setup is Setup.WithPrivate or Setup.HandingOn;

    public const string AuditKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /// <summary>The policies that may be in force while a conversation runs.</summary>
    public IReadOnlyList<PrivacyPolicy> Policies { get; }

    public IChatClient Client { get; }

    public FaultyDetector Detector { get; } = new();

    /// <summary>Changes the policy while requests run; to and fro.</summary>
    public void Reload()
    {
        _configuration["HybridAi:Privacy:Preset"] = _configuration["HybridAi:Privacy:Preset"] == _preset && Policies.Count > 1 ? "default+pci-dss" : _preset;
        _configuration["HybridAi:Privacy:ReleasedTags:0"] = "released";
        _configuration["HybridAi:Threshold"] = _configuration["HybridAi:Threshold"] == "0.2" ? "0.3" : "0.2";
        _configuration.Reload();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A judge that says what it was shown: as its reason, and as it fails.</summary>
internal sealed class TellingJudge : IDraftJudge
{
    public string Name => "telling";

    public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken) => (draft.Text.Length % 8) switch
    {
        < 4 => ValueTask.FromResult(DraftVerdict.Refuse(draft.Text)),
        4 => throw new InvalidOperationException("cannot judge: " + draft.Text),
        _ => ValueTask.FromResult(DraftVerdict.Accept),
    };
}

/// <summary>A recogniser that works until it is told not to.</summary>
internal sealed class FaultyDetector : IEntityRecognizer
{
    public Trouble Trouble { get; set; }

    public string Name => "faulty";

    public async ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        if (Trouble == Trouble.DetectorThrows)
        {
            throw new InvalidOperationException("cannot read: " + text);
        }

        if (Trouble == Trouble.DetectorLate)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return [];
    }
}
