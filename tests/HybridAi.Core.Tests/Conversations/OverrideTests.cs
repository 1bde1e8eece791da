using Microsoft.Extensions.AI;

namespace HybridAi.Conversations;

public class OverrideTests
{
    private static List<ChatMessage> Turn(params string[] texts) =>
        [.. texts.Select((t, i) => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, t))];

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Override_ForTheConversation_HoldsUntilReleased(bool streaming, bool withKey)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { StickyMargin = 0 });
        ChatOptions Options() => withKey ? new ChatOptions().SetConversationKey("42") : new();
        async Task<(string, string)> Say(ChatOptions options, params string[] texts)
        {
            var decision = (await client.AskAsync(streaming, Turn(texts), options)).GetRouteDecision()!;
            return (decision.Target, decision.Reason);
        }

        (await Say(Options().ForceTargetForConversation("cloud"), Ask.Easy)).ShouldBe(("cloud", RouteReasons.Forced));
        (await Say(Options(), Ask.Easy, "cloud", Ask.Easy)).ShouldBe(("cloud", RouteReasons.Forced));
        (await Say(Options(), Ask.Easy, "cloud", Ask.Easy, "cloud", Ask.Easy)).ShouldBe(("cloud", RouteReasons.Forced));
        (await Say(Options().ReleaseTarget(), Ask.Easy, "cloud", Ask.Easy, "cloud", Ask.Easy, "cloud", Ask.Easy)).ShouldBe(("local", RouteReasons.Easy));
        (await Say(Options(), Ask.Easy, "cloud", Ask.Easy, "cloud", Ask.Easy, "cloud", Ask.Easy, "local", Ask.Easy)).ShouldBe(("local", RouteReasons.Easy));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Override_ForTheConversation_DoesNotReachOthersNorLiftAPin(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));
        await client.AskAsync(streaming, Ask.Easy, new ChatOptions().SetConversationKey("42").ForceTargetForConversation("cloud"));

        (await client.AskAsync(streaming, Ask.Easy, new ChatOptions().SetConversationKey("43"))).Text.ShouldBe("local");
        await Should.ThrowAsync<PrivacyBlockedException>(() =>
            client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789", new ChatOptions().SetConversationKey("42")));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ShortFollowUp_AfterAHardTurn_StaysOffDevice(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));
        ChatOptions Options() => new ChatOptions().SetConversationKey("42");

        (await client.AskAsync(streaming, Ask.Hard, Options())).Text.ShouldBe("cloud");
        // The application sends only the new message: nothing but the key tells that it is a follow-up.
        var next = await client.AskAsync(streaming, "ok, commit it", Options());

        next.Text.ShouldBe("cloud");
        next.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.FollowUp);
        (await client.AskAsync(streaming, "ok, commit it", new())).Text.ShouldBe("local");
    }
}
