using Microsoft.Extensions.AI;

namespace HybridAi.Resilience;

public class PollyTargetPipelineTests
{
    private readonly ManualTime _time = new();

    private HybridChatClient Client(
        ScriptedChatClient cloud, Action<HybridAiTimeoutOptions, HybridAiResilienceOptions>? configure = null, ScriptedChatClient? local = null)
    {
        var builder = new HybridChatClientBuilder()
            .AddTarget("cloud", cloud, TargetProfile.Cloud())
            .UseMode(InferenceMode.PreferCloud)
            .UseTime(_time)
            .UseResilience((t, r) =>
            {
                r.RetryDelay = TimeSpan.Zero;
                configure?.Invoke(t, r);
            });
        if (local is not null)
        {
            builder.AddTarget("local", local, TargetProfile.OnDevice(8192));
        }

        return builder.Build();
    }

    private static ScriptedChatClient FailsFirst(int times, Exception error)
    {
        var calls = 0;
        return new() { Stream = (_, _, token) => ++calls <= times ? ScriptedChatClient.Words([], error, token) : ScriptedChatClient.Words("cloud") };
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Transient_Twice_IsRetriedInsideOneAttempt(bool streaming)
    {
        var cloud = FailsFirst(2, new TargetUnavailableException(TargetErrorKind.Transient, "503"));
        using var client = Client(cloud);

        var response = await client.AskAsync(streaming, "hi");

        response.Text.ShouldBe("cloud");
        cloud.Requests.Count.ShouldBe(3);
        response.GetRouteOutcome()!.Attempts.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(TargetErrorKind.Authentication, true)]
    [InlineData(TargetErrorKind.Authentication, false)]
    [InlineData(TargetErrorKind.InvalidRequest, true)]
    [InlineData(TargetErrorKind.RateLimited, false)]
    public async Task Fault_ThatWillNotPass_IsNotRetried(TargetErrorKind kind, bool streaming)
    {
        var cloud = FailsFirst(1, new TargetUnavailableException(kind, "no"));
        using var client = Client(cloud);

        (await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(streaming, "hi"))).Kind.ShouldBe(kind);
        cloud.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_AfterItsFirstContent_IsNeverRetried()
    {
        var cloud = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.Transient, "cut"), "one");
        using var client = Client(cloud);

        await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(true, "hi"));
        cloud.Requests.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Target_FailsOften_IsLeftAloneForAWhile(bool streaming)
    {
        var cloud = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.Transient, "503"));
        using var client = Client(
            cloud,
            (_, r) =>
            {
                r.Retries = 0;
                r.BreakerMinimumCalls = 3;
                r.BreakerDuration = TimeSpan.FromSeconds(10);
            },
            ScriptedChatClient.Says("local"));
        for (var i = 0; i < 3; i++)
        {
            await client.AskAsync(streaming, "hi");
        }

        var before = cloud.Requests.Count;
        var closed = await client.AskAsync(streaming, "hi");
        cloud.Requests.Count.ShouldBe(before);
        closed.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.CoolingDown);
        client.GetHealth()[0].Breaker.ShouldBe(BreakerState.Open);

        cloud.Stream = (_, _, _) => ScriptedChatClient.Words("cloud");
        _time.Advance(TimeSpan.FromSeconds(11));
        client.GetHealth()[0].Breaker.ShouldBe(BreakerState.HalfOpen);
        (await client.AskAsync(streaming, "hi")).Text.ShouldBe("cloud");
        client.GetHealth()[0].Breaker.ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public async Task FirstToken_Late_FailsOver()
    {
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, token) =>
            {
                _ = Task.Run(() => _time.Advance(TimeSpan.FromSeconds(3)), CancellationToken.None);
                return ScriptedChatClient.Hangs([], token);
            },
        };
        using var client = Client(
            cloud,
            (t, r) =>
            {
                t.FirstToken = TimeSpan.FromSeconds(2);
                r.Retries = 0;
            },
            ScriptedChatClient.Says("local"));

        var response = await client.AskAsync(true, "hi");

        response.Text.ShouldBe("local");
        response.GetRouteOutcome()!.FailedOver.ShouldBeTrue();
    }

    [Fact]
    public async Task Stream_LongerThanTheFirstTokenLimit_GoesOn()
    {
        // The pipeline's token is pooled and its timer may still fire after the start: neither may reach the running stream.
        var go = new TaskCompletionSource();
        async IAsyncEnumerable<ChatResponseUpdate> Slow()
        {
            yield return new(ChatRole.Assistant, "one ");
            await go.Task;
            yield return new(ChatRole.Assistant, "two");
        }

        var cloud = new ScriptedChatClient { Stream = (_, _, _) => Slow() };
        using var client = Client(cloud, (t, _) => t.FirstToken = TimeSpan.FromSeconds(2));
        await using var updates = client.GetStreamingResponseAsync([new(ChatRole.User, "hi")]).GetAsyncEnumerator();
        await updates.MoveNextAsync();

        _time.Advance(TimeSpan.FromSeconds(30));
        cloud.LastToken.IsCancellationRequested.ShouldBeFalse();
        var next = updates.MoveNextAsync();
        go.SetResult();

        (await next).ShouldBeTrue();
        updates.Current.Text.ShouldBe("two");
    }

    [Fact]
    public async Task Streams_TwoAtOnce_KeepTheirOwnTokens()
    {
        using var source = new CancellationTokenSource();
        var tokens = new List<CancellationToken>();
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, token) =>
            {
                tokens.Add(token);
                return ScriptedChatClient.Hangs(["one"], token);
            },
        };
        using var client = Client(cloud, (t, _) => t.FirstToken = TimeSpan.FromSeconds(2));
        await using var first = client.GetStreamingResponseAsync([new(ChatRole.User, "a")], cancellationToken: source.Token).GetAsyncEnumerator();
        await using var second = client.GetStreamingResponseAsync([new(ChatRole.User, "b")]).GetAsyncEnumerator();
        await first.MoveNextAsync();
        await second.MoveNextAsync();

        var pending = first.MoveNextAsync();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await pending);
        tokens[0].IsCancellationRequested.ShouldBeTrue();
        tokens[1].IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void Resilience_WrongInCode_SaysWhat() =>
        Should.Throw<ArgumentException>(() => new HybridChatClientBuilder().UseResilience((_, r) => r.Retries = 99))
            .Message.ShouldContain("Resilience:Retries is '99'");
}
