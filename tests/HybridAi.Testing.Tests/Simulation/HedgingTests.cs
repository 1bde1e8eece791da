using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing.Tests.Simulations;

public sealed class HedgingTests
{
    private const string Hard = "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.";

    private static readonly HybridPolicy _policy = new() { Mode = InferenceMode.PreferCloud, Hedging = new() { Enabled = true, MinObservations = 5, MaxShare = 0.2 } };

    private readonly Storm _storm = new();

    // Five answers after 200 ms each: their 95th percentile is what a target is waited for, and one hedge is earned.
    private async Task<Storm> LearnedAsync(bool streaming, HybridPolicy? policy = null, int answers = 5)
    {
        _storm.Simulation.Policy = policy ?? _policy;
        for (var i = 0; i < answers; i++)
        {
            await _storm.Simulation.AskAsync(Hard, streaming: streaming);
        }

        return _storm;
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task SlowStart_IsOutrunByTheSecond(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Says("too late") with { FirstToken = TimeSpan.FromSeconds(9) });

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).AnsweredBy("frontier").Tried("cloud", "frontier");
        request.Text.ShouldBe(storm.Frontier.Calls.Single().Answer.Text);
        var outcome = request.Outcome!;
        outcome.Hedge.ShouldBe("frontier");
        outcome.FailedOver.ShouldBeFalse();
        outcome.TotalMilliseconds.ShouldBe(500); // 200 waited for the first, 300 for the second.
        outcome.Attempts.Select(a => a.Result).ShouldBe([AttemptResult.Outrun, AttemptResult.Committed]);
        outcome.Attempts[0].ShouldSatisfyAllConditions(
            a => a.Estimated.ShouldBeTrue(), a => a.InputTokens!.Value.ShouldBeGreaterThan(20), a => a.Cost.ShouldBeGreaterThan(0), a => a.Milliseconds.ShouldBe(500));
        outcome.Cost.ShouldBe(outcome.Attempts.Sum(a => a.Cost));
        outcome.Egress.Requests.ShouldBe(2);
        storm.Cloud.Calls[^1].State.ShouldBe(ScriptedCallState.Cancelled);
        storm.Simulation.Client.GetHealth().ShouldAllBe(h => h.Running == 0 && h.ErrorRate == 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task SecondThatIsSlower_IsCancelledAndBilled(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Says("here after all") with { FirstToken = TimeSpan.FromMilliseconds(400) });

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).AnsweredBy("cloud").Tried("frontier", "cloud");
        request.Text.ShouldBe("here after all");
        request.Outcome!.Hedge.ShouldBe("frontier");
        request.Outcome.Attempts[0].ShouldSatisfyAllConditions(a => a.Result.ShouldBe(AttemptResult.Outrun), a => a.Cost.ShouldBeGreaterThan(0));
        storm.Frontier.Calls.Single().State.ShouldBe(ScriptedCallState.Cancelled);
    }

    [Theory]
    [InlineData(true, "off")]
    [InlineData(false, "off")]
    [InlineData(true, "few")]
    [InlineData(false, "few")]
    [InlineData(true, "money")]
    [InlineData(false, "money")]
    [InlineData(true, "cost")]
    [InlineData(false, "cost")]
    [InlineData(true, "budget")]
    [InlineData(true, "attempts")]
    [InlineData(true, "loop")]
    [InlineData(false, "loop")]
    [InlineData(true, "delay")]
    [InlineData(true, "forced")]
    [InlineData(true, "killed")]
    [InlineData(true, "limits")]
    [InlineData(true, "pinned")]
    [InlineData(false, "pinned")]
    public async Task SecondTarget_WhereItMayNotBe_IsNotStarted(bool streaming, string why)
    {
        var storm = await LearnedAsync(streaming, answers: why == "few" ? 4 : 5);
        var policy = _policy;
        storm.Simulation.Policy = why switch
        {
            "off" => policy with { Hedging = new() },
            "money" => policy with { Hedging = policy.Hedging with { MoneyPerDay = 0.0001m } },
            "cost" => policy with { MaxCost = 0.005m },
            "budget" => policy with { Budgets = [new() { Name = "b", Money = 0.005m, Period = BudgetPeriod.Total }] },
            "attempts" => policy with { MaxAttempts = 1 },
            "delay" => policy with { Hedging = policy.Hedging with { MinDelay = TimeSpan.FromSeconds(2) } },
            "killed" => policy with { Off = ["frontier"] },
            _ => policy,
        };
        storm.Cloud.FirstToken = TimeSpan.FromSeconds(1);
        storm.Local.FirstToken = TimeSpan.FromSeconds(1);
        if (why == "limits")
        {
            // Somebody else has its only place.
            storm.Frontier.FirstToken = TimeSpan.FromMinutes(1);
            _ = storm.Simulation.AskAsync(Hard, new ChatOptions().ForceTarget("frontier"), streaming: true);
        }

        ChatMessage[] messages = why == "loop"
            ? [new(ChatRole.User, Hard), new(ChatRole.Assistant, [new FunctionCallContent("1", "map")]), new(ChatRole.Tool, [new FunctionResultContent("1", "here")])]
            : [why == "pinned" ? new ChatMessage(ChatRole.User, Hard).KeepOnDevice() : new(ChatRole.User, Hard)];
        var options = why == "forced" ? new ChatOptions().ForceTarget("cloud") : null;
        var request = await storm.Simulation.AskAsync(messages, options, streaming);

        Route.Of(request).Tried(why == "pinned" ? "local" : "cloud");
        request.Outcome!.Hedge.ShouldBeNull();
        storm.Frontier.Calls.Count.ShouldBe(why == "limits" ? 1 : 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Share_OfSlowRequests_IsNeverPassed(bool streaming)
    {
        var storm = await LearnedAsync(streaming, _policy with { Hedging = _policy.Hedging with { MinDelay = TimeSpan.FromMilliseconds(1), Quantile = 0.5, MaxShare = 0.05 } });
        for (var i = 0; i < 200; i++)
        {
            // More than half are as fast as ever, so that the median stays.
            storm.Cloud.Then(ScriptedAnswer.Says($"late {i}") with { FirstToken = TimeSpan.FromMilliseconds(i % 5 < 2 ? 900 : 200) });
            await storm.Simulation.AskAsync(Hard, streaming: streaming);
        }

        var hedged = storm.Simulation.Requests.Count(r => r.Outcome!.Hedge is not null);
        hedged.ShouldBeInRange(8, 10); // 5 % of 205
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task FirstThatFails_LeavesTheSecondRunning(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Fails(TargetErrorKind.Transient) with { FirstToken = TimeSpan.FromMilliseconds(350) });

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).AnsweredBy("frontier").FailedOver().Tried("cloud", "frontier");
        request.Outcome!.TotalMilliseconds.ShouldBe(500);
        request.Outcome.Attempts[0].Result.ShouldBe(AttemptResult.Failed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task SecondThatFails_LeavesTheFirstRunning(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Says("at last") with { FirstToken = TimeSpan.FromSeconds(1) });
        storm.Frontier.IsOnline = false;

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).AnsweredBy("cloud").Tried("frontier", "cloud");
        request.Text.ShouldBe("at last");
        request.Outcome!.TotalMilliseconds.ShouldBe(1000);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task BothThatFail_AreFollowedByTheNext(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Fails(TargetErrorKind.Transient) with { FirstToken = TimeSpan.FromSeconds(1) });
        storm.Frontier.Then(ScriptedAnswer.Fails(TargetErrorKind.Transient) with { FirstToken = TimeSpan.FromSeconds(1) });

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).AnsweredBy("local").Tried("cloud", "frontier", "local").FailedOver();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Caller_WhoGivesUpWhileBothRun_PaysForBoth(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Hangs());
        storm.Frontier.Then(ScriptedAnswer.Hangs());
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), storm.Simulation.Time);

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming, cancellationToken: source.Token);

        request.Error.ShouldBeOfType<OperationCanceledException>();
        request.Outcome!.Attempts.Select(a => a.Result).ShouldBe([AttemptResult.Cancelled, AttemptResult.Cancelled]);
        request.Outcome.Attempts.ShouldAllBe(a => a.Estimated && a.Cost > 0);
        storm.Simulation.Client.GetHealth().ShouldAllBe(h => h.Running == 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Deadline_WhileBothRun_IsKeptToTheMoment(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Simulation.Policy = _policy with { Deadline = TimeSpan.FromSeconds(7) };
        storm.Cloud.Then(ScriptedAnswer.Hangs());
        storm.Frontier.Then(ScriptedAnswer.Hangs());

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        request.Error.ShouldBeOfType<TargetUnavailableException>().Message.ShouldContain("deadline");
        request.Outcome!.TotalMilliseconds.ShouldBe(7000);
        request.Outcome.Attempts.Count.ShouldBe(2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolCalls_ComeFromTheWinnerAlone(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Calls("map", """{"place":"first"}""") with { FirstToken = TimeSpan.FromMilliseconds(500) });
        storm.Frontier.Then(ScriptedAnswer.Calls("map", """{"place":"second"}"""));
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string place) => place, "map")] };

        var request = await storm.Simulation.AskAsync([new(ChatRole.User, Hard)], options, streaming);

        // Both are there at the same moment; whoever it is, it is one.
        var call = request.Response!.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
        call.Arguments!["place"]!.ToString().ShouldBe(request.Outcome!.Target == "cloud" ? "first" : "second");
        request.Outcome.Attempts.Select(a => a.Result).ShouldBe([AttemptResult.Outrun, AttemptResult.Committed]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task DraftThatIsRefusedWhileTheSecondRuns_NeedsNoOtherStart(bool streaming)
    {
        var storm = await LearnedAsync(streaming, _policy with { Mode = InferenceMode.PreferOnDevice, Threshold = 0.9 });
        storm.Local.Then(ScriptedAnswer.Says("I don't know.") with { FirstToken = TimeSpan.FromMilliseconds(400) });

        var request = await storm.Simulation.AskAsync(Hard, streaming: streaming);

        Route.Of(request).AnsweredBy("cloud").Tried("local", "cloud");
        request.Outcome!.Attempts[0].ShouldSatisfyAllConditions(a => a.Result.ShouldBe(AttemptResult.Escalated), a => a.Reason.ShouldBe("no-answer"));
        request.Outcome.TotalMilliseconds.ShouldBe(400);
        storm.Cloud.Calls.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Conversation_StaysWithTheTargetThatWasChosen(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        var options = new ChatOptions().SetConversationKey("c");
        await storm.Simulation.AskAsync([new(ChatRole.User, Hard)], options, streaming);
        storm.Cloud.Then(ScriptedAnswer.Hangs());
        (await storm.Simulation.AskAsync([new(ChatRole.User, Hard)], options, streaming)).Outcome!.Target.ShouldBe("frontier");

        (await storm.Simulation.AskAsync([new(ChatRole.User, "commit it")], options, streaming)).Outcome!.Target.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task EachCopy_GoesThroughTheGateAndIntoTheAudit(bool streaming)
    {
        var storm = await LearnedAsync(streaming);
        storm.Cloud.Then(ScriptedAnswer.Hangs());

        var request = await storm.Simulation.AskAsync("Prove that an answer to karin.lindqvist@example.org needs no theorem; derive it step by step and explain each one.", streaming: streaming);

        request.Outcome!.Hedge.ShouldBe("frontier");
        storm.Cloud.Calls[^1].Text.ShouldNotContain("lindqvist", Case.Insensitive);
        storm.Frontier.Calls[^1].Text.ShouldNotContain("lindqvist", Case.Insensitive);
        request.Outcome.Egress.Masked.ShouldBe(2);
        var entry = storm.Audit.Entries[^1];
        entry.Result.ShouldBe(AuditResult.Answered);
        entry.Sent.ShouldBe([new("cloud", Location.Cloud, AttemptResult.Outrun), new("frontier", Location.Cloud, AttemptResult.Committed)]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Budget_OfManyAtOnce_IsNotOverspentByTheSecond(bool streaming)
    {
        var policy = _policy with { Hedging = _policy.Hedging with { MaxShare = 1 } };
        var storm = await LearnedAsync(streaming, policy);
        storm.Simulation.Policy = policy with { Budgets = [new() { Name = "b", Calls = 40, Period = BudgetPeriod.Total }] };
        storm.Cloud.FirstToken = TimeSpan.FromSeconds(1);

        SimulatedRequest[] asked = [];
        await storm.Simulation.Time.RunAsync(async () => asked = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => storm.Simulation.AskAsync(Hard, streaming: streaming))));

        var sent = asked.SelectMany(r => r.Outcome!.Attempts).Count(a => a.Target != "local");
        sent.ShouldBe(40);
        asked.ShouldAllBe(r => r.Error == null && r.Outcome!.Attempts.Count(a => a.Result == AttemptResult.Committed) == 1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task MoneyPerDay_IsThereAgainTheNextDay(bool streaming)
    {
        var policy = _policy with { Hedging = _policy.Hedging with { MaxShare = 1, MoneyPerDay = 0.02m } };
        var storm = await LearnedAsync(streaming, policy);
        var days = new List<int>();
        for (var day = 0; day < 2; day++)
        {
            for (var i = 0; i < 10; i++)
            {
                storm.Cloud.Then(ScriptedAnswer.Hangs());
                storm.Frontier.Then(ScriptedAnswer.Says(string.Join(' ', Enumerable.Repeat("word", 300))));
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), storm.Simulation.Time);
                await storm.Simulation.AskAsync(Hard, streaming: streaming, cancellationToken: patience.Token);
            }

            days.Add(storm.Simulation.Requests.Count(r => r.Outcome!.Hedge is not null) - days.Sum());
            await storm.Simulation.Time.RunAsync(() => storm.Simulation.Time.WaitAsync(TimeSpan.FromDays(1)));
        }

        // An answer of 300 tokens costs 0.0045; what is reserved is the 1,024 it might have.
        days.ShouldAllBe(hedged => hedged >= 1 && hedged <= 4);
        days[0].ShouldBe(days[1]);
    }

    private sealed class Storm
    {
        public Storm()
        {
            var time = new VirtualTime();
            Local = ScriptedTarget.OnDevice(time);
            Cloud = ScriptedTarget.InCloud(time);
            Frontier = new("frontier", TargetProfile.Cloud(3m, 15m, 128_000) with { Limits = new() { MaxConcurrent = 1, MaxQueued = 100, MaxWait = TimeSpan.FromMinutes(5) } }, time);
            (Local.FirstToken, Cloud.FirstToken, Frontier.FirstToken) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300));
            Simulation = new([Local, Cloud, Frontier], _policy, p => new()
            {
                Time = p.Time, NextId = p.NextId, NextNonce = p.NextNonce, CurrentPolicy = p.CurrentPolicy, Observer = p.Observer, Audit = Audit,
            });
        }

        public Simulation Simulation { get; }

        public ScriptedTarget Local { get; }

        public ScriptedTarget Cloud { get; }

        public ScriptedTarget Frontier { get; }

        public Kept Audit { get; } = new();
    }

    private sealed class Kept : IAuditSink
    {
        public List<AuditEntry> Entries { get; } = [];

        public bool MayLeave => true;

        public void Write(AuditEntry entry)
        {
            lock (Entries)
            {
                Entries.Add(entry);
            }
        }
    }
}
