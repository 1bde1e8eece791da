using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>What policy says beside the table: facts a target must have, tenants, attachments, tools, and what is too hard for the device.</summary>
public class PolicyTests
{
    private const string Mail = "maria.lindqvist@contoso.com";
    private const string Diagnosis = "My wife was diagnosed with multiple sclerosis last week.";

    private readonly ScriptedChatClient _local = ScriptedChatClient.Says("local");
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");
    private readonly ScriptedChatClient _own = ScriptedChatClient.Says("own");

    private HybridChatClient Client(Func<HybridPolicy, HybridPolicy> policy, TargetProfile? cloud = null, params Target[] more) => new(
        [
            new Target("local", _local, TargetProfile.OnDevice(8192, (TargetCapabilities)~0)),
            new Target("cloud", _cloud, cloud ?? TargetProfile.Cloud()),
            .. more,
        ],
        policy(new() { Mode = InferenceMode.PreferCloud }));

    public static TheoryData<string, bool> Facts()
    {
        var data = new TheoryData<string, bool>();
        foreach (var fact in new[] { "region", "retention", "trains on data", "agreement" })
        {
            data.Add(fact, true);
            data.Add(fact, false);
        }

        return data;
    }

    [Theory, MemberData(nameof(Facts))]
    public async Task Fact_UnknownOrWrong_KeepsTheTargetAway_AlsoFromFailoverAndKeyed(string fact, bool streaming)
    {
        var good = TargetProfile.Cloud() with { Region = "EU", Retention = TimeSpan.FromDays(1), TrainsOnData = false, Agreement = "baa" };
        var require = new TargetRequirements { Regions = ["eu", "ch"], MaxRetention = TimeSpan.FromDays(30), NoTraining = true, Agreements = ["dpa", "baa"] };
        TargetProfile[] bad = fact switch
        {
            "region" => [good with { Region = null }, good with { Region = "us" }],
            "retention" => [good with { Retention = null }, good with { Retention = TimeSpan.FromDays(31) }],
            "trains on data" => [good with { TrainsOnData = null }, good with { TrainsOnData = true }],
            _ => [good with { Agreement = null }, good with { Agreement = "none" }],
        };
        foreach (var profile in bad)
        {
            var first = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.Transient, "down"));
            using var client = Client(p => p with { Require = require }, profile, new Target("first", first, good));

            var response = await client.AskAsync(streaming, Ask.Hard);

            response.Text.ShouldBe("local");
            first.Requests.Count.ShouldBe(1);
            var refused = response.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud");
            (refused.Reason, refused.Detail).ShouldBe((IneligibleReasons.Requirement, fact));

            using var keyed = Egress.Wrap(new("cloud", _cloud, profile), () => new() { Require = require });
            (await Should.ThrowAsync<NoEligibleTargetException>(() => keyed.AskAsync(streaming, "hello"))).Message.ShouldContain(fact);
        }

        _cloud.Requests.ShouldBeEmpty();
        using var allowed = Client(p => p with { Require = require }, good);
        (await allowed.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Tenant_HasItsOwnTableScannerAndRequirements(bool streaming)
    {
        var words = new PrivacyScannerOptions();
        words.DenyList["Falcon"] = "PROJECT";
        var policy = new HybridPolicy
        {
            Mode = InferenceMode.PreferCloud,
            Tenants = new Dictionary<string, TenantPrivacy>
            {
                ["clinic"] = new() { Privacy = PrivacyPolicy.HipaaSafeHarbor },
                ["works"] = new() { Scanner = new(words) },
                ["office"] = new() { Require = new() { Regions = ["eu"] } },
            },
        };
        using var client = Client(_ => policy);
        using var keyed = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => policy);
        const string Text = "The Falcon takes off on Monday.";

        (await client.AskAsync(streaming, Text)).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, Text, new ChatOptions().SetTenant("other"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, Text, new ChatOptions().SetTenant("clinic"))).GetRouteDecision()!.Targets[1].Detail.ShouldBe("not released");
        (await client.AskAsync(streaming, Text, new ChatOptions().SetTenant("office"))).GetRouteDecision()!.Targets[1].Reason.ShouldBe(IneligibleReasons.Requirement);
        _cloud.Requests.Select(r => r.Messages[^1].Text).ShouldBe([Text, Text]);
        (await client.AskAsync(streaming, Text, new ChatOptions().SetTenant("works"))).Text.ShouldBe("cloud");
        _cloud.Requests[^1].Messages[^1].Text.ShouldNotContain("Falcon");

        await keyed.AskAsync(streaming, Text, new ChatOptions().SetTenant("works"));
        _cloud.Requests[^1].Messages[^1].Text.ShouldNotContain("Falcon");
        await Should.ThrowAsync<PrivacyBlockedException>(() => keyed.AskAsync(streaming, Text, new ChatOptions().SetTenant("clinic")));
    }

    [Theory]
    [InlineData("default", "image/png", true)]
    [InlineData("default", "IMAGE/PNG; q=1", true)]
    [InlineData("default", "image/jpeg", false)]
    [InlineData("default", "audio/wav", true)]
    [InlineData("default", "application/pdf", false)]
    [InlineData("gdpr-art9", "image/png", true)]
    [InlineData("gdpr-art9", "image/jpeg", false)]
    [InlineData("hipaa-safe-harbor", "image/jpeg", false)]
    [InlineData("pci-dss", "image/jpeg", false)]
    [InlineData("off", "image/jpeg", false)]
    public async Task Attachment_Unreadable_LeavesOnlyWithItsMediaType(string preset, string type, bool leaves)
    {
        using var client = Client(
            p => p with
            {
                Mode = InferenceMode.PreferCloud, Privacy = PrivacyPolicy.FromPreset(preset), ReleasedTags = ["open"], MediaTypesMayLeave = ["image/png", "audio/*"],
            },
            TargetProfile.Cloud() with { Capabilities = (TargetCapabilities)~0 });
        foreach (var streaming in new[] { true, false })
        {
            ChatMessage message = new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2 }, type)]);
            (await client.AskAsync(streaming, [message], new ChatOptions().AddTag("open"))).Text.ShouldBe(leaves ? "cloud" : "local");
        }
    }

    [Theory]
    [InlineData("default", true)]
    [InlineData("gdpr-art9", false)]
    public async Task Link_UnderAClosedPosture_CountsLikeAnAttachment(string preset, bool leaves)
    {
        using var client = Client(p => p with { Privacy = PrivacyPolicy.FromPreset(preset), ReleasedTags = ["open"] });
        foreach (var streaming in new[] { true, false })
        {
            ChatMessage message = new(ChatRole.User, [new TextContent("What is this?"), new UriContent("https://example.com/x.png", "image/png")]);
            (await client.AskAsync(streaming, [message], new ChatOptions().AddTag("open"))).Text.ShouldBe(leaves ? "cloud" : "local");
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Tools_OnlyThoseOfTheDevice_GetValuesBack(bool streaming)
    {
        using var client = Client(p => p with { DeviceTools = ["by_policy"] });
        AITool[] tools =
        [
            AIFunctionFactory.Create((string to) => "", "unknown"), AIFunctionFactory.Create((string to) => "", "declared").RunsOnDevice(),
            AIFunctionFactory.Create((string to) => "", "by_policy"),
            AIFunctionFactory.Create((string to) => "", new AIFunctionFactoryOptions { Name = "by_property", AdditionalProperties = new Dictionary<string, object?> { [HybridKeys.ToolLocation] = "device" } }),
            AIFunctionFactory.Create((string to) => "", "twice").RunsOnDevice(), AIFunctionFactory.Create((string to) => "", "twice"),
        ];
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant,
            [.. new[] { "unknown", "declared", "by_policy", "by_property", "twice", "not_offered" }.Select(
                name => new FunctionCallContent(name, name, new Dictionary<string, object?> { ["to"] = messages[^1].Text["Write to ".Length..] }))]));

        var response = await client.AskAsync(streaming, $"Write to {Mail}", new() { Tools = [.. tools] });

        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToDictionary(c => c.Name, c => (string)c.Arguments!["to"]!);
        calls.Where(c => c.Value == Mail).Select(c => c.Key).ShouldBe(["declared", "by_policy", "by_property"], ignoreOrder: true);
        calls.Values.ShouldAllBe(v => v == Mail || v.StartsWith("[["));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Tools_OffTheDevice_AreNotOfferedForPinnedContent_AndGetMasksOtherwise(bool streaming)
    {
        using var client = Client(p => p with { Mode = InferenceMode.OnlyOnDevice });
        AITool[] tools = [AIFunctionFactory.Create((string to) => "", "web"), AIFunctionFactory.Create((string to) => "", "file").RunsOnDevice()];
        var nested = JsonDocument.Parse($$"""{"cc":["{{Mail}}"],"n":7}""").RootElement;
        _local.Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant,
            [
                new FunctionCallContent("1", "web", new Dictionary<string, object?> { ["to"] = Mail, ["more"] = nested }),
                new FunctionCallContent("2", "file", new Dictionary<string, object?> { ["to"] = Mail }),
            ]));

        await client.AskAsync(streaming, Diagnosis, new() { Tools = [.. tools], ToolMode = ChatToolMode.RequireSpecific("web") });
        _local.Requests[^1].Options!.Tools!.Select(t => t.Name).ShouldBe(["file"]);
        _local.Requests[^1].Options!.ToolMode.ShouldBeNull();
        await client.AskAsync(streaming, Diagnosis, new() { Tools = [tools[0]] });
        _local.Requests[^1].Options!.Tools.ShouldBeNull();

        var response = await client.AskAsync(streaming, $"Write to {Mail}", new() { Tools = [.. tools] });
        _local.Requests[^1].Options!.Tools!.Count.ShouldBe(2);
        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToArray();
        JsonSerializer.Serialize(calls[0].Arguments, AIJsonUtilities.DefaultOptions).ShouldNotContain(Mail);
        ((JsonElement)calls[0].Arguments!["more"]!).GetProperty("n").GetInt32().ShouldBe(7);
        calls[1].Arguments!["to"].ShouldBe(Mail);
    }

    /// <summary>A number is a passport's because of the words beside it, which a call does not repeat.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task Tools_OffTheDevice_GetMasksForValuesThatOnlyTheRequestExplains(bool streaming)
    {
        const string Passport = "536904399";
        using var client = Client(p => p with { Mode = InferenceMode.OnlyOnDevice });
        AITool[] tools = [AIFunctionFactory.Create((string q) => "", "web")];
        PrivacyScanner.Default.Scan($"q: {Passport}").IsEmpty.ShouldBeTrue();
        _local.Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant,
            [new FunctionCallContent("1", "web", new Dictionary<string, object?> { ["q"] = Passport, ["also"] = new[] { $"no. {Passport}" } })]));

        var response = await client.AskAsync(streaming, $"My passport number is {Passport}. Look it up.", new ChatOptions { Tools = [.. tools] }.SetConversationKey("one"));
        JsonSerializer.Serialize(Calls(response), AIJsonUtilities.DefaultOptions).ShouldNotContain(Passport);

        // The application sends the last message only; the conversation still knows.
        response = await client.AskAsync(streaming, "Look it up again.", new ChatOptions { Tools = [.. tools] }.SetConversationKey("one"));
        JsonSerializer.Serialize(Calls(response), AIJsonUtilities.DefaultOptions).ShouldNotContain(Passport);

        static IDictionary<string, object?> Calls(ChatResponse response) =>
            response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single().Arguments!;
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Tools_OffTheDevice_UnderAClosedPosture_AreOfferedOnceReleased(bool streaming)
    {
        using var client = Client(p => p with { Mode = InferenceMode.OnlyOnDevice, Privacy = PrivacyPolicy.GdprArticle9, ReleasedTags = ["open"] });
        AITool[] tools = [AIFunctionFactory.Create((string to) => "", "web")];

        await client.AskAsync(streaming, Ask.Easy, new() { Tools = [.. tools] });
        _local.Requests[^1].Options!.Tools.ShouldBeNull();
        await client.AskAsync(streaming, Ask.Easy, new ChatOptions { Tools = [.. tools] }.AddTag("open"));
        _local.Requests[^1].Options!.Tools!.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Device_CallingAToolElsewhereWithWhatNoMaskCanStandFor_Fails(bool streaming)
    {
        using var client = Client(p => p with { Mode = InferenceMode.OnlyOnDevice });
        _local.Stream = (_, _, _) => ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant,
            [new FunctionCallContent("1", "web", new Dictionary<string, object?> { ["card"] = 4111111111111111L })]));

        await Should.ThrowAsync<HybridAiException>(() => client.AskAsync(
            streaming, $"Pay for {Mail}", new() { Tools = [AIFunctionFactory.Create((long card) => "", "web")] }));
    }

    [Theory]
    [InlineData(PinnedButHard.UsePrivateTarget, "own")]
    [InlineData(PinnedButHard.AnswerAndMark, "local")]
    [InlineData(PinnedButHard.MaskAndConsent, "own")]
    [InlineData(PinnedButHard.Refuse, "own")]
    public async Task PinnedButHard_PrivateTargetMay(PinnedButHard choice, string answers)
    {
        var privacy = new PrivacyPolicy("own", PrivacyPosture.Open, [new("~", Treatment.Allow, Treatment.Forbid), new("*", Treatment.Mask, Treatment.Mask)]);
        using var client = Client(
            p => p with { Mode = InferenceMode.PreferOnDevice, Privacy = privacy, PinnedButHard = choice }, null, new Target("own", _own, TargetProfile.Private()));
        foreach (var streaming in new[] { true, false })
        {
            var response = await client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis}");
            response.Text.ShouldBe(answers);
            response.GetRouteDecision()!.BelowCompetence.ShouldBe(answers == "local");
        }

        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PinnedButHard.UsePrivateTarget)]
    [InlineData(PinnedButHard.AnswerAndMark)]
    [InlineData(PinnedButHard.MaskAndConsent)]
    [InlineData(PinnedButHard.Refuse)]
    public async Task PinnedButHard_OnlyTheDeviceMay(PinnedButHard choice)
    {
        using var client = Client(p => p with { Mode = InferenceMode.PreferOnDevice, PinnedButHard = choice });
        foreach (var streaming in new[] { true, false })
        {
            (await client.AskAsync(streaming, "Hi! My wife was diagnosed with multiple sclerosis.")).Text.ShouldBe("local");
            if (choice == PinnedButHard.Refuse)
            {
                var error = await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis}"));
                error.Classes.Keys.ShouldBe(["health"]);
                (await client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis}", new ChatOptions().ForceTarget("local"))).Text.ShouldBe("local");
            }
            else
            {
                (await client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis}")).GetRouteDecision()!.BelowCompetence.ShouldBeTrue();
            }
        }

        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Closed_ReleasedByTenant_LeavesWithoutTheTag(bool streaming)
    {
        using var client = Client(p => p with { Privacy = PrivacyPolicy.GdprArticle9, ReleasedTenants = ["press"], ReleasedTags = ["news"] });

        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("local");
        (await client.AskAsync(streaming, Ask.Hard, new ChatOptions().SetTenant("press"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, Ask.Hard, new ChatOptions().SetTenant("other").AddTag("news"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis}", new ChatOptions().SetTenant("press"))).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task MaskNote_IsThePolicys(bool streaming)
    {
        using var silent = Client(p => p with { MaskNote = "" });
        using var own = Client(p => p with { MaskNote = "Keep [[...]]." });

        await silent.AskAsync(streaming, $"Write to {Mail}");
        await own.AskAsync(streaming, $"Write to {Mail}");

        _cloud.Requests[0].Messages.Count.ShouldBe(1);
        _cloud.Requests[1].Messages[0].Text.ShouldBe("Keep [[...]].");
    }
}
