using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing.Tests.Simulations;

public sealed class SimulationTests
{
    private const string Easy = "What is the capital of France?";
    private const string Hard = "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EasyAndHard_GoWhereTheyBelong_AndAssertionsChain(bool streaming)
    {
        using var simulation = Simulation.DeviceAndCloud();

        var easy = await simulation.AskAsync(Easy, streaming: streaming);
        var hard = await simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(easy).AnsweredBy("local").Because(RouteReasons.Easy).Tried("local").StayedOnDevice().CostsAtMost(0);
        Route.Of(hard.Response!).AnsweredBy("cloud").Because(RouteReasons.Hard).Tried("cloud").CostsAtMost(0.01m);
        simulation.Requests.ShouldBe([easy, hard]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Escalation_IsSeen(bool streaming)
    {
        using var simulation = Simulation.DeviceAndCloud();
        simulation["local"].Quality = 0;

        var request = await simulation.AskAsync(Easy, streaming: streaming);

        Route.Of(request).Escalated("no-answer").Tried("local", "cloud").AnsweredBy("cloud");
        request.Text.ShouldBe(simulation["cloud"].Calls[0].Answer.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failover_AfterATimeoutOnVirtualTime_IsSeen(bool streaming)
    {
        using var simulation = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.PreferCloud });
        simulation["cloud"].IsOnline = false;
        simulation["cloud"].FirstToken = TimeSpan.FromSeconds(20);

        var request = await simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).FailedOver().Tried("cloud", "local").AnsweredBy("local");
        request.Outcome!.TotalMilliseconds.ShouldBe(20_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deadline_OfAHangingTarget_IsReachedAtItsExactMoment(bool streaming)
    {
        using var simulation = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.OnlyCloud, Deadline = TimeSpan.FromSeconds(90) });
        simulation["cloud"].Then(ScriptedAnswer.Hangs());

        var request = await simulation.AskAsync(Hard, streaming: streaming);

        request.Error.ShouldBeOfType<TargetUnavailableException>();
        simulation.Time.Elapsed.ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PinnedText_DoesNotLeave_AndTheAssertionCanFail(bool streaming)
    {
        using var simulation = Simulation.DeviceAndCloud();
        const string secret = "4111 1111 1111 1111";
        simulation["local"].IsOnline = false;

        var request = await simulation.AskAsync([new ChatMessage(ChatRole.User, $"{Hard} My code is {secret}").KeepOnDevice()], streaming: streaming);

        request.Error.ShouldBeOfType<PrivacyBlockedException>();
        Route.Of(request).StayedOnDevice();
        RouteAssert.NothingLeft(simulation.Targets, secret);
        RouteAssert.NotReached(simulation["cloud"]);

        await simulation["cloud"].GetResponseAsync([new ChatMessage(ChatRole.User, "4111-1111-1111-1111")]);
        Should.Throw<RouteAssertionException>(() => RouteAssert.NothingLeft(simulation.Targets, "other", secret))
            .Message.ShouldBe("Expected text 2 of 2 not to leave the device, but it reached 'cloud' in its request 1.");
        Should.Throw<RouteAssertionException>(() => RouteAssert.NotReached(simulation["cloud"]));
    }

    [Fact]
    public async Task Assertions_ThatDoNotHold_SayWhatHappened()
    {
        using var simulation = Simulation.DeviceAndCloud();
        var route = Route.Of(await simulation.AskAsync(Easy));

        var message = Should.Throw<RouteAssertionException>(() => route.AnsweredBy("cloud")).Message;
        message.ShouldStartWith("Expected answered by cloud, not by local. The route: decided local (easy: ");
        message.ShouldContain("tried local Committed; cost 0; requests that left the device 0");
        Should.Throw<RouteAssertionException>(() => route.Escalated());
        Should.Throw<RouteAssertionException>(() => route.FailedOver());
        Should.Throw<RouteAssertionException>(() => route.Tried("local", "cloud"));
        Should.Throw<RouteAssertionException>(() => route.Because(RouteReasons.Hard));
        Should.Throw<RouteAssertionException>(() => route.Excluded("cloud", IneligibleReasons.Privacy));
        Should.Throw<RouteAssertionException>(() => Route.Of(new ChatResponse(new ChatMessage(ChatRole.Assistant, "x"))));
    }

    [Fact]
    public async Task ThousandConversations_AtOnce_AreTheSameEveryTime()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            using var simulation = Simulation.DeviceAndCloud();
            simulation["local"].FirstToken = TimeSpan.FromMilliseconds(80);
            simulation["local"].TokensPerSecond = 30;
            simulation["cloud"].FirstToken = TimeSpan.FromMilliseconds(400);
            simulation["cloud"].TokensPerSecond = 90;
            await simulation.Time.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
            {
                for (var turn = 0; turn < 2; turn++)
                {
                    await simulation.AskAsync(turn == i % 2 ? Easy : Hard, new ChatOptions().SetConversationKey($"c{i}")).ConfigureAwait(false);
                }
            })));

            simulation.Requests.Count.ShouldBe(2_000);
            simulation.Requests.ShouldAllBe(r => r.Error == null);
            runs.Add(string.Join(' ', simulation.Requests.Select(r => $"{r.Outcome!.Target}:{r.Outcome.TotalMilliseconds}")));
        }

        runs[1].ShouldBe(runs[0]);
    }

    [Fact]
    public async Task Readme_Sample_Holds()
    {
        using var simulation = Simulation.DeviceAndCloud(new() { Mode = InferenceMode.PreferCloud });
        simulation["cloud"].IsOnline = false;

        SimulatedRequest request = await simulation.AskAsync("What is the capital of France?");

        Route.Of(request).FailedOver().AnsweredBy("local").CostsAtMost(0);
    }
}
