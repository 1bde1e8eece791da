using Microsoft.Extensions.AI;

namespace HybridAi.Selection;

public class RampTests
{
    private static HybridChatClient Client(double ramp, InferenceMode mode = InferenceMode.PreferOnDevice) => Ask.Hybrid(
        ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Ramp = ramp, Mode = mode });

    private static async Task<string> AsAsync(HybridChatClient client, string user) =>
        (await client.PreviewAsync([new(ChatRole.User, Ask.Easy)], new ChatOptions().SetUser(user))).Target;

    [Fact]
    public async Task Ramp_AnyShare_TakesThatShareOfUsersAndNeverDropsOne()
    {
        HashSet<string> before = [];
        foreach (var share in new[] { 0.01, 0.1, 0.2, 0.5, 0.9, 1 })
        {
            using var client = Client(share);
            HashSet<string> now = [];
            for (var i = 0; i < 4000; i++)
            {
                if (await AsAsync(client, $"user-{i}") == "local")
                {
                    now.Add($"user-{i}");
                }
            }

            (now.Count / 4000.0).ShouldBe(share, 0.02);
            now.IsSupersetOf(before).ShouldBeTrue();
            before = now;
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Ramp_NotReached_GoesToTheCloudWithItsReason(bool streaming)
    {
        using var client = Client(0);

        var response = await client.AskAsync(streaming, Ask.Easy, new ChatOptions().SetUser("a"));

        response.Text.ShouldBe("cloud");
        response.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Ramp);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Ramp_NotReached_LeavesPinsAndFailoverAlone(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, p => p with { Ramp = 0 });

        (await client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")).Text.ShouldBe("local");
        cloud.Requests.ShouldBeEmpty();
        cloud.Stream = (_, _, token) => ScriptedChatClient.Words([], new TargetUnavailableException(TargetErrorKind.Transient, "no"), token);
        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("local");
    }

    [Fact]
    public async Task Ramp_LoweredLater_MovesTheConversationBack()
    {
        var share = 1.0;
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), null,
            new() { CurrentPolicy = () => new() { Ramp = share } });
        ChatOptions Options() => new ChatOptions().SetConversationKey("c").SetUser("a");

        (await client.AskAsync(true, Ask.Easy, Options())).Text.ShouldBe("local");
        share = 0;
        (await client.AskAsync(true, Ask.Easy, Options())).Text.ShouldBe("cloud");
    }

    // These numbers must not change between releases: users would move.
    [Theory]
    [InlineData("alice")]
    [InlineData("bob")]
    public void Hash_OfAName_IsTheSameForEver(string name) =>
        StableHash.Share("ramp", name).ShouldBe(name == "alice" ? Alice : Bob, 1e-12);

    private const double Alice = 0.8011172898277101;
    private const double Bob = 0.40680419144246427;
}
