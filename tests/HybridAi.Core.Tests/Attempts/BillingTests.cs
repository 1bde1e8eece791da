using Microsoft.Extensions.AI;

namespace HybridAi.Attempts;

public class BillingTests
{
    private sealed class Observer : IRouteObserver
    {
        public RouteOutcome? Last { get; private set; }

        public bool IsEnabled => true;

        public void Decided(RouteDecision decision)
        {
        }

        public void Refused(NoEligibleTargetException error)
        {
        }

        public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error) => Last = outcome;
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Attempt_CancelledByTheCaller_IsBilledByAnEstimateThatIsMarked(bool streaming)
    {
        using var source = new CancellationTokenSource();
        var (observer, ledger) = (new Observer(), new MemoryUsageLedger());
        var cloud = new ScriptedChatClient { Stream = (_, _, token) => ScriptedChatClient.Hangs(["one two three four", " five six"], token) };
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), cloud,
            p => p with { Mode = InferenceMode.PreferCloud, Budgets = [new() { Name = "m", Money = 1, Period = BudgetPeriod.Total }] },
            new() { Observer = observer, Ledger = ledger });

        if (streaming)
        {
            await using var updates = client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Hard)], cancellationToken: source.Token).GetAsyncEnumerator();
            await updates.MoveNextAsync();
            await updates.MoveNextAsync();
            var pending = updates.MoveNextAsync();
            await source.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(async () => await pending);
        }
        else
        {
            var pending = client.GetResponseAsync([new(ChatRole.User, Ask.Hard)], cancellationToken: source.Token);
            await source.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => pending);
        }

        var attempt = observer.Last!.Attempts.Single();
        attempt.Result.ShouldBe(AttemptResult.Cancelled);
        attempt.Estimated.ShouldBeTrue();
        attempt.InputTokens!.Value.ShouldBeGreaterThan(20);
        attempt.OutputTokens.ShouldBe(streaming ? 8 : 0);
        attempt.Cost.ShouldBeGreaterThan(0);
        ledger.Used(new("m", "", null)).Money.ShouldBe(attempt.Cost);
    }
}
