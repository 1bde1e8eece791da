using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Configuration;

public sealed class RuleReportTests : IDisposable
{
    private readonly Lines _log = new();

    public void Dispose() => _log.Dispose();

    private ServiceProvider Provider(IConfigurationRoot configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddProvider(_log));
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => $"HybridAi:{v.Key}", v => (string?)v.Value)).Build();

    [Fact]
    public void DeadRule_AtLoadAndAtReload_IsReportedByName()
    {
        var configuration = Configuration(
            ("Rules:0:Name", "all batches"), ("Rules:0:Tag", "batch"), ("Rules:0:Mode", "OnlyOnDevice"),
            ("Rules:1:Name", "german batches"), ("Rules:1:Tag", "batch"), ("Rules:1:Language", "de"), ("Rules:1:Target", "cloud"));
        using var provider = Provider(configuration);
        _ = provider.GetRequiredService<HybridChatClient>();

        _log.Of(11).Single().ShouldContain("'german batches' never counts: 'all batches'");

        configuration["HybridAi:Rules:0:Tool"] = "search";
        configuration.Reload();
        _log.Of(11).Count.ShouldBe(1);

        configuration["HybridAi:Rules:1:Tool"] = "search";
        configuration.Reload();
        _log.Of(11).Count.ShouldBe(2);
    }

    // The change is applied while the token fires, not at some time after it: what the caller of Reload asks next is decided by it.
    [Theory, InlineData(true), InlineData(false)]
    public async Task Reload_ThatChangesTheMode_DecidesTheVeryNextRequest(bool streaming)
    {
        var configuration = Configuration(("Mode", "OnlyOnDevice"));
        using var provider = Provider(configuration);
        var client = provider.GetRequiredService<IChatClient>();
        (await AskAsync(client, streaming)).ShouldBe("local!");

        foreach (var (mode, answer) in new[] { ("OnlyCloud", "cloud!"), ("OnlyOnDevice", "local!"), ("nonsense", "local!"), ("PreferCloud", "cloud!") })
        {
            configuration["HybridAi:Mode"] = mode;
            configuration.Reload();
            (await AskAsync(client, streaming)).ShouldBe(answer, mode);
        }
    }

    private static async Task<string> AskAsync(IChatClient client, bool streaming) =>
        (streaming ? await client.GetStreamingResponseAsync("hi").ToChatResponseAsync() : await client.GetResponseAsync("hi")).Text;

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<(int Id, string Text)> _lines = [];

        public List<string> Of(int id)
        {
            lock (_lines)
            {
                return [.. _lines.Where(l => l.Id == id).Select(l => l.Text)];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add((eventId.Id, formatter(state, exception)));
            }
        }

        public void Dispose()
        {
        }
    }
}
