using Microsoft.Extensions.AI;

namespace HybridAi.Attempts;

public class FailoverTests
{
    private static TargetUnavailableException Error(TargetErrorKind kind, TimeSpan? retryAfter = null) => new(kind, "no", retryAfter);

    [Theory]
    [InlineData(TargetErrorKind.Transient, true)]
    [InlineData(TargetErrorKind.Transient, false)]
    [InlineData(TargetErrorKind.RateLimited, true)]
    [InlineData(TargetErrorKind.Authentication, false)]
    [InlineData(TargetErrorKind.Malformed, true)]
    [InlineData(TargetErrorKind.ContentFiltered, false)]
    public async Task Failure_BeforeCommit_IsTakenOver(TargetErrorKind kind, bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Fails(Error(kind)));

        var response = await client.AskAsync(streaming, Ask.Hard);

        response.Text.ShouldBe("local");
        var outcome = response.GetRouteOutcome()!;
        outcome.FailedOver.ShouldBeTrue();
        outcome.Attempts.Select(a => a.Result).ShouldBe([AttemptResult.Failed, AttemptResult.Committed]);
        outcome.Attempts[0].Reason.ShouldNotBeNullOrEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_InvalidRequest_IsNotTakenOver(bool streaming)
    {
        var local = ScriptedChatClient.Says("local");
        using var client = Ask.Hybrid(local, ScriptedChatClient.Fails(Error(TargetErrorKind.InvalidRequest)));

        (await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(streaming, Ask.Hard)))
            .Kind.ShouldBe(TargetErrorKind.InvalidRequest);
        local.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_ContextExceeded_GoesToALargerWindowOnly(bool streaming)
    {
        var small = ScriptedChatClient.Says("small");
        using var client = new HybridChatClient(
            [
                new Target("first", ScriptedChatClient.Fails(Error(TargetErrorKind.ContextExceeded)), TargetProfile.Cloud(contextWindow: 8000)),
                new Target("small", small, TargetProfile.Cloud(contextWindow: 8000)),
                new Target("large", ScriptedChatClient.Says("large"), TargetProfile.Cloud(contextWindow: 100_000)),
            ]);

        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("large");
        small.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_EveryTarget_ThrowsTheLastOne(bool streaming)
    {
        using var client = Ask.Hybrid(
            ScriptedChatClient.Fails(new LocalModelException(LocalModelErrorKind.Failed, "broken")),
            ScriptedChatClient.Fails(new HttpRequestException("unreachable")));

        (await Should.ThrowAsync<LocalModelException>(() => client.AskAsync(streaming, Ask.Hard)))
            .Kind.ShouldBe(LocalModelErrorKind.Failed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_ForeignException_IsWrappedInOurs(bool streaming)
    {
        using var client = new HybridChatClient(
            [new Target("cloud", ScriptedChatClient.Fails(new HttpRequestException("secret host")), TargetProfile.Cloud())]);

        var error = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(streaming, Ask.Hard));

        error.Kind.ShouldBe(TargetErrorKind.Transient);
        error.Message.ShouldNotContain("secret");
        error.InnerException.ShouldBeOfType<HttpRequestException>();
    }

    [Fact]
    public async Task Failure_AfterCommit_IsThrownAndNothingIsRepeated()
    {
        var local = ScriptedChatClient.Says("local");
        using var client = Ask.Hybrid(local, ScriptedChatClient.Fails(Error(TargetErrorKind.Malformed), "half ", "an"));
        var seen = "";

        var error = await Should.ThrowAsync<TargetUnavailableException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Hard)]))
            {
                seen += update.Text;
            }
        });

        error.Kind.ShouldBe(TargetErrorKind.Malformed);
        seen.ShouldBe("half an");
        local.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_AfterEmptyUpdatesOnly_IsTakenOver(bool streaming)
    {
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, token) => ScriptedChatClient.Words(["", ""], Error(TargetErrorKind.Transient), token),
        };
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud);

        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task EmptyAnswer_FromTheCloud_IsTakenOver(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says());

        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task EmptyAnswer_NobodyElse_IsHandedOn(bool streaming)
    {
        using var client = new HybridChatClient([new Target("cloud", ScriptedChatClient.Says(), TargetProfile.Cloud())]);

        var response = await client.AskAsync(streaming, Ask.Hard);

        response.Text.ShouldBeEmpty();
        response.GetRouteOutcome().ShouldNotBeNull();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task RetryAfter_RateLimited_RestsTheTargetForThatTime(bool streaming)
    {
        var time = new ManualTime();
        var cloud = ScriptedChatClient.Fails(Error(TargetErrorKind.RateLimited, TimeSpan.FromSeconds(20)));
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, parts: new() { Time = time });
        await client.AskAsync(streaming, Ask.Hard);
        cloud.Stream = (_, _, _) => ScriptedChatClient.Words("cloud");

        time.Advance(TimeSpan.FromSeconds(19));
        var during = await client.AskAsync(streaming, Ask.Hard);
        time.Advance(TimeSpan.FromSeconds(2));
        var after = await client.AskAsync(streaming, Ask.Hard);

        during.Text.ShouldBe("local");
        during.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.CoolingDown);
        after.Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Cancellation_ByTheCaller_IsNeverAFailure(bool streaming)
    {
        using var source = new CancellationTokenSource();
        var local = ScriptedChatClient.Says("local");
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, token) =>
            {
                source.Cancel();
                return ScriptedChatClient.Hangs([], token);
            },
        };
        using var client = Ask.Hybrid(local, cloud);

        await Should.ThrowAsync<OperationCanceledException>(() => client.AskAsync(streaming, Ask.Hard, token: source.Token));
        local.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Cancellation_ByTheTarget_IsAFailure(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Fails(new TaskCanceledException()));

        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Deadline_Passed_EndsAllAttempts(bool streaming)
    {
        var time = new ManualTime();
        var local = ScriptedChatClient.Says("local");
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, token) =>
            {
                time.Advance(TimeSpan.FromSeconds(31));
                return ScriptedChatClient.Hangs([], token);
            },
        };
        using var client = Ask.Hybrid(local, cloud, p => p with { Deadline = TimeSpan.FromSeconds(30) }, new() { Time = time });

        (await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(streaming, Ask.Hard))).Message.ShouldContain("deadline");
        local.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Silence_InsideAnAnswer_EndsIt()
    {
        var time = new ManualTime();
        var cloud = new ScriptedChatClient { Stream = (_, _, token) => ScriptedChatClient.Hangs(["one "], token) };
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, parts: new() { Time = time });

        await using var updates = client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Hard)]).GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        var pending = updates.MoveNextAsync();
        time.Advance(TimeSpan.FromSeconds(61));

        (await Should.ThrowAsync<TargetUnavailableException>(async () => await pending)).Message.ShouldContain("silent");
    }

    [Fact]
    public async Task Silence_OfTheCaller_DoesNotCount()
    {
        var time = new ManualTime();
        var cloud = ScriptedChatClient.Says("one ", "two ", "three");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, parts: new() { Time = time });
        var text = "";

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Hard)]))
        {
            text += update.Text;
            time.Advance(TimeSpan.FromSeconds(70));
        }

        text.ShouldBe("one two three");
    }

    [Fact]
    public async Task Stream_CallerStopsReading_CancelsTheTarget()
    {
        var cloud = new ScriptedChatClient { Stream = (_, _, token) => ScriptedChatClient.Hangs(["one", "two"], token) };
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud);
        var ended = new TaskCompletionSource();

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Hard)]))
        {
            cloud.LastToken.Register(ended.SetResult);
            break;
        }

        ended.Task.IsCompleted.ShouldBeTrue();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task MaxAttempts_Reached_StopsTrying(bool streaming)
    {
        var local = ScriptedChatClient.Says("local");
        using var client = Ask.Hybrid(
            local, ScriptedChatClient.Fails(Error(TargetErrorKind.Transient)), p => p with { MaxAttempts = 1 });

        await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(streaming, Ask.Hard));
        local.Requests.ShouldBeEmpty();
    }
}
