using Microsoft.Extensions.AI;

namespace HybridAi.Eligibility;

public class ContextLearningTests
{
    private static ScriptedChatClient Counting(double perEstimate) => new()
    {
        Stream = (messages, _, _) => ScriptedChatClient.Updates(
            new(ChatRole.Assistant, "small"),
            new() { Contents = [new UsageContent(new() { InputTokenCount = (long)(perEstimate * (TokenEstimate.Of(messages[0].Text) + TokenEstimate.PerMessage)), OutputTokenCount = 1 })] }),
    };

    private static HybridChatClient Client(IChatClient small, int? window) => new(
        [
            new("small", small, TargetProfile.Cloud(contextWindow: window)),
            new("large", ScriptedChatClient.Says("large"), TargetProfile.Cloud(contextWindow: 1_000_000)),
        ],
        new() { Mode = InferenceMode.PreferCloud, StickyMargin = 0 });

    private static string Words(int count) => string.Concat(Enumerable.Repeat("planting apple trees ", count));

    [Theory]
    [InlineData(true, 2.0, "large")]
    [InlineData(false, 2.0, "large")]
    [InlineData(true, 1.0, "small")]
    [InlineData(false, 0.5, "small")]
    public async Task Estimate_AfterUsageReports_FollowsTheTargetsOwnCount(bool streaming, double perEstimate, string expected)
    {
        // About 2,450 estimated tokens: they fit a window of 4,000 as estimated, and do not at twice as many.
        using var client = Client(Counting(perEstimate), 4000);
        for (var i = 0; i < 20; i++)
        {
            await client.AskAsync(streaming, Words(40));
        }

        (await client.AskAsync(streaming, Words(420))).Text.ShouldBe(expected);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Overflow_OfAnUnknownWindow_IsRememberedUntilItFits(bool streaming)
    {
        var small = new ScriptedChatClient
        {
            Stream = (messages, _, token) => messages[0].Text.Length > 2000
                ? ScriptedChatClient.Words([], new TargetUnavailableException(TargetErrorKind.ContextExceeded, "too long"), token)
                : ScriptedChatClient.Words("small"),
        };
        using var client = Client(small, null);

        var first = await client.AskAsync(streaming, Words(120));
        var second = await client.AskAsync(streaming, Words(130));
        var shorter = await client.AskAsync(streaming, Words(20));

        first.Text.ShouldBe("large");
        first.GetRouteOutcome()!.Attempts[0].Reason.ShouldBe("context-exceeded");
        second.GetRouteDecision()!.Targets.Single(t => t.Target == "small").Reason.ShouldBe(IneligibleReasons.Context);
        shorter.Text.ShouldBe("small");
        small.Requests.Count.ShouldBe(2);
    }
}
