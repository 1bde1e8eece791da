using Microsoft.Extensions.AI;

namespace HybridAi.Attempts;

public class HandoffTests
{
    private const string Whole = "The old bridge was built in 1873 by two brothers from the valley, and it carried the only road to the mill for sixty years.";

    private static readonly string[] _words = [.. Whole.Split(' ').Select((w, i) => i == 0 ? w : " " + w)];

    private static string Shown => string.Concat(_words[..12]);

    private static ScriptedChatClient Breaks(TargetErrorKind kind = TargetErrorKind.Transient) =>
        ScriptedChatClient.Fails(new TargetUnavailableException(kind, "cut"), _words[..12]);

    private static ScriptedChatClient Writes(string text) => ScriptedChatClient.Says([.. text.Chunk(4).Select(c => new string(c))]);

    private static HybridChatClient Client(IChatClient first, IChatClient second, Func<HybridPolicy, HybridPolicy>? policy = null, IUsageLedger? ledger = null, IChatClient? local = null) => new(
        [
            new("first", first, TargetProfile.Cloud(1, 10)),
            new("second", second, TargetProfile.Cloud(2, 20)),
            .. local is null ? (Target[])[] : [new("local", local, TargetProfile.OnDevice(8192))],
        ],
        (policy ?? (p => p))(new() { Mode = InferenceMode.PreferCloud, Handoff = true }), new() { Ledger = ledger });

    private static async Task<(string Text, Exception? Error, RouteOutcome? Outcome, List<ChatResponseUpdate> Updates)> ReadAsync(HybridChatClient client, string question = "Tell me of the bridge.", ChatOptions? options = null)
    {
        var (text, updates) = ("", new List<ChatResponseUpdate>());
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, question)], options))
            {
                text += update.Text;
                updates.Add(update);
            }
        }
        catch (HybridAiException e)
        {
            return (text, e, null, updates);
        }

        return (text, null, updates[^1].GetRouteOutcome(), updates);
    }

    public static TheoryData<string, int> Continuations
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var k in new[] { 0, 12, 30, 60 })
            {
                data.Add("repeats", k);
            }

            data.Add("restarts", int.MaxValue);
            return data;
        }
    }

    [Theory, MemberData(nameof(Continuations))]
    public async Task Stream_Broken_IsGoneOnWithByTheNextTarget(string name, int repeated)
    {
        name.ShouldNotBeEmpty();
        var second = Writes(Whole[(Shown.Length - Math.Min(repeated, Shown.Length))..]);
        using var client = Client(Breaks(), second);

        var (text, error, outcome, updates) = await ReadAsync(client);

        error.ShouldBeNull();
        text.ShouldBe(Whole);
        outcome!.Target.ShouldBe("second");
        outcome.FailedOver.ShouldBeTrue();
        outcome.Attempts.Select(a => (a.Target, a.Result)).ShouldBe([("first", AttemptResult.Broken), ("second", AttemptResult.Committed)]);
        outcome.Attempts.ShouldAllBe(a => a.Cost > 0);
        updates.Select(u => u.ResponseId).Distinct().Count().ShouldBe(1);
        updates.Select(u => u.MessageId).Distinct().Count().ShouldBe(1);
        second.Requests.Single().Messages[^2].Text.ShouldBe(Shown);
    }

    [Theory]
    [InlineData("I'm sorry, but I can't continue this text, whatever it was about in the beginning.")]
    [InlineData("Certainly! The bridge is a fine bridge, and here is all that I know about it today.")]
    public async Task Stream_ContinuationThatDoesNotFit_IsTheOriginalError(string text)
    {
        using var client = Client(Breaks(), Writes(text), local: Writes(Whole));

        var (shown, error, _, _) = await ReadAsync(client);

        shown.ShouldBe(Shown);
        error.ShouldBeOfType<TargetUnavailableException>().Message.ShouldBe("cut");
    }

    [Fact]
    public async Task Stream_ToolCallInsteadOfText_IsTheOriginalErrorAndNeverShown()
    {
        var second = new ScriptedChatClient { Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", "look")])) };
        using var client = Client(Breaks(), second);

        var (_, error, _, updates) = await ReadAsync(client);

        error!.Message.ShouldBe("cut");
        updates.SelectMany(u => u.Contents).ShouldAllBe(c => c is TextContent);
    }

    [Fact]
    public async Task Stream_NotAskedFor_ThrowsAsEver()
    {
        var second = Writes(Whole);
        using var client = Client(Breaks(), second, p => p with { Handoff = false });

        (await ReadAsync(client)).Error!.Message.ShouldBe("cut");

        second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stream_SecondFailsToo_TheThirdGoesOn()
    {
        using var client = Client(Breaks(), ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.RateLimited, "no")), local: Writes(Whole));

        var (text, _, outcome, _) = await ReadAsync(client);

        text.ShouldBe(Whole);
        outcome!.Target.ShouldBe("local");
    }

    [Fact]
    public async Task Stream_NobodyLeft_IsTheOriginalError()
    {
        using var client = Client(Breaks(), ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.RateLimited, "no")));

        (await ReadAsync(client)).Error!.Message.ShouldBe("cut");
    }

    // What the device wrote of pinned content has no place but the device; what it wrote of something else is looked at before it leaves.
    [Theory]
    [InlineData("My diagnosis is diabetes. Tell me of the bridge.", " of the bridge")]
    [InlineData("Tell me of the bridge.", " ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("Tell me of the bridge.", " anna.becker@example.com")]
    public async Task Stream_WithWhatMustNotLeave_NeverGoesOnOffTheDevice(string question, string word)
    {
        var cloud = Writes(Whole);
        var local = ScriptedChatClient.Fails(new LocalModelException(LocalModelErrorKind.Corrupt, "broke"), [.. _words[..12], word, " and"]);
        using var client = new HybridChatClient(
            [new("local", local, TargetProfile.OnDevice(8192)), new("cloud", cloud, TargetProfile.Cloud())], new() { Handoff = true, HoldBackTokens = 0, Threshold = 1 });

        (await ReadAsync(client, question)).Error.ShouldNotBeNull();

        cloud.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stream_GoneOnWith_IsBilledWithBothPrompts()
    {
        var ledger = new MemoryUsageLedger();
        using var client = Client(Breaks(), Writes(Whole[Shown.Length..]), p => p with { Budgets = [new() { Name = "m", Money = 1, Period = BudgetPeriod.Total }] }, ledger);

        var outcome = (await ReadAsync(client)).Outcome!;

        outcome.Cost.ShouldBe(outcome.Attempts.Sum(a => a.Cost));
        ledger.Used(new("m", "", null)).Money.ShouldBe(outcome.Cost);
        outcome.Attempts[1].InputTokens!.Value.ShouldBeGreaterThan(outcome.Attempts[0].InputTokens!.Value + 20);
    }

    [Fact]
    public async Task Stream_CallerGivesUpInBetween_IsACancellation()
    {
        using var stop = new CancellationTokenSource();
        var second = new ScriptedChatClient { Stream = (_, _, token) => ScriptedChatClient.Hangs([], token) };
        using var client = Client(Breaks(), second);
        var reading = Task.Run(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "hi")], cancellationToken: stop.Token))
            {
            }
        });
        while (second.Requests.Count == 0)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }
}
