using HybridAi.OnnxRuntimeGenAI.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.OnnxRuntimeGenAI.Registration;

public sealed class AddOnnxModelTests : IDisposable
{
    private const string Secret = "Is password=Tr0ub4dor&3xyz a good one?";

    private readonly StoreFolder _folder = new();
    private readonly CloudScript _cloud = new();
    private readonly Lines _log = new();

    [Fact]
    public async Task Host_WithAModel_PreparesItInTheBackground()
    {
        Directory.CreateDirectory(_folder.Cache);
        var held = StoreLock.TryAcquire(_folder.Prepared + ".lock").ShouldNotBeNull();
        await using var services = Build();

        await StartAsync(services);
        StateOf(services).ShouldBe(ModelState.Preparing, "the start waits for nothing");
        held.Dispose();
        (await _log.Next).ShouldBe((LogLevel.Information, "The local model of target local is ready."));

        StateOf(services).ShouldBe(ModelState.Available);
        await StopAsync(services);
    }

    [Fact]
    public async Task Host_WhoseModelIsBroken_StartsAndAnswersFromTheCloud()
    {
        File.WriteAllText(_folder.Source, "broken");
        await using var services = Build();

        await StartAsync(services);
        var (level, line) = await _log.Next;
        var client = services.GetRequiredService<HybridChatClient>();

        level.ShouldBe(LogLevel.Warning);
        line.ShouldContain("cannot be imported");
        _folder.ShouldNotBeIn(line);
        StateOf(services).ShouldBe(ModelState.Unavailable);
        (await client.GetResponseAsync("Hello")).Text.ShouldBe("from the cloud");
        var preview = await client.PreviewAsync([new(ChatRole.User, "Hello")], null, false, default);
        preview.Targets.Single(target => target.Target == "local").Detail!.ShouldContain("cannot be imported");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Host_WhoseModelIsBroken_RefusesWhatMustStay(bool streaming)
    {
        File.WriteAllText(_folder.Source, "broken");
        await using var services = Build();
        await StartAsync(services);
        await _log.Next;
        var client = services.GetRequiredService<HybridChatClient>();

        await Should.ThrowAsync<PrivacyBlockedException>(async () =>
        {
            if (streaming)
                await foreach (var _ in client.GetStreamingResponseAsync(Secret)) { }
            else
                await client.GetResponseAsync(Secret);
        });

        _cloud.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Host_StoppedWhileTheModelIsPrepared_Stops()
    {
        Directory.CreateDirectory(_folder.Cache);
        using var held = StoreLock.TryAcquire(_folder.Prepared + ".lock");
        var services = Build();
        await StartAsync(services);

        await StopAsync(services);
        await services.DisposeAsync();
    }

    [Fact]
    public async Task Container_WithoutAHost_PreparesWithTheFirstRequest()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddOnnxModel("local", _folder.Model);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<HybridChatClient>();

        var answer = await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 2 });

        answer.GetRouteOutcome()!.Target.ShouldBe("local");
    }

    [Fact]
    public async Task Model_AddedByPath_IsLookedUpFromTheApplication()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddOnnxModel("a", "models/missing").AddOnnxModel("b", "models/missing.gguf");
        await using var provider = services.BuildServiceProvider();

        foreach (var name in (string[])["a", "b"])
        {
            var availability = provider.GetRequiredKeyedService<GenAIChatClient>(name).GetRequiredService<IModelAvailability>().Availability;
            availability.State.ShouldBe(ModelState.Unavailable);
            availability.Reason!.ShouldNotContain(AppContext.BaseDirectory);
        }
    }

    [Fact]
    public void Model_WithoutNameOrPath_IsRefused()
    {
        var builder = new ServiceCollection().AddHybridChatClient();

        Should.Throw<ArgumentException>(() => builder.AddOnnxModel("", "x"));
        Should.Throw<ArgumentException>(() => builder.AddOnnxModel("local", " "));
        Should.Throw<ArgumentException>(() => builder.AddOnnxModel("local", new OnnxModel { Path = "" }));
        Should.Throw<ArgumentNullException>(() => builder.AddOnnxModel("local", (OnnxModel)null!));
    }

    public void Dispose()
    {
        _cloud.Dispose();
        _folder.Dispose();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddHybridChatClient()
            .AddOnnxModel("local", _folder.Model)
            .AddTarget("cloud", _ => _cloud, _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }

    private static ModelState StateOf(ServiceProvider services) =>
        services.GetRequiredKeyedService<GenAIChatClient>("local").GetRequiredService<IModelAvailability>().Availability.State;

    private static async Task StartAsync(ServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(default);
    }

    private static async Task StopAsync(ServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>())
            await service.StopAsync(default);
    }

    private sealed class CloudScript : IChatClient
    {
        public int Calls { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "from the cloud")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return new[] { new ChatResponseUpdate(ChatRole.Assistant, "from the cloud") }.ToAsyncEnumerable();
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Hands on the first line of the local leg.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource<(LogLevel, string)> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(LogLevel Level, string Line)> Next => _first.Task;

        public ILogger CreateLogger(string categoryName) =>
            categoryName == "HybridAi.OnnxRuntimeGenAI" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _first.TrySetResult((logLevel, formatter(state, exception)));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
