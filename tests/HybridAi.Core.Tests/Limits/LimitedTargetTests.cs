using Microsoft.Extensions.AI;

namespace HybridAi.Limits;

public class LimitedTargetTests
{
    private static HybridChatClient Client(ScriptedChatClient cloud, ManualTime time, TargetLimits limits, bool withLocal = true) => new(
        [
            new Target("cloud", cloud, TargetProfile.Cloud(1, 10) with { Limits = limits }),
            .. withLocal ? [new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192))] : Array.Empty<Target>(),
        ],
        new() { Mode = InferenceMode.PreferCloud, StickyMargin = 0 },
        new() { Time = time });

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rate_UsedUp_SendsTheNextElsewhereUntilTheMinuteIsOver(bool streaming)
    {
        var time = new ManualTime();
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Client(cloud, time, new() { RequestsPerMinute = 2 });

        (await client.AskAsync(streaming, "hi")).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, "hi")).Text.ShouldBe("cloud");
        var third = await client.AskAsync(streaming, "hi");
        time.Advance(TimeSpan.FromSeconds(60));
        var later = await client.AskAsync(streaming, "hi");

        third.Text.ShouldBe("local");
        third.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.RateLimited);
        third.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Detail.ShouldBe("60 s");
        later.Text.ShouldBe("cloud");
        cloud.Requests.Count.ShouldBe(3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Concurrency_Full_WaitsForAPlace(bool streaming)
    {
        var (entered, go) = (new SemaphoreSlim(0), new TaskCompletionSource());
        var (now, most) = (0, 0);
        async IAsyncEnumerable<ChatResponseUpdate> Answer()
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            entered.Release();
            await go.Task;
            Interlocked.Decrement(ref now);
            yield return new(ChatRole.Assistant, "cloud");
        }

        using var client = Client(new ScriptedChatClient { Stream = (_, _, _) => Answer() }, new(), new() { MaxConcurrent = 2 });
        var answers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => client.AskAsync(streaming, "hi"))).ToList();
        await entered.WaitAsync();
        await entered.WaitAsync();
        while (client.GetHealth()[0].Queued < 6)
        {
            await Task.Yield();
        }

        client.GetHealth()[0].Running.ShouldBe(2);
        client.GetHealth()[0].LimitFill.ShouldBe(1);
        go.SetResult();
        (await Task.WhenAll(answers)).ShouldAllBe(a => a.Text == "cloud");
        most.ShouldBe(2);
        client.GetHealth()[0].ShouldSatisfyAllConditions(h => h.Running.ShouldBe(0), h => h.Queued.ShouldBe(0));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Wait_TooLong_FailsOverAndCountsAsNothingSent(bool streaming)
    {
        var time = new ManualTime();
        var cloud = new ScriptedChatClient { Stream = (_, _, token) => ScriptedChatClient.Hangs([], token) };
        using var stop = new CancellationTokenSource();
        using var client = Client(cloud, time, new() { MaxConcurrent = 1 });
        var first = client.AskAsync(streaming, "hi", token: stop.Token);
        var second = client.AskAsync(streaming, "hi");
        while (client.GetHealth()[0].Queued < 1)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(10));
        var response = await second;
        await stop.CancelAsync();

        response.Text.ShouldBe("local");
        var outcome = response.GetRouteOutcome()!;
        outcome.Attempts.Select(a => (a.Target, a.Result, a.Reason)).ShouldBe([("cloud", AttemptResult.Failed, "rate-limited"), ("local", AttemptResult.Committed, null)]);
        outcome.Egress.ShouldBe(EgressSummary.None);
        outcome.Cost.ShouldBe(0);
        cloud.Requests.Count.ShouldBe(1);
        await Should.ThrowAsync<OperationCanceledException>(() => first);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Stream_NoLongerRead_GivesItsPlaceBack(bool streaming)
    {
        using var client = Client(ScriptedChatClient.Says("a", "b", "c"), new(), new() { MaxConcurrent = 1 });

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "hi")]))
        {
            break;
        }

        (await client.AskAsync(streaming, "hi")).Text.ShouldBe("abc");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Health_AfterTraffic_TellsErrorsAndTimes(bool streaming)
    {
        var time = new ManualTime();
        var calls = 0;
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, token) =>
            {
                time.Advance(TimeSpan.FromSeconds(++calls));
                return calls == 4 ? ScriptedChatClient.Words([], new TargetUnavailableException(TargetErrorKind.RateLimited, "slow down", TimeSpan.FromSeconds(9)), token) : ScriptedChatClient.Words("cloud");
            },
        };
        using var client = Client(cloud, time, new());

        for (var i = 0; i < 4; i++)
        {
            await client.AskAsync(streaming, "hi");
        }

        var (cloudHealth, local) = (client.GetHealth()[0], ((ITargetHealth)client.GetService(typeof(ITargetHealth))!).GetHealth()[1]);
        cloudHealth.Recent.ShouldBe(4);
        cloudHealth.ErrorRate.ShouldBe(0.25);
        cloudHealth.FirstTokenMedian.ShouldBe(TimeSpan.FromSeconds(2));
        cloudHealth.FirstToken95.ShouldBe(TimeSpan.FromSeconds(3));
        cloudHealth.CoolingDown.ShouldBe(TimeSpan.FromSeconds(9));
        cloudHealth.Available.ShouldBeFalse();
        (cloudHealth.RequestsInMinute, cloudHealth.TokensInMinute).ShouldBe((null, null));
        local.ShouldBe(new TargetHealth { Target = "local", Location = Privacy.Location.Device, Available = true, Recent = 1, FirstTokenMedian = TimeSpan.Zero, FirstToken95 = TimeSpan.Zero });
    }
}
