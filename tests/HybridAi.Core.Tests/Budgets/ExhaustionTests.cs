using Microsoft.Extensions.AI;

namespace HybridAi.Budgets;

public class ExhaustionTests
{
    private static ScriptedChatClient Priced(Func<CancellationToken, Task>? before = null, int output = 100) => new()
    {
        Stream = (_, _, token) => Answer(before, output, token),
    };

    private static async IAsyncEnumerable<ChatResponseUpdate> Answer(
        Func<CancellationToken, Task>? before, int output, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await (before?.Invoke(token) ?? Task.CompletedTask);
        yield return new(ChatRole.Assistant, "cloud");
        yield return new() { Contents = [new UsageContent(new() { InputTokenCount = 10, OutputTokenCount = output })] };
    }

    private static HybridChatClient Client(
        IChatClient cloud, ManualTime time, Func<HybridPolicy, HybridPolicy>? policy = null, IUsageLedger? ledger = null, params Budget[] budgets) => new(
        [
            new("cloud", cloud, TargetProfile.Cloud(1, 10) with { MaxOutputTokens = 100 }),
            new("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192)),
        ],
        (policy ?? (p => p))(new() { Mode = InferenceMode.PreferCloud, Budgets = budgets, StickyMargin = 0 }),
        new() { Time = time, Ledger = ledger });

    [Theory, InlineData(true), InlineData(false)]
    public async Task Refuse_UsedUp_SaysWhenItResetsAndSparesTheDevice(bool streaming)
    {
        var time = new ManualTime();
        using var client = Client(Priced(), time, null, null, new Budget { Name = "day", Calls = 1, WhenExhausted = BudgetExhaustion.Refuse });
        await client.AskAsync(streaming, "hi");

        var error = await Should.ThrowAsync<BudgetExceededException>(() => client.AskAsync(streaming, "hi"));
        var preview = await Should.ThrowAsync<BudgetExceededException>(async () => await client.PreviewAsync([new(ChatRole.User, "hi")]));
        time.Advance(TimeSpan.FromDays(1));
        var tomorrow = await client.AskAsync(streaming, "hi");

        error.ResetsAt.ShouldBe(new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero));
        preview.Budget.ShouldBe("day");
        tomorrow.Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Refuse_UsedUp_LeavesWhatTheDeviceAnswersAnywayAlone(bool streaming)
    {
        using var client = Client(
            Priced(), new(), p => p with { Mode = InferenceMode.PreferOnDevice }, null, new Budget { Name = "day", Calls = 0, WhenExhausted = BudgetExhaustion.Refuse });

        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("local");
        (await client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")).Text.ShouldBe("local");
        await Should.ThrowAsync<BudgetExceededException>(() => client.AskAsync(streaming, Ask.Hard));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Queue_OthersStillRunning_WaitsForWhatTheyGiveBack(bool streaming)
    {
        var go = new TaskCompletionSource();
        var calls = 0;
        // One worst case is 10 x 100 + a little; the first one uses a tenth of it, so that the second fits only after it was settled.
        using var client = Client(
            Priced(_ => ++calls == 1 ? go.Task : Task.CompletedTask, output: 10), new(), null, null,
            new Budget { Name = "m", Money = 0.0015m, Period = BudgetPeriod.Total, WhenExhausted = BudgetExhaustion.Queue });
        var first = client.AskAsync(streaming, "hi");
        var second = client.AskAsync(streaming, "hi");
        second.IsCompleted.ShouldBeFalse();

        go.SetResult();

        (await first).Text.ShouldBe("cloud");
        (await second).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Queue_NewPeriodWithinTheDeadline_WaitsForIt(bool streaming)
    {
        var time = new ManualTime();
        using var client = Client(Priced(), time, p => p with { Deadline = TimeSpan.FromMinutes(5) }, null, new Budget { Name = "day", Calls = 1, WhenExhausted = BudgetExhaustion.Queue });
        time.Advance(TimeSpan.FromHours(23) + TimeSpan.FromMinutes(58));
        await client.AskAsync(streaming, "hi");

        var waits = client.AskAsync(streaming, "hi");
        while (!waits.IsCompleted)
        {
            // Only while the request waits again: a clock that runs ahead of it would reach the deadline first.
            await Task.WhenAny(waits, time.ArmedAsync(TimeSpan.FromSeconds(6)));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        (await waits).Text.ShouldBe("cloud");
        time.GetUtcNow().ShouldBeLessThan(new DateTimeOffset(2030, 1, 2, 0, 0, 2, TimeSpan.Zero));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Queue_PeriodEndsJustAfterTheRefusal_TakesTheNewOne(bool streaming)
    {
        var time = new ManualTime();
        var ledger = new MidnightLedger(() => time.Advance(TimeSpan.FromSeconds(1)));
        using var client = Client(Priced(), time, null, ledger, new Budget { Name = "day", Calls = 1, WhenExhausted = BudgetExhaustion.Queue });
        await client.AskAsync(streaming, "hi");
        time.Advance(new TimeSpan(23, 59, 59));
        ledger.Armed = true;

        var waits = client.AskAsync(streaming, "hi");
        await Task.WhenAny(waits, time.ArmedAsync(TimeSpan.FromSeconds(6)));
        time.Advance(TimeSpan.FromMilliseconds(1));

        (await waits).Text.ShouldBe("cloud");
    }

    // Midnight strikes between a refusal by the ledger and what follows from it.
    private sealed class MidnightLedger(Action strike) : IUsageLedger
    {
        private readonly MemoryUsageLedger _inner = new();

        public bool Armed { get; set; }

        public bool TryReserve(UsageKey key, UsageAmount amount, Budget budget)
        {
            var reserved = _inner.TryReserve(key, amount, budget);
            if (!reserved && Armed)
            {
                Armed = false;
                strike();
            }

            return reserved;
        }

        public void Settle(UsageKey key, UsageAmount reserved, UsageAmount used) => _inner.Settle(key, reserved, used);

        public UsageAmount Used(UsageKey key) => _inner.Used(key);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Queue_NothingCanHelpInTime_IsRefusedAtOnce(bool streaming)
    {
        using var client = Client(Priced(), new(), null, null, new Budget { Name = "day", Calls = 0, WhenExhausted = BudgetExhaustion.Queue });

        (await Should.ThrowAsync<BudgetExceededException>(() => client.AskAsync(streaming, "hi"))).ResetsAt.ShouldNotBeNull();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Queue_CallerGivesUp_IsACancellation(bool streaming)
    {
        using var stop = new CancellationTokenSource();
        using var client = Client(
            Priced(token => Task.Delay(Timeout.Infinite, token)), new(), null, null, new Budget { Name = "m", Calls = 1, Period = BudgetPeriod.Total, WhenExhausted = BudgetExhaustion.Queue });
        var first = client.AskAsync(streaming, "hi", token: stop.Token);
        var second = client.AskAsync(streaming, "hi", token: stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        await Should.ThrowAsync<OperationCanceledException>(() => second);
    }

    public static TheoryData<Budget> Scopes
    {
        get
        {
            TheoryData<Budget> all = [];
            foreach (var scope in Enum.GetValues<BudgetScope>())
            {
                foreach (var period in Enum.GetValues<BudgetPeriod>())
                {
                    all.Add(new() { Name = "calls", Scope = scope, Period = period, Calls = 2 });
                    all.Add(new() { Name = "tokens", Scope = scope, Period = period, Tokens = 230 });
                    all.Add(new() { Name = "money", Scope = scope, Period = period, Money = 0.0021m });
                }
            }

            return all;
        }
    }

    // Two answers of 110 tokens or 1,010 millionths fit into each budget, a third does not.
    [Theory, MemberData(nameof(Scopes))]
    public async Task Budget_OfEveryKind_LimitsItsSubjectForItsPeriod(Budget budget)
    {
        foreach (var streaming in new[] { true, false })
        {
            var time = new ManualTime();
            using var client = Client(Priced(output: 80), time, null, null, budget);
            async Task<string> As(string name) => (await client.AskAsync(
                streaming, "hi", new ChatOptions { MaxOutputTokens = 80 }.SetTenant(name).SetUser(name).AddTag(name))).Text;

            (await As("a")).ShouldBe("cloud");
            (await As("a")).ShouldBe("cloud");
            (await As("a")).ShouldBe("local");
            (await As("b")).ShouldBe(budget.Scope == BudgetScope.Everyone ? "local" : "cloud");
            time.Advance(TimeSpan.FromDays(1));
            (await As("a")).ShouldBe(budget.Period == BudgetPeriod.Day ? "cloud" : "local");
            time.Advance(TimeSpan.FromDays(31));
            (await As("a")).ShouldBe(budget.Period == BudgetPeriod.Total ? "local" : "cloud");
        }
    }

    public static TheoryData<Budget> Large => [
        new Budget { Name = "m", Money = 0.55m, Period = BudgetPeriod.Total },
        new Budget { Name = "t", Tokens = 60_000, Period = BudgetPeriod.Total },
        new Budget { Name = "c", Calls = 600, Period = BudgetPeriod.Total },
        new Budget { Name = "q", Money = 0.55m, Period = BudgetPeriod.Total, WhenExhausted = BudgetExhaustion.Queue }];

    [Theory, MemberData(nameof(Large))]
    public async Task Budget_SixtyFourThreadsOnVirtualTime_IsNeverOverspentAndWellUsed(Budget budget)
    {
        var ledger = new MemoryUsageLedger();
        var (random, most) = (new Random(7), 0m);
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, _) =>
            {
                lock (random)
                {
                    most = Math.Max(most, ledger.Used(new(budget.Name, "", null)).Money);
                    return ScriptedChatClient.Updates(
                        new(ChatRole.Assistant, "x"), new() { Contents = [new UsageContent(new() { InputTokenCount = 8, OutputTokenCount = random.Next(20, 101) })] });
                }
            },
        };
        using var client = Client(cloud, new(), null, ledger, budget);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                try
                {
                    await client.AskAsync(i % 2 == 0, "hi");
                }
                catch (BudgetExceededException) when (budget.WhenExhausted == BudgetExhaustion.Queue)
                {
                    break;
                }
            }
        })));

        var used = ledger.Used(new(budget.Name, "", null));
        budget.Allows(used).ShouldBeTrue();
        (most <= (budget.Money ?? decimal.MaxValue)).ShouldBeTrue();
        var share = budget.Money is { } money ? used.Money / money : budget.Tokens is { } tokens ? used.Tokens / (decimal)tokens : used.Calls / (decimal)budget.Calls!.Value;
        share.ShouldBeGreaterThanOrEqualTo(0.97m);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task MaxCost_OfARequest_HoldsOverAllAttempts(bool streaming)
    {
        // An answer without content is no answer, but it was paid for.
        var failing = new ScriptedChatClient
        {
            Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate { Contents = [new UsageContent(new() { InputTokenCount = 10, OutputTokenCount = 90 })] }),
        };
        var second = Priced();
        using var client = new HybridChatClient(
            [
                new("first", failing, TargetProfile.Cloud(1, 10) with { MaxOutputTokens = 100 }),
                new("second", second, TargetProfile.Cloud(1, 10) with { MaxOutputTokens = 100 }),
                new("dear", Priced(), TargetProfile.Cloud(1, 1000) with { MaxOutputTokens = 100 }),
            ],
            new() { Mode = InferenceMode.PreferCloud, MaxCost = 0.0015m });

        var error = await Should.ThrowAsync<BudgetExceededException>(() => client.AskAsync(streaming, "hi"));
        var decision = await client.PreviewAsync([new(ChatRole.User, "hi")]);

        error.InnerException.ShouldBeOfType<TargetUnavailableException>();
        second.Requests.ShouldBeEmpty();
        failing.Requests[0].Options!.MaxOutputTokens.ShouldBe(100);
        decision.Targets.Single(t => t.Target == "dear").ShouldSatisfyAllConditions(
            t => t.Reason.ShouldBe(IneligibleReasons.Budget), t => t.Detail.ShouldBe("MaxCost"));
    }
}
