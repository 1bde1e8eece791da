using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Targets;

public class VirtualProfileTests
{
    private static readonly TargetProfile _device = TargetProfile.OnDevice(8192, TargetCapabilities.Tools | TargetCapabilities.Json) with
    {
        MaxOutputTokens = 1024, Languages = ["en", "de"],
    };

    private static readonly TargetProfile _cheap = TargetProfile.Cloud(0.1m, 0.4m, 32_000) with
    {
        MaxOutputTokens = 4096, Region = "eu", Retention = TimeSpan.Zero, TrainsOnData = false, Agreement = "dpa", Languages = ["DE", "fr", "en"], CachedInputPerMillion = 0.05m,
    };

    private static readonly TargetProfile _best = TargetProfile.Private(2, 8, 200_000) with
    {
        MaxOutputTokens = 16_000, Region = "eu", Retention = TimeSpan.FromDays(30), TrainsOnData = false, Agreement = "baa", Languages = ["en"], QualityRank = 9,
    };

    private static HybridChatClient Client(HybridPolicy policy, params TargetProfile[] profiles) =>
        new(profiles.Select((p, i) => new Target($"t{i}", ScriptedChatClient.Says("ok"), p)), policy);

    [Fact]
    public void Profile_OfSeveralTargets_PromisesWhatEachOfThemKeeps()
    {
        using var client = Client(new(), _device, _cheap, _best);

        var profile = client.GetProfile();

        profile.ShouldSatisfyAllConditions(
            p => p.Location.ShouldBe(Location.Cloud),
            p => p.ContextWindow.ShouldBe(8192),
            p => p.MaxOutputTokens.ShouldBe(1024),
            p => p.Capabilities.ShouldBe(TargetCapabilities.Tools | TargetCapabilities.Json),
            p => p.InputPerMillion.ShouldBe(2),
            p => p.CachedInputPerMillion.ShouldBe(2),
            p => p.OutputPerMillion.ShouldBe(8),
            p => p.Region.ShouldBe("eu"),
            p => p.Retention.ShouldBe(TimeSpan.FromDays(30)),
            p => p.TrainsOnData.ShouldBe(false),
            p => p.Agreement.ShouldBeNull(),
            p => p.Languages.ShouldBe(["en"]),
            p => p.Limits.ShouldBeNull(),
            p => p.QualityRank.ShouldBe(0));
        client.GetService<TargetProfile>().ShouldBeEquivalentTo(profile);
        client.GetService(typeof(TargetProfile), "key").ShouldBeNull();
    }

    [Fact]
    public void Profile_WithSomethingUnknown_LeavesItUnknown()
    {
        using var client = Client(new(), _device, _cheap with { ContextWindow = null, Retention = null, TrainsOnData = null, Languages = [] });

        client.GetProfile().ShouldSatisfyAllConditions(
            p => p.ContextWindow.ShouldBeNull(), p => p.Retention.ShouldBeNull(), p => p.TrainsOnData.ShouldBeNull(), p => p.Languages.ShouldBeEmpty());
        using var trains = Client(new(), _cheap with { TrainsOnData = null }, _best with { TrainsOnData = true });
        trains.GetProfile().TrainsOnData.ShouldBe(true);
    }

    [Fact]
    public void Profile_CountsOnlyTargetsThatThePolicyLetsAnswer()
    {
        var policy = new HybridPolicy { Mode = InferenceMode.OnlyOnDevice };
        using var client = new HybridChatClient(
            [new("local", ScriptedChatClient.Says("ok"), _device), new("cloud", ScriptedChatClient.Says("ok"), _best)], policy, new() { CurrentPolicy = () => policy });

        client.GetProfile().ShouldSatisfyAllConditions(p => p.Location.ShouldBe(Location.Device), p => p.ContextWindow.ShouldBe(8192), p => p.Languages.ShouldBe(["en", "de"]));
        policy = policy with { Mode = InferenceMode.PreferOnDevice, Off = ["local"] };
        client.GetProfile().ContextWindow.ShouldBe(200_000);
        policy = policy with { Mode = InferenceMode.OnlyOnDevice };
        client.GetProfile().Location.ShouldBe(Location.Private);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Profile_MayStandForTheClientInAnotherRouter(bool streaming)
    {
        using var inner = Client(new(), _device, _cheap);
        using var outer = new HybridChatClient([new("team", inner, inner.GetProfile())]);

        (await outer.AskAsync(streaming, "Hello there")).GetRouteOutcome()!.Target.ShouldBe("team");
        await Should.ThrowAsync<NoEligibleTargetException>(() => outer.AskAsync(streaming, [new(ChatRole.User, [new DataContent("data:audio/wav;base64,AAAA")])]));
    }
}
