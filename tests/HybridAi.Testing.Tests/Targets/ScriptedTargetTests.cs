using Microsoft.Extensions.AI;

namespace HybridAi.Testing.Tests.Targets;

public sealed class ScriptedTargetTests
{
    private static readonly ChatMessage[] _ask = [new(ChatRole.User, "What is the capital of France?")];

    private static async Task<ChatResponse> AskAsync(ScriptedTarget client, bool streaming, ChatOptions? options = null, CancellationToken token = default) =>
        streaming
            ? await client.GetStreamingResponseAsync(_ask, options, token).ToChatResponseAsync(token)
            : await client.GetResponseAsync(_ask, options, token);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_OfTenWords_TakesFirstTokenAndPace(bool streaming)
    {
        using var target = ScriptedTarget.InCloud();
        target.FirstToken = TimeSpan.FromMilliseconds(300);
        target.TokensPerSecond = 10;
        target.Throttling = 2;
        target.Then(ScriptedAnswer.Says("one two  three\nfour five six seven eight nine ten"));

        var response = await AskAsync(target, streaming);

        response.Text.ShouldBe("one two  three\nfour five six seven eight nine ten");
        response.Usage!.OutputTokenCount.ShouldBe(10);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        target.Time.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(2 * (300 + 900)));
        target.Calls.ShouldHaveSingleItem().State.ShouldBe(ScriptedCallState.Completed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Faults_ComeInTheFormsOfRealLegs(bool streaming)
    {
        using var cloud = ScriptedTarget.InCloud();
        cloud.Then(ScriptedAnswer.Fails(TargetErrorKind.RateLimited, TimeSpan.FromSeconds(7)), ScriptedAnswer.Dies("a b c d", 2));
        using var device = ScriptedTarget.OnDevice();
        device.Then(ScriptedAnswer.Fails(TargetErrorKind.ContextExceeded));

        var limited = await Should.ThrowAsync<TargetUnavailableException>(() => AskAsync(cloud, streaming));
        limited.Kind.ShouldBe(TargetErrorKind.RateLimited);
        limited.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        (await Should.ThrowAsync<TargetUnavailableException>(() => AskAsync(cloud, streaming))).Kind.ShouldBe(TargetErrorKind.Malformed);
        (await Should.ThrowAsync<LocalModelException>(() => AskAsync(device, streaming))).Kind.ShouldBe(LocalModelErrorKind.ContextExceeded);
        cloud.IsOnline = false;
        (await Should.ThrowAsync<TargetUnavailableException>(() => AskAsync(cloud, streaming))).Kind.ShouldBe(TargetErrorKind.Transient);
        cloud.Calls.ShouldAllBe(c => c.State == ScriptedCallState.Failed);
    }

    [Fact]
    public async Task Stream_ThatDies_HasSaidItsWordsBefore()
    {
        using var target = ScriptedTarget.InCloud().Then(ScriptedAnswer.Dies("a b c d", 2));
        var text = "";

        await Should.ThrowAsync<TargetUnavailableException>(async () =>
        {
            await foreach (var update in target.GetStreamingResponseAsync(_ask))
            {
                text += update.Text;
            }
        });

        text.ShouldBe("a b");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_LastsUntilTheTokenEnds(bool streaming)
    {
        using var target = ScriptedTarget.InCloud().Then(ScriptedAnswer.Hangs("a b c", 1));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(40), target.Time);

        await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(target, streaming, token: timeout.Token));

        target.Time.Elapsed.ShouldBe(TimeSpan.FromSeconds(40));
        target.Calls.ShouldHaveSingleItem().State.ShouldBe(ScriptedCallState.Cancelled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Quota_OfTwoAMinute_TurnsTheThirdAwayUntilTheWindowEnds(bool streaming)
    {
        using var target = ScriptedTarget.InCloud();
        target.FirstToken = TimeSpan.FromSeconds(1);
        target.Quota = new(2, TimeSpan.FromMinutes(1));

        await AskAsync(target, streaming);
        await AskAsync(target, streaming);
        var refused = await Should.ThrowAsync<TargetUnavailableException>(() => AskAsync(target, streaming));

        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(58));
        target.Time.Advance(refused.RetryAfter!.Value);
        (await AskAsync(target, streaming)).Text.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("{\"city\":\"Paris\"}", true)]
    [InlineData("{\"city\":", false)]
    [InlineData("[1]", false)]
    [InlineData("{\"a\":1,\"a\":2}", true)]
    public async Task ToolCall_WithTheseArguments_IsReadOrCarriesTheError(string arguments, bool wellFormed)
    {
        using var target = ScriptedTarget.InCloud().Then(ScriptedAnswer.Calls("weather", arguments));

        var response = await AskAsync(target, streaming: true);

        var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
        (call.Exception is null).ShouldBe(wellFormed);
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task Quality_OfSixTenths_AnswersAboutThatShareAndTheSameQuestionsEveryTime()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            using var target = ScriptedTarget.OnDevice();
            target.Quality = 0.6;
            for (var i = 0; i < 500; i++)
            {
                await target.GetResponseAsync([new ChatMessage(ChatRole.User, $"question {i}")]);
            }

            target.Calls.Count(c => c.Answer.IsGood).ShouldBeInRange(270, 330);
            runs.Add(string.Concat(target.Calls.Select(c => c.Answer.IsGood ? '1' : '0')));
        }

        runs[1].ShouldBe(runs[0]);
    }

    [Fact]
    public async Task MaxOutputTokens_CutsTheAnswer()
    {
        using var target = ScriptedTarget.InCloud().Then(ScriptedAnswer.Says("a b c d"));

        var response = await AskAsync(target, streaming: false, new() { MaxOutputTokens = 2 });

        response.Text.ShouldBe("a b");
        response.FinishReason.ShouldBe(ChatFinishReason.Length);
    }

    [Fact]
    public async Task Model_BeingFetched_GoesThroughItsStatesWhileSomeoneWaits()
    {
        using var target = ScriptedTarget.OnDevice();
        target.Model.Become(ModelState.Downloadable);
        target.Model.PreparationTime = TimeSpan.FromSeconds(10);
        using var some = new CancellationTokenSource();

        var background = target.Model.PrepareAsync();
        target.Model.Availability.State.ShouldBe(ModelState.Downloading);
        target.Time.Advance(TimeSpan.FromSeconds(5));
        target.Model.Availability.ShouldBe(new(ModelState.Preparing, null, 0.5));
        target.Time.Elapsed.ShouldBe(TimeSpan.FromSeconds(5), "nobody waits in front");
        await target.Model.PrepareAsync(some.Token);

        await background;
        target.Model.Availability.State.ShouldBe(ModelState.Available);
        target.Time.Elapsed.ShouldBe(TimeSpan.FromSeconds(10));
        target.Model.Preparations.ShouldBe(1);
    }

    [Fact]
    public async Task Model_ThatCannotBePrepared_SaysWhy()
    {
        using var target = ScriptedTarget.OnDevice();
        target.Model.Become(ModelState.Preparing);
        target.Model.FailsWith = LocalModelErrorKind.Corrupt;
        using var some = new CancellationTokenSource();

        (await Should.ThrowAsync<LocalModelException>(() => target.Model.PrepareAsync(some.Token))).Kind.ShouldBe(LocalModelErrorKind.Corrupt);

        target.Model.Availability.State.ShouldBe(ModelState.Unavailable);
        (await Should.ThrowAsync<LocalModelException>(() => target.Model.PrepareAsync(some.Token))).Kind.ShouldBe(LocalModelErrorKind.Corrupt);
    }

    [Fact]
    public async Task Call_KeepsEverythingReadable()
    {
        using var target = ScriptedTarget.InCloud();
        var messages = new ChatMessage[]
        {
            new(ChatRole.System, "sys-text"),
            new(ChatRole.User, [new TextContent("user-text"), new DataContent("data-text"u8.ToArray(), "text/plain")]) { AuthorName = "author" },
            new(ChatRole.Assistant, [new FunctionCallContent("1", "tool-name", new Dictionary<string, object?> { ["argument"] = System.Text.Json.JsonDocument.Parse("{\"deep\":[\"caf\\u00e9\"]}").RootElement })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "tool-result")]),
        };

        await target.GetResponseAsync(messages, new() { Instructions = "instructions", AdditionalProperties = new() { ["key"] = "property" } });

        var seen = target.Calls.ShouldHaveSingleItem().Text;
        foreach (var piece in (string[])["sys-text", "user-text", "data-text", "author", "tool-name", "argument", "café", "tool-result", "instructions", "property"])
        {
            seen.ShouldContain(piece);
        }
    }
}
