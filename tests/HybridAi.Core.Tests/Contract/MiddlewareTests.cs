using Microsoft.Extensions.AI;

namespace HybridAi.Contract;

public class MiddlewareTests
{
    private static ScriptedChatClient AsksForWeather(string? conversationId = null) => new()
    {
        Stream = (messages, _, _) => messages[^1].Role == ChatRole.Tool
            ? ScriptedChatClient.Updates(
                new(ChatRole.Assistant, "It is ") { ConversationId = conversationId },
                new(ChatRole.Assistant, messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()),
                new() { Contents = [new UsageContent(new() { InputTokenCount = 20, OutputTokenCount = 2, TotalTokenCount = 22 })] })
            : ScriptedChatClient.Updates(
                new(ChatRole.Assistant, [new FunctionCallContent("call-1", "weather", new Dictionary<string, object?> { ["city"] = "Paris" })])
                {
                    ConversationId = conversationId,
                },
                new() { Contents = [new UsageContent(new() { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 })] }),
    };

    private static ChatOptions WithTool() => new() { Tools = [AIFunctionFactory.Create((string city) => "sunny in " + city, "weather")] };

    [Theory, InlineData(true), InlineData(false)]
    public async Task FunctionInvocation_AboveUs_RunsTheToolAndGetsTheAnswer(bool streaming)
    {
        var cloud = AsksForWeather();
        using var hybrid = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud);
        using var client = new FunctionInvocation(hybrid);

        var response = await client.AskAsync(streaming, "How is the weather in Paris?", WithTool());

        response.Text.ShouldBe("It is sunny in Paris");
        response.Usage!.TotalTokenCount.ShouldBe(37);
        response.ConversationId.ShouldBeNull();
        response.Messages.Select(m => m.Role).ShouldBe([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant]);
        cloud.Requests.Count.ShouldBe(2);
        cloud.Requests.ShouldAllBe(r => !(r.Options!.Tools![0] is AIFunction));
        response.GetRouteDecision()!.Target.ShouldBe("cloud");
        response.GetRouteOutcome()!.Attempts[0].InputTokens.ShouldBe(20);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task FunctionInvocation_ProviderKeepsTheConversation_ReturnsToIt(bool streaming)
    {
        var cloud = AsksForWeather("conv_7");
        using var hybrid = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud);
        using var client = new FunctionInvocation(hybrid);

        var response = await client.AskAsync(streaming, "How is the weather in Paris?", WithTool());

        response.Text.ShouldBe("It is sunny in Paris");
        cloud.Requests[1].Messages.Single().Role.ShouldBe(ChatRole.Tool);
        cloud.Requests[1].Options!.ConversationId.ShouldBe("conv_7");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task FunctionInvocation_ToolReturnsASecret_FinishesOnTheDevice(bool streaming)
    {
        var cloud = AsksForWeather();
        var local = new ScriptedChatClient { Stream = (_, _, _) => ScriptedChatClient.Words("done here") };
        using var hybrid = new HybridChatClient(
            [
                new Target("local", local, TargetProfile.OnDevice(8192, TargetCapabilities.Tools)),
                new Target("cloud", cloud, TargetProfile.Cloud()),
            ],
            new() { Mode = InferenceMode.PreferCloud });
        using var client = new FunctionInvocation(hybrid);
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "weather")] };

        var response = await client.AskAsync(streaming, "How is the weather in Paris?", options);

        response.Messages[^1].Text.ShouldBe("done here");
        cloud.Requests.Count.ShouldBe(1);
        response.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Pinned);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Caching_AboveUs_ReadsDecisionAndOutcomeBack(bool streaming)
    {
        var local = ScriptedChatClient.Says("Par", "is");
        using var hybrid = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"));
        using var client = new SerializedCache(hybrid);
        var fresh = await client.AskAsync(streaming, Ask.Easy);

        var cached = await client.AskAsync(streaming, Ask.Easy);

        client.Hits.ShouldBe(1);
        local.Requests.Count.ShouldBe(1);
        cached.Text.ShouldBe("Paris");
        RouteJson.Write(cached.GetRouteDecision()!).ShouldBe(RouteJson.Write(fresh.GetRouteDecision()!));
        RouteJson.Write(cached.GetRouteOutcome()!).ShouldBe(RouteJson.Write(fresh.GetRouteOutcome()!));
    }

    [Fact]
    public async Task Caching_PlayedBackAsAStream_StillCarriesTheDecision()
    {
        using var hybrid = Ask.Hybrid(ScriptedChatClient.Says("Paris"), ScriptedChatClient.Says("cloud"));
        using var client = new SerializedCache(hybrid);
        await client.AskAsync(true, Ask.Easy);

        var updates = await client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)]).ToListAsync();

        client.Hits.ShouldBe(1);
        updates.Any(u => u.GetRouteDecision() is not null).ShouldBeTrue();
        updates.Any(u => u.GetRouteOutcome() is not null).ShouldBeTrue();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_PutBackIntoTheHistory_CanBeSentAgain(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("first");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, p => p with { Mode = InferenceMode.PreferCloud });
        List<ChatMessage> history = [new(ChatRole.User, "a")];
        history.AddRange((await client.AskAsync(streaming, history)).Messages);
        history.Add(new(ChatRole.User, "b"));

        await client.AskAsync(streaming, history);

        cloud.Requests[1].Messages.Count.ShouldBe(3);
        cloud.Requests[1].Messages.ShouldAllBe(m => m.AdditionalProperties == null);
    }
}
