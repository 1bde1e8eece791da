using Microsoft.Extensions.AI;

namespace HybridAi.Selection;

public class RuleTests
{
    private static HybridChatClient Client(TimeProvider? time, params RoutingRule[] rules) => Ask.Hybrid(
        ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Rules = rules }, new() { Time = time ?? TimeProvider.System });

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rules_FirstMatch_Counts(bool streaming)
    {
        using var client = Client(
            null,
            new() { Name = "vip", Tenant = "vip", Target = "cloud" },
            new() { Name = "batch", Tag = "batch", Mode = InferenceMode.OnlyOnDevice },
            new() { Name = "all", Threshold = 1 });

        var vip = await client.AskAsync(streaming, Ask.Easy, new ChatOptions().SetTenant("vip").AddTag("batch"));
        var batch = await client.AskAsync(streaming, Ask.Hard, new ChatOptions().AddTag("a").AddTag("batch"));
        var other = await client.AskAsync(streaming, Ask.Hard);

        vip.GetRouteDecision()!.Rule.ShouldBe("vip");
        vip.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Rule);
        vip.Text.ShouldBe("cloud");
        batch.GetRouteDecision()!.Rule.ShouldBe("batch");
        batch.Text.ShouldBe("local");
        other.GetRouteDecision()!.Rule.ShouldBe("all");
        other.Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rule_ForTheCloud_DoesNotLiftAPin(bool streaming)
    {
        using var client = Client(null, new RoutingRule { Name = "cloud", Target = "cloud", Mode = InferenceMode.PreferCloud });

        (await client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")).Text.ShouldBe("local");
    }

    [Theory]
    [InlineData(1, "cloud")]
    [InlineData(9, "local")]
    [InlineData(23, "cloud")]
    public async Task Rule_OverMidnight_MatchesByTheClock(int hour, string expected)
    {
        var time = new ManualTime();
        time.Advance(TimeSpan.FromHours(hour));
        using var client = Client(time, new RoutingRule { Name = "night", From = new(22, 0), To = new(6, 0), Target = "cloud" });

        (await client.AskAsync(true, Ask.Easy)).Text.ShouldBe(expected);
    }

    [Fact]
    public async Task Rule_ByTool_MatchesWhatIsOffered()
    {
        using var client = Client(
            null, new() { Name = "pay", Tool = "pay", Target = "cloud" }, new RoutingRule { Name = "any tool", Tool = "*", Threshold = 0.9 });
        ChatOptions With(string name) => new() { Tools = [AIFunctionFactory.Create(() => 1, name)] };

        (await client.PreviewAsync([new(ChatRole.User, "x")], With("pay"))).Rule.ShouldBe("pay");
        (await client.PreviewAsync([new(ChatRole.User, "x")], With("look"))).Rule.ShouldBe("any tool");
        (await client.PreviewAsync([new(ChatRole.User, "x")])).Rule.ShouldBeNull();
    }

    [Theory]
    [InlineData("cloud")]
    [InlineData("Cloud")]
    [InlineData("device")]
    [InlineData("local")]
    public async Task KillSwitch_ByNameOrLocation_TurnsTargetsOff(string off)
    {
        var expected = off is "cloud" or "Cloud" ? "local" : "cloud";
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Off = [off] });

        foreach (var prompt in new[] { Ask.Easy, Ask.Hard })
        {
            var response = await client.AskAsync(false, prompt);
            response.Text.ShouldBe(expected);
            response.GetRouteDecision()!.Targets.Single(t => t.Target != expected).Reason.ShouldBe(IneligibleReasons.Off);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rule_ByLanguageAndClass_MatchesWhatWasSaid(bool streaming)
    {
        using var client = Client(
            null,
            new() { Name = "german", Language = "DE", Target = "cloud" },
            new() { Name = "mail", Class = "email_address", Mode = InferenceMode.OnlyOnDevice },
            new() { Name = "code", Class = "code", Threshold = 1 });
        async Task<string?> Of(string text) => (await client.AskAsync(streaming, text)).GetRouteDecision()!.Rule;

        (await Of("Was ist die Hauptstadt von Frankreich?")).ShouldBe("german");
        (await Of("Write to jane.doe@example.org about the garden, please.")).ShouldBe("mail");
        (await Of("Write a Python function def add(a, b) that returns the sum of two integers.")).ShouldBe("code");
        (await Of("What is the capital of France?")).ShouldBeNull();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Language_NotInTheProfile_IsSomebodyElsesUnlessNobodyElseMay(bool streaming)
    {
        using var client = new HybridChatClient(
            [
                new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192) with { Languages = ["en"] }),
                new Target("cloud", ScriptedChatClient.Says("cloud"), TargetProfile.Cloud()),
            ],
            new() { Threshold = 1 });

        var german = await client.AskAsync(streaming, "Was ist die Hauptstadt von Frankreich?");
        var pinned = await client.AskAsync(streaming, "Was ist das für ein Schlüssel: ghp_abcdefghijklmnopqrstuvwxyz0123456789 und warum?");

        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("local");
        german.Text.ShouldBe("cloud");
        german.GetRouteDecision()!.Targets.Single(t => t.Target == "local").Reason.ShouldBe(IneligibleReasons.Language);
        pinned.Text.ShouldBe("local");
    }

    [Fact]
    public void Rule_MoreGeneralBefore_HidesTheLater()
    {
        var general = new RoutingRule { Name = "g", Tag = "a" };

        general.Hides(new() { Name = "s", Tag = "a", Tenant = "t" }).ShouldBeTrue();
        general.Hides(new() { Name = "s", Tag = "b" }).ShouldBeFalse();
        general.Hides(new() { Name = "s" }).ShouldBeFalse();
        new RoutingRule { Name = "de", Language = "de" }.Hides(new() { Name = "s", Language = "DE", Class = "code" }).ShouldBeTrue();
        new RoutingRule { Name = "de", Language = "de" }.Hides(new() { Name = "fr", Language = "fr" }).ShouldBeFalse();
        new RoutingRule { Name = "code", Class = "Code" }.Hides(new() { Name = "any" }).ShouldBeFalse();
        new RoutingRule { Name = "all" }.Hides(general).ShouldBeTrue();
        new RoutingRule { Name = "any", Tool = "*" }.Hides(new() { Name = "pay", Tool = "pay" }).ShouldBeTrue();
    }
}
