using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace HybridAi.Storage;

public sealed class CalibrationWiringTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridai-calibration-").FullName;
    private readonly LogLines _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_WithACalibration_ScoresAndThresholdAreItsOwn()
    {
        Write("c.json", threshold: 0.77);
        using var provider = Provider("c.json", out _);

        var decision = await provider.GetRequiredService<HybridChatClient>().PreviewAsync([new(ChatRole.User, "Name a colour.")]);

        decision.Threshold.ShouldBe(0.77);
        decision.Score!.Value.ShouldBe(0.5, 0.01); // the file's slope is next to nothing and its offset 0
        decision.Revision.ShouldNotBe(provider.GetRequiredService<PolicySource>().Uncalibrated.Revision);
        _log.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("missing.json", "is not there")]
    [InlineData("broken.json", "cannot be read")]
    public void Start_WithoutAUsableFile_IsAConfigurationErrorWithoutPath(string file, string expected)
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), "{");

        var error = Should.Throw<OptionsValidationException>(() => Provider(file, out _).GetRequiredService<HybridChatClient>());

        error.Message.ShouldContain("HybridAi:Calibration");
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("hybridai calibrate");
        error.Message.ShouldNotContain(_folder);
    }

    [Fact]
    public void Reload_BrokenFile_KeepsTheLastGoodPolicy_AndAGoodOneIsUsed()
    {
        Write("c.json", threshold: 0.3);
        using var provider = Provider("c.json", out var configuration);
        var policies = provider.GetRequiredService<PolicySource>();
        var first = policies.Policy;

        File.WriteAllText(Path.Combine(_folder, "c.json"), "not a calibration");
        configuration.Reload();
        policies.Policy.ShouldBeSameAs(first);
        _log.Lines.ShouldContain(line => line.Contains("last good one stays", StringComparison.Ordinal));

        Write("c.json", threshold: 0.9);
        configuration.Reload();
        policies.Policy.Threshold.ShouldBe(0.9);
        policies.Policy.Revision.ShouldNotBe(first.Revision);
    }

    [Fact]
    public async Task Start_CalibrationOfAnotherClassifier_FallsBackAndSaysSo()
    {
        Write("c.json", threshold: 0.77, classifier: "0123456789abcdef");
        using var provider = Provider("c.json", out _);

        var decision = await provider.GetRequiredService<HybridChatClient>().PreviewAsync([new(ChatRole.User, "Name a colour.")]);

        decision.Threshold.ShouldBe(HybridPolicy.DefaultThreshold);
        _log.Lines.ShouldHaveSingleItem().ShouldContain("another revision of the classifier");
    }

    [Fact]
    public async Task Request_LocalModelTurnsOutToBeAnother_FallsBackOnceItIsKnown()
    {
        Write("c.json", threshold: 0.77, model: "abc");
        var probe = Substitute.For<IPromptProbe>();
        probe.ModelFingerprint.Returns("");
        using var provider = Provider("c.json", out _, new ProbedClient(probe));
        var client = provider.GetRequiredService<HybridChatClient>();

        (await Threshold(client)).ShouldBe(0.77, "the model is not loaded yet");
        probe.ModelFingerprint.Returns("other");
        (await Threshold(client)).ShouldBe(HybridPolicy.DefaultThreshold);
        (await Threshold(client)).ShouldBe(HybridPolicy.DefaultThreshold);

        _log.Lines.ShouldHaveSingleItem().ShouldContain("another local model");
    }

    [Fact]
    public async Task Request_LocalModelIsTheOne_UsesTheCalibration()
    {
        Write("c.json", threshold: 0.77, model: "abc");
        var probe = Substitute.For<IPromptProbe>();
        probe.ModelFingerprint.Returns("abc");
        using var provider = Provider("c.json", out _, new ProbedClient(probe));

        (await Threshold(provider.GetRequiredService<HybridChatClient>())).ShouldBe(0.77);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Package_CalibrationOfTheModel_IsUsedUntilTheApplicationHasItsOwn()
    {
        Write("c.json", threshold: 0.77, model: "abc");
        Write("shipped.json", threshold: 0.42, model: "abc");
        var shipped = RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(_folder, "shipped.json")));
        var probe = Substitute.For<IPromptProbe>();
        probe.ModelFingerprint.Returns("abc");

        using var alone = Provider(null, out _, new ProbedClient(probe), shipped);
        using var own = Provider("c.json", out _, new ProbedClient(probe), shipped);
        using var configured = Provider(null, out _, new ProbedClient(probe), shipped, threshold: "0.3");
        Write("t.json", threshold: 0.2, model: "abc", learned: false);
        using var thresholdOnly = Provider("t.json", out _, new ProbedClient(probe), shipped);

        (await Decide(alone)).ShouldBe((0.42, 0.5));
        (await Decide(own)).Threshold.ShouldBe(0.77);
        (await Decide(configured)).ShouldBe((0.3, 0.5));
        (await Decide(thresholdOnly)).ShouldBe((0.2, 0.5), "a file that learned nothing leaves the scores as shipped");
        _log.Lines.ShouldBeEmpty();

        static async Task<(double Threshold, double Score)> Decide(ServiceProvider provider)
        {
            var decision = await provider.GetRequiredService<HybridChatClient>().PreviewAsync([new(ChatRole.User, "Name a colour.")]);
            return (decision.Threshold, Math.Round(decision.Score!.Value, 2));
        }
    }

    [Theory]
    [InlineData("other", null, HybridPolicy.DefaultThreshold, "not about this model")]
    [InlineData("abc", "other", HybridPolicy.DefaultThreshold, "the first device target is another model")]
    [InlineData("abc", "0123456789abcdef", HybridPolicy.DefaultThreshold, "another classifier")]
    [InlineData("abc", null, 0.42, "all is well")]
    public async Task Package_CalibrationOfAnotherModelOrClassifier_IsLeftOutQuietly(string model, string? other, double expected, string because)
    {
        Write("shipped.json", threshold: 0.42, model: model, classifier: other?.Length == 16 ? other : null);
        var shipped = RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(_folder, "shipped.json")));
        var probe = Substitute.For<IPromptProbe>();
        probe.ModelFingerprint.Returns(other == "other" ? "other" : "abc");
        using var provider = Provider(null, out _, new ProbedClient(probe), shipped);

        (await Threshold(provider.GetRequiredService<HybridChatClient>())).ShouldBe(expected, because);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_OwnCalibrationIsOfAnotherModel_FallsBackToThePackages()
    {
        Write("c.json", threshold: 0.77, model: "gone");
        Write("shipped.json", threshold: 0.42, model: "abc");
        var probe = Substitute.For<IPromptProbe>();
        probe.ModelFingerprint.Returns("abc");
        using var provider = Provider("c.json", out _, new ProbedClient(probe), RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(_folder, "shipped.json"))));

        (await Threshold(provider.GetRequiredService<HybridChatClient>())).ShouldBe(0.42);
        _log.Lines.ShouldHaveSingleItem().ShouldContain("another local model");
    }

    [Fact]
    public async Task Builder_WithACalibration_UsesItUntilAThresholdIsSet()
    {
        Write("c.json", threshold: 0.42, model: "abc");
        Write("old.json", threshold: 0.42, classifier: "0123456789abcdef");
        var calibration = RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(_folder, "c.json")));
        using var used = Builder().UseCalibration(calibration).Build();
        using var changed = Builder().UseCalibration(calibration).UsePolicy(p => p with { Threshold = 0.6 }).Build();

        (await Threshold(used)).ShouldBe(0.42);
        (await Threshold(changed)).ShouldBe(0.6);
        Should.Throw<ArgumentException>(() => Builder().UseCalibration(RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(_folder, "old.json")))))
            .Message.ShouldContain("calibrate again");

        static HybridChatClientBuilder Builder() => new HybridChatClientBuilder()
            .AddTarget("local", new EchoChatClient("local"), TargetProfile.OnDevice(8192)).AddTarget("cloud", new EchoChatClient("cloud"), TargetProfile.Cloud());
    }

    private static async Task<double> Threshold(HybridChatClient client) =>
        (await client.PreviewAsync([new(ChatRole.User, "Name a colour.")])).Threshold;

    private ServiceProvider Provider(
        string? file, out IConfigurationRoot configuration, IChatClient? local = null, RoutingCalibration? shipped = null, string? threshold = null)
    {
        configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HybridAi:Calibration"] = file is null ? null : Path.Combine(_folder, file), ["HybridAi:Threshold"] = threshold,
        }.Where(pair => pair.Value is not null)).Build();
        var services = new ServiceCollection();
        services.AddLogging(b => b.AddProvider(_log));
        var builder = services.AddHybridChatClient(configuration.GetSection("HybridAi"));
        if (shipped is not null)
        {
            builder.AddCalibration(_ => shipped);
        }

        builder
            .AddTarget("local", _ => local ?? new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }

    private void Write(string file, double threshold, string? classifier = null, string? model = null, bool learned = true)
    {
        classifier ??= PromptClassifier.Default.Revision;
        File.WriteAllText(Path.Combine(_folder, file), new JsonObject
        {
            ["calibration_format"] = 1,
            ["classifier"] = classifier,
            ["model"] = model,
            ["created"] = "2026-01-01T00:00:00Z",
            ["threshold"] = threshold,
            ["evidence"] = "a test",
            ["adjustment"] = !learned ? null : new JsonObject
            {
                ["format"] = 2, ["classifier"] = classifier, ["labels"] = 20, ["scale"] = 1, ["intercept"] = 0, ["slope"] = 0.001,
                ["offset"] = 0, ["structure"] = new JsonArray([.. Enumerable.Repeat(0, 32).Select(v => (JsonNode)v)]), ["ngrams"] = "", ["weights"] = "",
            },
        }.ToJsonString());
    }

    private sealed class ProbedClient(IPromptProbe probe) : DelegatingChatClient(new EchoChatClient("local"))
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(IPromptProbe) ? probe : serviceType == typeof(DelegatingChatClient) ? null : base.GetService(serviceType, serviceKey);
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
