using Microsoft.Extensions.AI;

namespace HybridAi.Selection;

public class HiddenStateTests
{
    private const float Hard = 3, Easy = -6;

    [Theory]
    [InlineData(true, Hard, "cloud")]
    [InlineData(true, Easy, "local")]
    [InlineData(false, Hard, "cloud")]
    [InlineData(false, Easy, "local")]
    public async Task Request_NearTheThreshold_GoesWhereTheStateSays(bool streaming, float state, string expected)
    {
        var probe = ScriptedProbe.Finds(state);
        using var client = Hybrid(probe);

        var response = await client.AskAsync(streaming, Ask.Easy);

        response.Text.ShouldBe(expected);
        var decision = response.GetRouteDecision()!;
        (decision.Tier, decision.HiddenState).ShouldBe((1, HiddenStateResults.Read));
        decision.Score!.Value.ShouldBe(1 / (1 + Math.Exp(-state)), 1e-3);
        var cost = response.GetRouteOutcome()!.HiddenState.ShouldNotBeNull();
        (cost.Tokens, cost.CachedTokens).ShouldBe((40, 30));
        RouteJson.Write(decision).Length.ShouldBeLessThan(1024);
        RouteJson.ReadOutcome(RouteJson.Write(response.GetRouteOutcome()!)).HiddenState.ShouldBe(cost);
    }

    [Fact]
    public async Task Request_ThatIsRead_IsReadAsItWouldBeServed()
    {
        var probe = ScriptedProbe.Finds(Easy);
        var local = ScriptedChatClient.Says("local");
        using var client = Hybrid(probe, local: local);
        ChatMessage[] messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, Ask.Easy)];
        var options = new ChatOptions { Temperature = 0.5f }.SetConversationKey("42");

        await client.GetResponseAsync(messages, options);

        var (read, with) = probe.Requests.ShouldHaveSingleItem();
        var (served, servedWith) = local.Requests.ShouldHaveSingleItem();
        read.Select(m => (m.Role, m.Text)).ShouldBe(served.Select(m => (m.Role, m.Text)));
        with!.Temperature.ShouldBe(servedWith!.Temperature);
        with.AdditionalProperties![HybridKeys.ConversationKey].ShouldBe("42");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Preview_WithTheProbe_EqualsTheRealDecision(bool streaming)
    {
        var probe = ScriptedProbe.Finds(Hard);
        using var client = Hybrid(probe);

        var preview = await client.PreviewAsync([new(ChatRole.User, Ask.Easy)], allowProbe: true);
        var real = (await client.AskAsync(streaming, Ask.Easy)).GetRouteDecision()!;

        preview.Tier.ShouldBe(1);
        RouteJson.Write(real with { Id = "", At = default }).ShouldBe(RouteJson.Write(preview));
    }

    [Fact]
    public async Task Preview_WithoutTheProbe_IsTierZeroAlone()
    {
        var probe = ScriptedProbe.Finds(Hard);
        using var client = Hybrid(probe);

        var preview = await client.PreviewAsync([new(ChatRole.User, Ask.Easy)]);

        (preview.Tier, preview.Target, preview.HiddenState).ShouldBe((0, "local", null));
        probe.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_ForcedPinnedOrWithoutChoice_IsNotRead(bool streaming)
    {
        var probe = ScriptedProbe.Finds(Hard);
        using var client = Hybrid(probe);
        using var onDevice = Hybrid(probe, p => p with { Mode = InferenceMode.OnlyOnDevice });
        using var preferCloud = Hybrid(probe, p => p with { Mode = InferenceMode.PreferCloud });
        using var cheapest = Hybrid(probe, p => p with { Strategy = SelectionStrategies.Cheapest });
        using var off = Hybrid(probe, p => p with { HiddenState = new() { Enabled = false } });
        using var ruled = Hybrid(probe, p => p with { Rules = [new() { Name = "r", Target = "local" }] });

        var answers = new[]
        {
            await client.AskAsync(streaming, Ask.Easy, new ChatOptions().ForceTarget("local")),
            await client.AskAsync(streaming, [new ChatMessage(ChatRole.User, Ask.Easy).KeepOnDevice()]),
            await onDevice.AskAsync(streaming, Ask.Easy),
            await preferCloud.AskAsync(streaming, Ask.Easy),
            await cheapest.AskAsync(streaming, Ask.Easy),
            await off.AskAsync(streaming, Ask.Easy),
            await ruled.AskAsync(streaming, Ask.Easy),
        };

        answers.ShouldAllBe(a => a.GetRouteDecision()!.Tier == 0 && a.GetRouteDecision()!.HiddenState == null && a.GetRouteOutcome()!.HiddenState == null);
        probe.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_FarFromTheThreshold_IsNotReadAndSaysSo()
    {
        var probe = ScriptedProbe.Finds(Hard);
        using var client = Hybrid(probe, p => p with { HiddenState = new() { Margin = 0.01 } });

        var decision = (await client.AskAsync(false, Ask.Hard)).GetRouteDecision()!;

        (decision.Tier, decision.HiddenState, decision.Target).ShouldBe((0, HiddenStateResults.Certain, "cloud"));
        probe.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_ModelWithoutHeads_FallsBackToTierZeroAndSaysSo(bool streaming)
    {
        var probe = new ScriptedProbe { ModelFingerprint = "scripted-int8" };
        using var client = Hybrid(probe);

        var decision = (await client.AskAsync(streaming, Ask.Easy)).GetRouteDecision()!;

        (decision.Tier, decision.HiddenState, decision.Target).ShouldBe((0, HiddenStateResults.NoHeads, "local"));
        probe.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_HeadsOfTheSameModelTwice_TheLastCount()
    {
        var contrary = new ProbeHeads(ScriptedProbe.Model, [0, 0], [1, 1], [new(ProbeHeads.Need, [-1, 0], 0)], new(0, 0, 1));
        using var client = Hybrid(ScriptedProbe.Finds(Hard), heads: [ScriptedProbe.Heads(), contrary]);

        (await client.AskAsync(false, Ask.Easy)).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_StateNotThereInTime_IsDecidedByTierZero(bool streaming)
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        var probe = new ScriptedProbe();
        // Does not look at its token: the router does not wait for it.
        var never = new TaskCompletionSource<PromptState?>();
        probe.Read = _ =>
        {
            asked.SetResult();
            return never.Task;
        };
        using var client = Hybrid(probe, parts: new() { Time = time, ProbeHeads = [ScriptedProbe.Heads()] });

        var answer = client.AskAsync(streaming, Ask.Easy);
        await asked.Task;
        time.Advance(TimeSpan.FromMilliseconds(199));
        answer.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        var response = await answer;

        response.Text.ShouldBe("local");
        (response.GetRouteDecision()!.Tier, response.GetRouteDecision()!.HiddenState).ShouldBe((0, HiddenStateResults.Deadline));
        response.GetRouteOutcome()!.HiddenState!.Milliseconds.ShouldBe(200, 0.01);
        probe.LastToken.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_CancelledWhileTheStateIsRead_EndsAsTheCallersCancellation(bool streaming)
    {
        using var stop = new CancellationTokenSource();
        var probe = new ScriptedProbe();
        probe.Read = async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return null;
        };
        var (local, cloud) = (ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));
        using var client = Hybrid(probe, local: local, cloud: cloud);

        await Should.ThrowAsync<OperationCanceledException>(() => client.AskAsync(streaming, Ask.Easy, null, stop.Token));

        local.Requests.ShouldBeEmpty();
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("throws", HiddenStateResults.Failed)]
    [InlineData("cancels", HiddenStateResults.Failed)]
    [InlineData("nan", HiddenStateResults.Failed)]
    [InlineData("short", HiddenStateResults.Failed)]
    [InlineData("none", HiddenStateResults.Busy)]
    public async Task Request_ProbeGivesNothing_IsDecidedByTierZero(string how, string expected)
    {
        var probe = new ScriptedProbe
        {
            Read = _ => how switch
            {
                "throws" => throw new LocalModelException(LocalModelErrorKind.Failed, "broken"),
                "cancels" => throw new OperationCanceledException(),
                "nan" => Task.FromResult<PromptState?>(ScriptedProbe.Says(float.NaN)),
                "short" => Task.FromResult<PromptState?>(new(new float[1], 4, 0)),
                _ => Task.FromResult<PromptState?>(null),
            },
        };
        using var client = Hybrid(probe);

        var response = await client.AskAsync(false, Ask.Easy);

        response.Text.ShouldBe("local");
        (response.GetRouteDecision()!.Tier, response.GetRouteDecision()!.HiddenState).ShouldBe((0, expected));
    }

    [Fact]
    public async Task Request_LocalModelIsBusy_IsNotRead()
    {
        var probe = ScriptedProbe.Finds(Hard);
        var local = ScriptedChatClient.Says("local");
        local.Services[typeof(IModelAvailability)] = new BusyModel();
        using var client = Hybrid(probe, local: local);

        (await client.PreviewAsync([new(ChatRole.User, Ask.Easy)], allowProbe: true)).HiddenState.ShouldBe(HiddenStateResults.Busy);
        probe.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_OneLongMessage_ACopyOfItsBeginningIsReadOutsideTheConversation()
    {
        var probe = ScriptedProbe.Finds(Easy);
        var local = ScriptedChatClient.Says("local");
        local.Services[typeof(ITokenCounter)] = new WordCounter();
        using var client = Hybrid(probe, local: local);
        var text = "Summarise: " + string.Join(' ', Enumerable.Repeat("word", 600));

        await client.AskAsync(false, text, new ChatOptions().SetConversationKey("42"));

        var (read, options) = probe.Requests.ShouldHaveSingleItem();
        read.ShouldHaveSingleItem().Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(128);
        text.ShouldStartWith(read[0].Text);
        options.ShouldBeNull();
    }

    [Fact]
    public async Task Request_LongConversation_IsReadOnlyWhereItWasAnswered()
    {
        var probe = ScriptedProbe.Finds(Easy);
        var local = ScriptedChatClient.Says("local");
        local.Services[typeof(ITokenCounter)] = new WordCounter();
        using var client = Hybrid(probe, local: local);
        var options = new ChatOptions().SetConversationKey("42");
        var history = string.Join(' ', Enumerable.Repeat("word", 600));
        ChatMessage[] messages = [new(ChatRole.User, history), new(ChatRole.Assistant, "ok"), new(ChatRole.User, Ask.Easy)];

        var before = await client.AskAsync(false, messages, options);
        await client.AskAsync(false, Ask.Easy, options);
        var after = await client.AskAsync(false, messages, options);

        before.GetRouteDecision()!.HiddenState.ShouldBe(HiddenStateResults.TooLong);
        after.GetRouteDecision()!.HiddenState.ShouldBe(HiddenStateResults.Read);
        probe.Requests[^1].Messages.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Request_UnderACalibration_IsReadByItsOwnHeadsOrNotAtAll()
    {
        var probe = ScriptedProbe.Finds(Hard);
        var calibration = new RoutingCalibration
        {
            ClassifierRevision = PromptClassifier.Default.Revision,
            Created = default,
            Adjustment = new(PromptClassifier.Default.Revision, 20, 1, 0, 1, -3, new float[Structure.Count], new Dictionary<uint, float>()),
        };
        using var without = Hybrid(probe, p => p with { Calibration = calibration });
        using var with = Hybrid(probe, p => p with { Calibration = calibration with { Heads = ScriptedProbe.Heads() } }, heads: []);

        (await without.PreviewAsync([new(ChatRole.User, Ask.Easy)], allowProbe: true)).Tier.ShouldBe(0);
        (await with.PreviewAsync([new(ChatRole.User, Ask.Easy)], allowProbe: true)).Tier.ShouldBe(1);
    }

    private static HybridChatClient Hybrid(
        ScriptedProbe probe, Func<HybridPolicy, HybridPolicy>? policy = null, ScriptedChatClient? local = null, ScriptedChatClient? cloud = null,
        IReadOnlyList<ProbeHeads>? heads = null, HybridChatClientParts? parts = null)
    {
        local ??= ScriptedChatClient.Says("local");
        local.Services[typeof(IPromptProbe)] = probe;
        return Ask.Hybrid(
            local, cloud ?? ScriptedChatClient.Says("cloud"),
            p => (policy ?? (q => q))(p with { HiddenState = p.HiddenState with { Margin = 100 } }),
            parts ?? new() { ProbeHeads = heads ?? [ScriptedProbe.Heads()] });
    }

    private sealed class BusyModel : IModelAvailability
    {
        public ModelAvailability Availability => new(ModelState.Available);

        public bool IsBusy => true;

        public Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class WordCounter : ITokenCounter
    {
        public int Count(ReadOnlySpan<char> text) => text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

        public int Count(IEnumerable<ChatMessage> messages, ChatOptions? options) => messages.Sum(m => Count(m.Text));
    }
}
