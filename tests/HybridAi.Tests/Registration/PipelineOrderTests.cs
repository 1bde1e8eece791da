using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using HybridAi.Contract;
using HybridAi.Registration.Upstream;
using HybridAi.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Registration;

/// <summary>What each middleware sees above and below the hybrid client: the rows of docs/concepts/pipeline-order.md.</summary>
public sealed partial class PipelineOrderTests : IDisposable
{
    private const string Value = "anna.smith@example.org";
    private const string Pinned = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Question = $"Write to {Value} please.";

    private readonly CapturedLog _log = new();
    private readonly Dictionary<string, byte[]> _store = [];
    private readonly ActivitySource _source = new("upstream-test-" + Guid.NewGuid());
    private readonly List<string> _spans = [];
    private readonly ActivityListener _listener;

    public PipelineOrderTests()
    {
        _listener = new()
        {
            ShouldListenTo = s => s.Name == _source.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => _spans.AddRange(a.Tags.Select(t => t.Value ?? "")),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [GeneratedRegex(@"\[\[[^\[\]]+\]\]")]
    private static partial Regex Token();

    // Answers with what it was sent.
    private static ScriptedChatClient Repeats() => new() { Stream = (messages, _, _) => ScriptedChatClient.Words("You said ", messages[^1].Text) };

    private IChatClient Middleware(string kind, IChatClient inner) => kind switch
    {
        "logging" => new LoggingChatClient(inner, _log),
        "telemetry" => new OpenTelemetryChatClient(inner, _source, enableSensitiveData: true),
        "telemetry without data" => new OpenTelemetryChatClient(inner, _source, enableSensitiveData: false),
        "caching" => new SerializedCache(inner, _store),
        _ => new FunctionInvocation(inner),
    };

    private string Kept => string.Join('\n', _log.Entries) + string.Join('\n', _spans) + string.Join('\n', _store.Values.Select(Encoding.UTF8.GetString));

    [Theory]
    [InlineData("logging", true), InlineData("telemetry", true), InlineData("caching", true)]
    [InlineData("telemetry without data", false), InlineData("function invocation", false)]
    public async Task Above_KeepsValuesAsTheyAre(string kind, bool leaks)
    {
        foreach (var streaming in (bool[])[true, false])
        {
            using var hybrid = Ask.Hybrid(Repeats(), Repeats(), p => p with { Mode = InferenceMode.PreferCloud });
            using var client = Middleware(kind, hybrid);

            (await client.AskAsync(streaming, Question)).Text.ShouldContain(Value);

            Kept.Contains(Value, StringComparison.Ordinal).ShouldBe(leaks);
        }
    }

    [Theory]
    [InlineData("logging"), InlineData("telemetry"), InlineData("telemetry without data"), InlineData("caching"), InlineData("function invocation")]
    public async Task InsideACloudTarget_HasMasksOnly(string kind)
    {
        foreach (var streaming in (bool[])[true, false])
        {
            var cloud = Repeats();
            using var client = Ask.Hybrid(Repeats(), Middleware(kind, cloud), p => p with { Mode = InferenceMode.PreferCloud });

            (await client.AskAsync(streaming, Question)).Text.ShouldContain(Value);
            (await client.AskAsync(streaming, Question)).Text.ShouldContain(Value);
            (await client.AskAsync(streaming, $"Use {Pinned} now.")).Text.ShouldContain(Pinned);

            // Each conversation has masks of its own: a cache never answers one with the masks of another.
            cloud.Requests.Count.ShouldBe(streaming ? 2 : 2);
            Kept.ShouldNotContain(Value);
            Kept.ShouldNotContain(Pinned);
            if (kind is "logging" or "telemetry" or "caching")
            {
                Token().IsMatch(Kept).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData("logging", true), InlineData("telemetry", true), InlineData("caching", true)]
    [InlineData("telemetry without data", false), InlineData("function invocation", false)]
    public async Task InsideADeviceTarget_HasPinnedTextAsItIs(string kind, bool leaks)
    {
        foreach (var streaming in (bool[])[true, false])
        {
            using var client = Ask.Hybrid(Middleware(kind, Repeats()), Repeats());

            await client.AskAsync(streaming, $"Use {Pinned} now.");

            Kept.Contains(Pinned, StringComparison.Ordinal).ShouldBe(leaks);
        }
    }

    [Fact]
    public async Task FunctionInvocation_InsideACloudTarget_RunsNoTool()
    {
        var ran = false;
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", "f")])),
        };
        using var client = Ask.Hybrid(Repeats(), new FunctionInvocation(cloud), p => p with { Mode = InferenceMode.PreferCloud });

        await client.GetResponseAsync("hi", new ChatOptions { Tools = [AIFunctionFactory.Create(() => ran = true, "f")] });

        ran.ShouldBeFalse();
    }

    [Theory]
    [InlineData("logging", true, "MiddlewareAround"), InlineData("logging", false, null)]
    [InlineData("telemetry", false, "MiddlewareAround"), InlineData("caching", false, "MiddlewareAround")]
    [InlineData("function invocation", false, null)]
    public async Task Start_WithMiddlewareAround_WarnsWhereItLeaks(string kind, bool trace, string? warning) => (await StartAsync(
        s => s.AddSingleton(p => Middleware(kind, p.GetRequiredService<HybridChatClient>())), Repeats(), Repeats(), trace)).ShouldBe(warning is null ? [] : [warning]);

    [Theory]
    [InlineData("logging"), InlineData("telemetry"), InlineData("caching"), InlineData("function invocation")]
    public async Task Start_WithMiddlewareInATarget_Warns(string kind)
    {
        (await StartAsync(_ => { }, Repeats(), Middleware(kind, Repeats()))).ShouldBe(["MiddlewareInTarget"]);
        (await StartAsync(_ => { }, Middleware(kind, Repeats()), Repeats())).ShouldBe(kind == "function invocation" ? [] : ["MiddlewareInDeviceTarget"]);
    }

    [Fact]
    public async Task Start_WithAPipelineThatCannotBeMade_IsNotStopped() =>
        (await StartAsync(s => s.AddSingleton<IChatClient>(_ => throw new NotSupportedException()), Repeats(), Repeats())).ShouldBeEmpty();

    private static async Task<List<string>> StartAsync(Action<IServiceCollection> add, IChatClient local, IChatClient cloud, bool trace = false)
    {
        var events = new EventNames();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(events).SetMinimumLevel(trace ? LogLevel.Trace : LogLevel.Debug);
        builder.Services.AddHybridChatClient()
            .AddTarget("local", local, TargetProfile.OnDevice(8192)).AddTarget("cloud", cloud, TargetProfile.Cloud());
        add(builder.Services);
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        return events.Names;
    }

    private sealed class EventNames : ILoggerProvider, ILogger
    {
        public List<string> Names { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning && eventId.Id is 4 or 23 or 24)
            {
                Names.Add(eventId.Name!);
            }
        }

        public void Dispose()
        {
        }
    }
}
