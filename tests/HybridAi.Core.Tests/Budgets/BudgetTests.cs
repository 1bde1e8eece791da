using Microsoft.Extensions.AI;

namespace HybridAi.Budgets;

public class BudgetTests
{
    private static ScriptedChatClient Priced(int output = 100) => new()
    {
        Stream = (_, _, _) => ScriptedChatClient.Updates(
            new(ChatRole.Assistant, "cloud"),
            new() { Contents = [new UsageContent(new() { InputTokenCount = 10, OutputTokenCount = output, TotalTokenCount = 10 + output })] }),
    };

    private static HybridChatClient Client(IChatClient cloud, ManualTime time, IUsageLedger ledger, bool withLocal, params Budget[] budgets)
    {
        List<Target> targets = [new("cloud", cloud, TargetProfile.Cloud(1, 10) with { MaxOutputTokens = 100 })];
        if (withLocal)
        {
            targets.Add(new("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192)));
        }

        return new(targets, new() { Mode = InferenceMode.PreferCloud, Budgets = budgets, StickyMargin = 0 }, new() { Time = time, Ledger = ledger });
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Budget_UsedUp_LeavesTheDeviceUntilItResets(bool streaming)
    {
        var time = new ManualTime();
        using var client = Client(Priced(), time, new MemoryUsageLedger(), true, new Budget { Name = "calls", Calls = 2 });
        async Task<string> Next() => (await client.AskAsync(streaming, "hi")).Text;

        (await Next()).ShouldBe("cloud");
        (await Next()).ShouldBe("cloud");
        var third = await client.AskAsync(streaming, "hi");
        third.Text.ShouldBe("local");
        third.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.Budget);
        time.Advance(TimeSpan.FromDays(1));
        (await Next()).ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Budget_UsedUpAndNoDevice_SaysWhenItResets(bool streaming)
    {
        using var client = Client(Priced(), new(), new MemoryUsageLedger(), false, new Budget { Name = "m", Money = 0.0001m, Period = BudgetPeriod.Month });

        var error = await Should.ThrowAsync<BudgetExceededException>(() => client.AskAsync(streaming, "hi"));

        error.Budget.ShouldBe("m");
        error.ResetsAt.ShouldBe(new DateTimeOffset(2030, 2, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Attempt_Settled_CountsWhatWasUsedAndIsHeldToTheReservation(bool streaming)
    {
        var ledger = new MemoryUsageLedger();
        var cloud = Priced(output: 20);
        using var client = Client(cloud, new(), ledger, false, new Budget { Name = "m", Money = 1, Period = BudgetPeriod.Total });

        await client.AskAsync(streaming, "hi");

        ledger.Used(new("m", "", null)).ShouldBe(new(((10 * 1m) + (20 * 10m)) / 1_000_000m, 30, 1));
        cloud.Requests[0].Options!.MaxOutputTokens.ShouldBe(100);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Budgets_PerTenant_AreSeparate(bool streaming)
    {
        using var client = Client(
            Priced(), new(), new MemoryUsageLedger(), true, new Budget { Name = "t", Scope = BudgetScope.Tenant, Calls = 1 });
        async Task<string> As(string? tenant) =>
            (await client.AskAsync(streaming, "hi", tenant is null ? null : new ChatOptions().SetTenant(tenant))).Text;

        (await As("a")).ShouldBe("cloud");
        (await As("a")).ShouldBe("local");
        (await As("b")).ShouldBe("cloud");
        (await As(null)).ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Attempt_FailedOrCancelled_LeavesNoReservation(bool streaming)
    {
        var ledger = new MemoryUsageLedger();
        var cloud = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.Transient, "no"));
        using var client = Client(cloud, new(), ledger, true, new Budget { Name = "m", Tokens = 10_000, Period = BudgetPeriod.Total });

        await client.AskAsync(streaming, "hi");

        ledger.Used(new("m", "", null)).ShouldBe(new(0, 0, 1));
    }

    [Fact]
    public async Task Budget_ManyThreads_IsNeverOverspentAndWellUsed()
    {
        // Each answer costs 10 + 1,000 units of a millionth at most, 100 x 10 of it for the output; the budget is worth over 500 answers.
        var ledger = new MemoryUsageLedger();
        var random = new Random(5);
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, _) =>
            {
                int output;
                lock (random)
                {
                    output = random.Next(20, 101);
                }

                return ScriptedChatClient.Updates(
                    new(ChatRole.Assistant, "x"),
                    new() { Contents = [new UsageContent(new() { InputTokenCount = 8, OutputTokenCount = output })] });
            },
        };
        var budget = new Budget { Name = "m", Money = 0.55m, Period = BudgetPeriod.Total };
        using var client = Client(cloud, new(), ledger, true, budget);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                await client.AskAsync(i % 2 == 0, "hi");
            }
        })));

        var used = ledger.Used(new("m", "", null)).Money;
        used.ShouldBeLessThanOrEqualTo(0.55m);
        used.ShouldBeGreaterThan(0.55m * 0.97m);
    }
}
