using System.Text.Json;

namespace HybridAi.Escalation;

public class JudgeCostTests
{
    private sealed class Paid(bool refuses, UsageAmount most, UsageAmount used, Exception? error = null) : IDraftJudge
    {
        public int Asked { get; private set; }

        public string Name => "paid";

        public UsageAmount MostUsage => most;

        public ValueTask<DraftVerdict> JudgeAsync(Draft draft, CancellationToken cancellationToken)
        {
            Asked++;
            return error is not null ? throw error
                : ValueTask.FromResult((refuses ? DraftVerdict.Refuse("paid") : DraftVerdict.Accept) with { Used = used });
        }
    }

    private static readonly UsageAmount _most = new(0.01m, 1000, 1);

    private static readonly UsageAmount _used = new(0.004m, 400, 1);

    private static HybridChatClient Client(Paid judge, IUsageLedger ledger, decimal budget, decimal? maxCost = null, string cloud = "cloud") => Ask.Hybrid(
        ScriptedChatClient.Says("a", " short", " answer"), ScriptedChatClient.Says(cloud),
        p => p with { MaxCost = maxCost, Budgets = [new() { Name = "m", Money = budget, Period = BudgetPeriod.Total }] },
        new() { Ledger = ledger, Judges = [judge] });

    [Theory, InlineData(true), InlineData(false)]
    public async Task Judge_ThatAskedAModel_IsBilledToLedgerAndOutcome(bool streaming)
    {
        var ledger = new MemoryUsageLedger();
        using var client = Client(new(refuses: false, _most, _used), ledger, budget: 1);

        var outcome = (await client.AskAsync(streaming, Ask.Easy)).GetRouteOutcome()!;

        outcome.Target.ShouldBe("local");
        outcome.Judges.ShouldBe(new(1, 400, 0.004m));
        outcome.Cost.ShouldBe(0.004m);
        ledger.Used(new("m", "", null)).ShouldBe(_used);
        RouteJson.ReadOutcome(RouteJson.Write(outcome)).Judges.ShouldBe(outcome.Judges);
        JsonDocument.Parse(RouteJson.Write(outcome)).RootElement.GetProperty("judges").GetProperty("cost").GetDecimal().ShouldBe(0.004m);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Judge_ThatRefuses_IsBilledBesideBothAttempts(bool streaming)
    {
        var ledger = new MemoryUsageLedger();
        using var client = Client(new(refuses: true, _most, _used), ledger, budget: 1);

        var outcome = (await client.AskAsync(streaming, Ask.Easy)).GetRouteOutcome()!;

        outcome.Attempts.Select(a => a.Result).ShouldBe([AttemptResult.Escalated, AttemptResult.Committed]);
        outcome.Cost.ShouldBe(0.004m + outcome.Attempts.Sum(a => a.Cost));
        ledger.Used(new("m", "", null)).Money.ShouldBe(outcome.Cost);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Judge_ThatSaysNothingBeforehand_IsBilledAllTheSame(bool streaming)
    {
        var ledger = new MemoryUsageLedger();
        using var client = Client(new(refuses: false, default, _used), ledger, budget: 1);

        (await client.AskAsync(streaming, Ask.Easy)).GetRouteOutcome()!.Judges.ShouldBe(new(1, 400, 0.004m));

        ledger.Used(new("m", "", null)).ShouldBe(_used);
    }

    [Theory]
    [InlineData(true, 0.009, null)]
    [InlineData(false, 0.009, null)]
    [InlineData(true, 1, 0.009)]
    [InlineData(false, 1, 0.009)]
    public async Task Judge_ThatNoLongerFits_IsNotAsked(bool streaming, double budget, double? maxCost)
    {
        var (ledger, judge) = (new MemoryUsageLedger(), new Paid(refuses: true, _most, _used));
        using var client = Client(judge, ledger, (decimal)budget, (decimal?)maxCost);

        var outcome = (await client.AskAsync(streaming, Ask.Easy)).GetRouteOutcome()!;

        judge.Asked.ShouldBe(0);
        outcome.Target.ShouldBe("local");
        outcome.Judges.ShouldBeNull();
        ledger.Used(new("m", "", null)).ShouldBe(default);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Judge_ThatThrows_IsBilledWithTheMostItMayUse(bool streaming)
    {
        var ledger = new MemoryUsageLedger();
        using var client = Client(new(refuses: false, _most, _used, new HttpRequestException("gone")), ledger, budget: 1);

        var outcome = (await client.AskAsync(streaming, Ask.Easy)).GetRouteOutcome()!;

        outcome.Target.ShouldBe("cloud");
        outcome.Judges!.Cost.ShouldBe(0.01m);
        ledger.Used(new("m", "", null)).Money.ShouldBe(outcome.Cost);
    }

    [Fact]
    public async Task Shadow_NeverAsksAJudgeThatCosts()
    {
        var judge = new Paid(refuses: true, _most, _used);
        var seen = new TaskCompletionSource<ShadowOutcome>();
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"),
            p => p with { Mode = InferenceMode.PreferCloud, Shadow = new() { Share = 1 } }, new() { Judges = [judge], Observer = new Watch(seen) });

        await client.AskAsync(true, Ask.Easy);

        (await seen.Task).Refused.ShouldBeNull();
        judge.Asked.ShouldBe(0);
    }

    private sealed class Watch(TaskCompletionSource<ShadowOutcome> seen) : IRouteObserver
    {
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

        public void Shadowed(ShadowOutcome outcome) => seen.TrySetResult(outcome);
    }
}
