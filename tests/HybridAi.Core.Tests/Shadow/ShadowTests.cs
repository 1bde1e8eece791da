using Microsoft.Extensions.AI;

namespace HybridAi.Shadow;

public class ShadowTests
{
    private sealed class Observer : IRouteObserver
    {
        public List<ShadowOutcome> Shadows { get; } = [];

        public SemaphoreSlim Told { get; } = new(0);

        public bool IsEnabled => true;

        public void Decided(RouteDecision decision)
        {
        }

        public void Refused(NoEligibleTargetException error)
        {
        }

        public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error)
        {
        }

        public void Shadowed(ShadowOutcome outcome)
        {
            Shadows.Add(outcome);
            Told.Release();
        }
    }

    private static HybridChatClient Client(IChatClient local, IChatClient cloud, Observer observer, double share = 1, int queued = 16) =>
        Ask.Hybrid(local, cloud, p => p with { Shadow = new() { Share = share, MaxQueued = queued } }, new() { Observer = observer });

    [Theory, InlineData(true), InlineData(false)]
    public async Task Shadow_OfACloudAnswer_IsComparedAndNeverShown(bool streaming)
    {
        var observer = new Observer();
        var local = ScriptedChatClient.Says("The ", "quick ", "red fox");
        using var client = Client(local, ScriptedChatClient.Says("The qui", "ck brown fox"), observer);

        var response = await client.AskAsync(streaming, Ask.Hard);
        await observer.Told.WaitAsync();

        response.Text.ShouldBe("The quick brown fox");
        response.GetRouteOutcome()!.Shadow.ShouldBe("local");
        response.GetRouteOutcome()!.Attempts.Count.ShouldBe(1);
        var shadow = observer.Shadows.Single();
        shadow.Id.ShouldBe(response.GetRouteDecision()!.Id);
        shadow.Given.ShouldBe("cloud");
        shadow.Shadow.Result.ShouldBe(AttemptResult.Shadow);
        shadow.Shadow.Estimated.ShouldBeTrue();
        shadow.Overlap.ShouldBe(0.75);
        shadow.Refused.ShouldBeNull();
        shadow.SameTools.ShouldBeNull();
        local.Requests.Single().Options!.MaxOutputTokens.ShouldBe(256);
        RouteJson.Write(shadow).ShouldNotContain("fox");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Shadow_ThatFailsOrHangs_CostsTheAnswerNothing(bool streaming)
    {
        var observer = new Observer();
        var hangs = new TaskCompletionSource();
        var local = new ScriptedChatClient { Whole = async (_, _, token) => { await hangs.Task.WaitAsync(token); throw new InvalidOperationException("broken"); } };
        using var client = Client(local, ScriptedChatClient.Says("cloud"), observer, queued: 2);

        for (var i = 0; i < 10; i++)
        {
            (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("cloud");
        }

        hangs.SetResult();
        await observer.Told.WaitAsync();
        observer.Shadows[0].Shadow.Result.ShouldBe(AttemptResult.Failed);
        local.Requests.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Shadow_OfSensitiveOrDeviceAnswers_NeverTouchesTheCloud(bool streaming)
    {
        var observer = new Observer();
        var (local, cloud) = (ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));
        using var client = Client(local, cloud, observer);

        var pinned = await client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789");
        var easy = await client.AskAsync(streaming, Ask.Easy);

        pinned.GetRouteOutcome()!.Shadow.ShouldBeNull();
        easy.GetRouteOutcome()!.Shadow.ShouldBeNull();
        cloud.Requests.ShouldBeEmpty();
        local.Requests.Count.ShouldBe(2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Shadow_DraftRefusedByAJudge_IsMarked(bool streaming)
    {
        var observer = new Observer();
        using var client = Client(ScriptedChatClient.Says("I don't know."), ScriptedChatClient.Says("cloud"), observer);

        await client.AskAsync(streaming, Ask.Hard);
        await observer.Told.WaitAsync();

        observer.Shadows[0].Refused.ShouldBe("no-answer");
    }

    [Fact]
    public async Task Share_OfTheAnswers_IsKeptAndRepeatable()
    {
        var ids = 0;
        async Task<List<bool>> Run()
        {
            ids = 0;
            using var client = Ask.Hybrid(
                ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Shadow = new() { Share = 0.3, MaxQueued = 10_000 } },
                new() { NextId = () => $"id-{ids++}" });
            List<bool> shadowed = [];
            for (var i = 0; i < 600; i++)
            {
                shadowed.Add((await client.AskAsync(false, Ask.Hard)).GetRouteOutcome()!.Shadow is not null);
            }

            return shadowed;
        }

        var first = await Run();

        (first.Count(s => s) / 600.0).ShouldBe(0.3, 0.06);
        (await Run()).ShouldBe(first);
    }

    [Fact]
    public async Task Client_Disposed_EndsItsShadows()
    {
        var (observer, started) = (new Observer(), new SemaphoreSlim(0));
        var local = new ScriptedChatClient { Whole = async (_, _, token) => { started.Release(); await Task.Delay(Timeout.Infinite, token); return new(); } };
        var client = Client(local, ScriptedChatClient.Says("cloud"), observer);
        await client.AskAsync(true, Ask.Hard);
        await started.WaitAsync();

        client.Dispose();

        await observer.Told.WaitAsync();
        local.LastToken.IsCancellationRequested.ShouldBeTrue();
    }
}
