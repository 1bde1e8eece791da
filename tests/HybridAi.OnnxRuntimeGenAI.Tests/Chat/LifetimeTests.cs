using HybridAi.OnnxRuntimeGenAI.Sessions;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>Cancelling, disposing, queueing and isolation, with a tiny model of random weights.</summary>
[Collection(ModelTests.Name)]
public sealed class LifetimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Cancel_BetweenTokens_EndsTheStreamAndTheClientGoesOn()
    {
        using var client = new GenAIChatClient(TestModels.Endless);
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("Hello", Long(), cancel.Token))
            {
                if (++seen == 3)
                    await cancel.CancelAsync();
            }
        });

        (await client.GetResponseAsync("Hello", Short())).Usage!.OutputTokenCount!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Cancel_InPrefill_EndsTheRunAndTheAnswerAfterwardsIsTheSame()
    {
        using var client = new GenAIChatClient(TestModels.Endless);
        using var fresh = new GenAIChatClient(TestModels.Endless);
        var text = string.Concat(Enumerable.Repeat("some words ", 90));
        var expected = await fresh.GetResponseAsync(text, Short());
        await client.Host.GetAsync(default);
        for (var round = 0; round < 10; round++)
        {
            using var cancel = new CancellationTokenSource();
            var answer = client.GetResponseAsync(text, Long(), cancel.Token);
            Thread.SpinWait(round * 50_000);
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => answer.WaitAsync(Patience));
        }

        (await client.GetResponseAsync(text, Short())).Text.ShouldBe(expected.Text);
    }

    [Fact]
    public async Task Caller_WhoLeavesTheStream_StopsTheWorker()
    {
        using var client = new GenAIChatClient(TestModels.Endless, new() { MaxConcurrency = 1 });

        await foreach (var _ in client.GetStreamingResponseAsync("Hello", Long()))
            break;

        client.GetService<IModelAvailability>()!.IsBusy.ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_WhileAnswersRun_EndsThemAndIsSafeTwice()
    {
        var client = new GenAIChatClient(TestModels.Endless, new() { MaxConcurrency = 2 });
        var running = new TaskCompletionSource();
        var disposed = new TaskCompletionSource();
        var answers = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            // Who does not read holds the worker back, so that no answer is complete before the client goes.
            await foreach (var _ in client.GetStreamingResponseAsync($"Hello {i}", Long()))
            {
                running.TrySetResult();
                await disposed.Task;
            }
        })).ToArray();
        await running.Task.WaitAsync(Patience);

        client.Dispose();
        client.Dispose();
        disposed.SetResult();

        foreach (var answer in answers)
            await Should.ThrowAsync<ObjectDisposedException>(() => answer.WaitAsync(Patience));
        await Should.ThrowAsync<ObjectDisposedException>(() => client.GetResponseAsync("Hello"));
    }

    [Fact]
    public async Task Queue_ThatIsFull_RefusesAsBusy()
    {
        using var client = new GenAIChatClient(TestModels.Endless, new() { MaxConcurrency = 1, QueueLimit = 1 });
        await using var first = client.GetStreamingResponseAsync("Hello", Long()).GetAsyncEnumerator();
        (await first.MoveNextAsync()).ShouldBeTrue();
        client.GetService<IModelAvailability>()!.IsBusy.ShouldBeTrue();
        using var cancel = new CancellationTokenSource();
        var second = client.GetResponseAsync("waits", Short(), cancel.Token);

        var error = await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync("too many", Short()));

        error.Kind.ShouldBe(LocalModelErrorKind.Busy);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second.WaitAsync(Patience));
    }

    [Fact]
    public async Task Answer_ThatDoesNotEnd_GrowsItsCacheUntilTheContextIsFull()
    {
        using var client = new GenAIChatClient(TestModels.Endless);

        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.GetResponseAsync($"Hello {i}", Long())));

        foreach (var response in responses)
        {
            response.FinishReason.ShouldBe(ChatFinishReason.Length);
            response.Usage!.TotalTokenCount.ShouldBe(2048);
        }
    }

    [Fact]
    public async Task Queue_OfNoLength_StillServesWhoeverFindsAWorkerIdle()
    {
        using var client = new GenAIChatClient(TestModels.Tiny, new() { MaxConcurrency = 1, QueueLimit = 0 });

        (await client.GetResponseAsync("Hello", Short())).Usage!.OutputTokenCount!.Value.ShouldBeGreaterThan(0);
        (await client.GetResponseAsync("again", Short())).Usage!.OutputTokenCount!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Callers_EightAtOnce_GetTheAnswersTheyWouldGetAlone()
    {
        using var alone = new GenAIChatClient(TestModels.Tiny, new() { MaxConcurrency = 1, MaxSessions = 0 });
        using var shared = new GenAIChatClient(TestModels.Tiny, new() { MaxConcurrency = 4, MaxSessions = 3 });
        static string Text(int caller, int round) => string.Concat(Enumerable.Repeat($"caller {caller} asks {round} ", 8));
        var expected = new Dictionary<(int, int), string>();
        for (var caller = 0; caller < 8; caller++)
        {
            for (var round = 0; round < 3; round++)
                expected[(caller, round)] = (await alone.GetResponseAsync(Text(caller, round), Short())).Text;
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var round = 0; round < 3; round++)
            {
                var options = Short().SetConversationKey($"caller {caller}");
                (await shared.GetResponseAsync(Text(caller, round), options)).Text.ShouldBe(expected[(caller, round)]);
            }
        }));
    }

    [Fact]
    public async Task Answer_LongerThanItsFirstCache_GrowsAndStaysTheSame()
    {
        using var client = new GenAIChatClient(TestModels.Tiny, new() { DefaultTemperature = 1 });
        var model = await client.Host.GetAsync(default);
        var context = model.Facts.ContextLength;
        var options = new ChatOptions { MaxOutputTokens = context, Seed = 1 };

        var response = await client.GetResponseAsync("Hello", options);

        var expected = response.FinishReason == ChatFinishReason.Stop
            || response.Usage!.TotalTokenCount >= context - 1;
        expected.ShouldBeTrue($"{response.FinishReason} {response.Usage!.TotalTokenCount} {context}");
    }

    [Fact]
    public async Task Conversation_ThatDoesNotFit_IsRefusedOrCutAsConfigured()
    {
        using var strict = new GenAIChatClient(TestModels.Tiny);
        using var cutting = new GenAIChatClient(TestModels.Tiny, new() { ContextOverflow = ContextOverflow.DropOldestTurns });
        var context = (await strict.Host.GetAsync(default)).Facts.ContextLength;
        List<ChatMessage> history = [];
        for (var i = 0; i < 20; i++)
        {
            history.Add(new(ChatRole.User, string.Concat(Enumerable.Repeat($"question {i} ", context / 60))));
            history.Add(new(ChatRole.Assistant, "answer"));
        }
        history.Add(new(ChatRole.User, "last question"));

        var error = await Should.ThrowAsync<LocalModelException>(() => strict.GetResponseAsync(history, Short()));
        var response = await cutting.GetResponseAsync(history, Short());

        error.Kind.ShouldBe(LocalModelErrorKind.ContextExceeded);
        var dropped = response.AdditionalProperties![GenAIChatClient.DroppedMessagesKey].ShouldBeOfType<int>();
        dropped.ShouldBeInRange(2, 40);
        (dropped % 2).ShouldBe(0);
        response.Usage!.InputTokenCount!.Value.ShouldBeLessThan(context);
    }

    [Fact]
    public async Task Message_TooLongAlone_IsRefusedEvenWhenCuttingIsAllowed()
    {
        using var client = new GenAIChatClient(TestModels.Tiny, new() { ContextOverflow = ContextOverflow.DropOldestTurns });

        var error = await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync(new string('x', 1 << 20), Short()));

        error.Kind.ShouldBe(LocalModelErrorKind.ContextExceeded);
    }

    [Fact]
    public async Task Options_TheModelCannotHonour_AreTypedErrors()
    {
        using var client = new GenAIChatClient(TestModels.Tiny);
        var tool = AIFunctionFactory.Create(() => 1, "one");
        ChatOptions[] unsupported = [new() { Tools = [tool] }, new() { ResponseFormat = ChatResponseFormat.Json, FrequencyPenalty = 1 }, new() { ConversationId = "c" }, new() { ToolMode = ChatToolMode.RequireAny }];

        foreach (var options in unsupported)
            (await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync("Hello", options)))
                .Kind.ShouldBe(LocalModelErrorKind.NotSupported);
        (await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync([])))
            .Kind.ShouldBe(LocalModelErrorKind.NotSupported);
        (await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync(
            [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])])))
            .Kind.ShouldBe(LocalModelErrorKind.NotSupported);
        await Should.ThrowAsync<ArgumentException>(() => client.GetResponseAsync("Hello", new() { Temperature = -1 }));
        await Should.ThrowAsync<ArgumentException>(() => client.GetResponseAsync("Hello", new() { MaxOutputTokens = 0 }));
    }

    [Fact]
    public async Task Folder_WithoutAModel_IsUnavailableWithAReasonAndWithoutItsPath()
    {
        var folder = Path.Combine(Path.GetTempPath(), "hybridai-no-model");
        using var client = new GenAIChatClient(folder);
        var availability = client.GetService<IModelAvailability>()!;

        availability.Availability.State.ShouldBe(ModelState.Unavailable);
        var error = await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync("Hello"));

        error.Kind.ShouldBe(LocalModelErrorKind.NotFound);
        error.ToString().ShouldNotContain(Path.GetTempPath());
        availability.Availability.State.ShouldBe(ModelState.Unavailable);
        await Should.ThrowAsync<LocalModelException>(() => availability.PrepareAsync());
    }

    [Fact]
    public void Services_OfAClient_AreThoseItPromises()
    {
        using var client = new GenAIChatClient(TestModels.Tiny, new() { ModelId = "tiny" });

        client.GetService<GenAIChatClient>().ShouldBeSameAs(client);
        client.GetService<IChatClient>().ShouldBeSameAs(client);
        client.GetService<IDraftConfidence>().ShouldBeSameAs(client);
        client.GetService<ChatClientMetadata>()!.ProviderName.ShouldBe("onnxruntime-genai");
        client.GetService<ChatClientMetadata>()!.DefaultModelId.ShouldBe("tiny");
        client.GetService<ITokenCounter>()!.Count("hello").ShouldBeGreaterThan(0);
        client.GetService<IModelAvailability>()!.Availability.State.ShouldBe(ModelState.Available);
        client.GetService(typeof(string)).ShouldBeNull();
        client.GetService(typeof(GenAIChatClient), "key").ShouldBeNull();
    }

    private static ChatOptions Short() => new() { MaxOutputTokens = 5 };

    // What was said is rewarded, so that the answer repeats itself. Every token is handed over, also one that is no character, so
    // that a caller who does not read holds the worker back.
    private static ChatOptions Long() => new()
    {
        MaxOutputTokens = 100_000, FrequencyPenalty = -2, AdditionalProperties = new() { [IDraftConfidence.RequestKey] = true },
    };
}
