using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

public class HybridChatClientTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_EasyPrompt_IsAnsweredOnTheDevice(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("Par", "is"), cloud);

        var response = await client.AskAsync(streaming, Ask.Easy);

        response.Text.ShouldBe("Paris");
        cloud.Requests.ShouldBeEmpty();
        var decision = response.GetRouteDecision().ShouldNotBeNull();
        decision.Target.ShouldBe("local");
        decision.Reason.ShouldBe(RouteReasons.Easy);
        decision.Score!.Value.ShouldBeLessThan(decision.Threshold);
        decision.MayEscalate.ShouldBeTrue();
        var outcome = response.GetRouteOutcome().ShouldNotBeNull();
        outcome.Target.ShouldBe("local");
        outcome.Id.ShouldBe(decision.Id);
        outcome.Egress.Requests.ShouldBe(0);
        outcome.Attempts.ShouldHaveSingleItem().Result.ShouldBe(AttemptResult.Committed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_HardPrompt_GoesToTheCloud(bool streaming)
    {
        var local = ScriptedChatClient.Says("local");
        using var client = Ask.Hybrid(local, ScriptedChatClient.Says("proof"));

        var response = await client.AskAsync(streaming, Ask.Hard);

        response.Text.ShouldBe("proof");
        local.Requests.ShouldBeEmpty();
        response.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Hard);
        response.GetRouteOutcome()!.Cost.ShouldBeGreaterThan(0);
        response.GetRouteOutcome()!.Egress.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData(InferenceMode.OnlyOnDevice, true, "local")]
    [InlineData(InferenceMode.OnlyOnDevice, false, "local")]
    [InlineData(InferenceMode.OnlyCloud, true, "cloud")]
    [InlineData(InferenceMode.PreferCloud, true, "cloud")]
    [InlineData(InferenceMode.PreferCloud, false, "cloud")]
    public async Task Mode_AnyPrompt_ChoosesItsSide(InferenceMode mode, bool streaming, string expected)
    {
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Mode = mode });

        foreach (var prompt in new[] { Ask.Easy, Ask.Hard })
        {
            (await client.AskAsync(streaming, prompt)).Text.ShouldBe(expected);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ForceTarget_HardPrompt_StaysWhereItWasSent(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));

        var response = await client.AskAsync(streaming, Ask.Hard, new ChatOptions().ForceTarget("local"));

        response.Text.ShouldBe("local");
        response.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Forced);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ForceTarget_UnknownName_IsRefusedWithReasons(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));

        var error = await Should.ThrowAsync<NoEligibleTargetException>(
            () => client.AskAsync(streaming, Ask.Easy, new ChatOptions().ForceTarget("moon")));

        error.Reasons.Keys.ShouldBe(["local", "cloud"], ignoreOrder: true);
        error.Reasons.Values.ShouldAllBe(r => r == IneligibleReasons.Override);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_AnyTarget_HasOneIdAndTheCommittedUsage(bool streaming)
    {
        var local = new ScriptedChatClient
        {
            Stream = (_, _, _) => ScriptedChatClient.Updates(
                new(ChatRole.Assistant, "a") { ResponseId = "r1", MessageId = "m1" },
                new(ChatRole.Assistant, "b"),
                new() { Contents = [new UsageContent(new() { InputTokenCount = 7, OutputTokenCount = 2, TotalTokenCount = 9 })] }),
        };
        using var client = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"));

        var response = await client.AskAsync(streaming, Ask.Easy);

        response.Messages.ShouldHaveSingleItem().MessageId.ShouldBe("m1");
        response.ResponseId.ShouldBe("r1");
        response.Usage!.TotalTokenCount.ShouldBe(9);
        response.GetRouteOutcome()!.Attempts[0].OutputTokens.ShouldBe(2);
        response.GetRouteOutcome()!.Attempts[0].Estimated.ShouldBeFalse();
    }

    [Fact]
    public async Task Stream_FirstAndLastUpdate_CarryDecisionAndOutcome()
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("a", "b", "c"), ScriptedChatClient.Says("cloud"));

        var updates = await client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)]).ToListAsync();

        updates[0].GetRouteDecision().ShouldNotBeNull();
        updates.Skip(1).ShouldAllBe(u => u.GetRouteDecision() == null);
        updates[^1].GetRouteOutcome().ShouldNotBeNull();
        updates[^1].Contents.ShouldBeEmpty();
        updates.SkipLast(1).ShouldAllBe(u => u.GetRouteOutcome() == null);
        updates.Select(u => u.ResponseId).Distinct().ShouldHaveSingleItem();
        updates.Select(u => u.MessageId).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Stream_EnumeratedTwice_IsTwoRequests()
    {
        var local = ScriptedChatClient.Says("a");
        using var client = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"));

        var stream = client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)]);
        var first = await stream.ToListAsync();
        var second = await stream.ToListAsync();

        local.Requests.Count.ShouldBe(2);
        first[0].GetRouteDecision()!.Id.ShouldNotBe(second[0].GetRouteDecision()!.Id);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_Options_AreNeverChanged(bool streaming)
    {
        var local = new ScriptedChatClient
        {
            Stream = (_, options, _) =>
            {
                options!.Temperature = 2;
                options.StopSequences?.Clear();
                return ScriptedChatClient.Words("ok");
            },
        };
        using var client = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"), p => p with { IgnoreUnsupported = true });
        var options = new ChatOptions { Temperature = 0.5f, StopSequences = ["x"], ModelId = "m" };

        await client.AskAsync(streaming, Ask.Easy, options);

        options.Temperature.ShouldBe(0.5f);
        options.StopSequences.ShouldBe(["x"]);
        options.ModelId.ShouldBe("m");
        options.AdditionalProperties.ShouldBeNull();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ConversationId_KnownIssuer_MakesOnlyItEligible(bool streaming)
    {
        var cloud = new ScriptedChatClient
        {
            Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant, "x") { ConversationId = "conv_1" }),
        };
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud);
        (await client.AskAsync(streaming, Ask.Hard)).ConversationId.ShouldBe("conv_1");

        var next = await client.AskAsync(streaming, Ask.Easy, new() { ConversationId = "conv_1" });

        next.GetRouteDecision()!.Target.ShouldBe("cloud");
        next.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.ConversationOwner);
        cloud.Requests[^1].Options!.ConversationId.ShouldBe("conv_1");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ConversationId_UnknownIssuer_IsRefused(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));

        (await client.AskAsync(streaming, Ask.Easy)).ConversationId.ShouldBeNull();
        var error = await Should.ThrowAsync<NoEligibleTargetException>(
            () => client.AskAsync(streaming, Ask.Easy, new() { ConversationId = "conv_9" }));

        error.Reasons["cloud"].ShouldContain("ForceTarget");
    }

    [Fact]
    public void GetService_AnyTarget_NeverReachesIt()
    {
        using var local = ScriptedChatClient.Says("local");
        using var client = Ask.Hybrid(local, ScriptedChatClient.Says("cloud"));

        client.GetService<IChatClient>().ShouldBeSameAs(client);
        client.GetService<HybridChatClient>().ShouldBeSameAs(client);
        client.GetService<ChatClientMetadata>()!.ProviderName.ShouldBe("hybridai");
        client.GetService<ScriptedChatClient>().ShouldBeNull();
        client.GetService(typeof(IChatClient), "cloud").ShouldBeNull();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Preview_SameRequest_EqualsTheDecision(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"));
        foreach (var prompt in new[] { Ask.Easy, Ask.Hard, "" })
        {
            var preview = await client.PreviewAsync([new(ChatRole.User, prompt)]);
            var decision = (await client.AskAsync(streaming, prompt)).GetRouteDecision()!;

            RouteJson.Write(decision with { Id = "", At = default }).ShouldBe(RouteJson.Write(preview));
        }
    }

    [Fact]
    public void Decision_FourTargets_FitsAKilobyteAndReadsBack()
    {
        var decision = new RouteDecision
        {
            Id = "0123456789abcdef",
            At = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Target = "on-device-model",
            Location = Location.Device,
            Reason = RouteReasons.Hard,
            Explanation = "Difficulty 0.71 reaches the threshold 0.50.",
            Score = 0.7123,
            Threshold = 0.5,
            Mode = InferenceMode.PreferOnDevice,
            Signals = new() { Characters = 123456, Tokens = 34567, Turns = 12, Code = true, Tools = 3, ToolLoop = true, Attachments = 2 },
            Targets =
            [
                new("on-device-model", Location.Device, true),
                new("cloud-standard", Location.Cloud, false, IneligibleReasons.Privacy, "IBAN 2, Diagnosis 1"),
                new("cloud-frontier", Location.Cloud, false, IneligibleReasons.Context, "about 34567 tokens, window 32768"),
                new("private-server", Location.Private, false, IneligibleReasons.CoolingDown, "17 s"),
            ],
            Labels = new Dictionary<string, int> { ["IBAN"] = 2, ["Diagnosis"] = 1 },
            Rule = "night-batch",
            Revision = "3f9a12bc",
        };

        var json = RouteJson.Write(decision);

        System.Text.Encoding.UTF8.GetByteCount(json).ShouldBeLessThanOrEqualTo(1024);
        RouteJson.Write(RouteJson.ReadDecision(json)).ShouldBe(json);
    }
}
