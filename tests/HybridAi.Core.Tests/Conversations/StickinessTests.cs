using Microsoft.Extensions.AI;

namespace HybridAi.Conversations;

public class StickinessTests
{
    private const string Middling = "Write a short poem about autumn leaves and rivers.";

    // The classifier's score of the middling prompt decides where the threshold has to be for it to lie inside the margin.
    private static HybridPolicy Around(HybridPolicy policy, double above) =>
        policy with { Threshold = PromptClassifier.Default.Score(Middling) + above, StickyMargin = 0.05 };

    private static List<ChatMessage> Turn(params string[] texts) =>
        [.. texts.Select((t, i) => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, t))];

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Conversation_ScoreInsideTheMargin_StaysWhereItIs(bool streaming, bool withKey)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => Around(p, 0.01));
        ChatOptions Options() => withKey ? new ChatOptions().SetConversationKey("42") : new();
        var alone = await client.AskAsync(streaming, Middling);

        await client.AskAsync(streaming, Turn(Middling), Options().ForceTarget("cloud"));
        var next = await client.AskAsync(streaming, Turn(Middling, "cloud", Middling), Options());

        alone.GetRouteDecision()!.Target.ShouldBe("local");
        next.GetRouteDecision()!.Target.ShouldBe("cloud");
        next.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Sticky);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Conversation_ScoreBeyondTheMargin_Moves(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => Around(p, -0.06));
        var options = new ChatOptions().SetConversationKey("42");

        await client.AskAsync(streaming, Turn(Middling), new ChatOptions().SetConversationKey("42").ForceTarget("local"));
        var next = await client.AskAsync(streaming, Turn(Middling, "local", Middling), options);

        next.GetRouteDecision()!.Target.ShouldBe("cloud");
        next.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Hard);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Conversation_OtherTenantWithTheSameKey_IsAnother(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => Around(p, 0.01));
        await client.AskAsync(streaming, Middling, new ChatOptions().SetConversationKey("42").SetTenant("a").ForceTarget("cloud"));

        (await client.AskAsync(streaming, Middling, new ChatOptions().SetConversationKey("42").SetTenant("b"))).Text.ShouldBe("local");
        (await client.AskAsync(streaming, Middling, new ChatOptions().SetConversationKey("42").SetTenant("a"))).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failover_OfOneTurn_DoesNotMoveTheConversation(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, p => Around(p, 0.01));
        ChatOptions Options() => new ChatOptions().SetConversationKey("42");
        await client.AskAsync(streaming, Middling, Options().ForceTarget("cloud"));
        cloud.Stream = (_, _, token) => ScriptedChatClient.Words([], new TargetUnavailableException(TargetErrorKind.Transient, "no"), token);

        (await client.AskAsync(streaming, Middling, Options())).Text.ShouldBe("local");
        cloud.Stream = (_, _, _) => ScriptedChatClient.Words("cloud");
        (await client.AskAsync(streaming, Middling, Options())).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolLoop_EasyResult_StaysWithWhoAsked(bool streaming)
    {
        var cloud = new ScriptedChatClient
        {
            Stream = (messages, _, _) => messages[^1].Role == ChatRole.Tool
                ? ScriptedChatClient.Words("sunny")
                : ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("call-1", "weather")])),
        };
        using var client = new HybridChatClient(
            [
                new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192, TargetCapabilities.Tools)),
                new Target("cloud", cloud, TargetProfile.Cloud()),
            ]);
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "sunny", "weather")] };
        List<ChatMessage> messages = [new(ChatRole.User, Ask.Hard)];
        var first = await client.AskAsync(streaming, messages, options);

        messages.AddRange(first.Messages);
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent("call-1", "hi")]));
        var second = await client.AskAsync(streaming, messages, options);

        first.GetRouteDecision()!.Target.ShouldBe("cloud");
        second.Text.ShouldBe("sunny");
        second.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.ToolLoop);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolLoop_SensitiveResult_IsPinnedDespiteTheLock(bool streaming)
    {
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, _) => ScriptedChatClient.Updates(
                new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("call-1", "card")])),
        };
        using var client = new HybridChatClient(
            [
                new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192, TargetCapabilities.Tools)),
                new Target("cloud", cloud, TargetProfile.Cloud()),
            ]);
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "x", "card")] };
        List<ChatMessage> messages = [new(ChatRole.User, Ask.Hard)];
        messages.AddRange((await client.AskAsync(streaming, messages, options)).Messages);
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent("call-1", "ghp_abcdefghijklmnopqrstuvwxyz0123456789")]));

        var second = await client.AskAsync(streaming, messages, options);

        second.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Pinned);
        cloud.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void BoundedMap_ManyThreads_StaysWithinItsCapacity()
    {
        var map = new BoundedMap<int, int>(100);

        Parallel.For(0, 10_000, i => map.Set(i, i));

        map.Count.ShouldBeLessThanOrEqualTo(100);
        map.Count.ShouldBeGreaterThan(90);
    }
}
