using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

public class ConsentTests
{
    private const string Mail = "maria.lindqvist@contoso.com";
    private const string Diagnosis = "My wife was diagnosed with multiple sclerosis last week.";
    private const string Secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly PrivacyPolicy _asks = new(
        "asks", PrivacyPosture.Open,
        [
            new("*", Treatment.Mask, Treatment.Mask), new("~", Treatment.Forbid, Treatment.Forbid), new("PERSON", Treatment.Allow, Treatment.Allow) { InCompany = Treatment.Mask },
            new("EMAIL_ADDRESS", Treatment.Allow, Treatment.AskConsent), new("health", Treatment.Allow, Treatment.AskConsent),
            new("SECRET", Treatment.Forbid, Treatment.Forbid), new("PASSWORD", Treatment.Forbid, Treatment.Forbid),
        ]);

    private readonly ScriptedChatClient _local = ScriptedChatClient.Says("An answer of the device, of some length.");
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");
    private readonly Provider _provider = new();
    private readonly ManualTime _time = new();

    private HybridChatClient Client(IConsentProvider? provider, Func<HybridPolicy, HybridPolicy>? policy = null, bool device = true, params Target[] more) => new(
        [
            .. device ? new[] { new Target("local", _local, TargetProfile.OnDevice(8192, (TargetCapabilities)~0)) } : [],
            new Target("cloud", _cloud, TargetProfile.Cloud()),
            .. more,
        ],
        (policy ?? (p => p))(new() { Mode = InferenceMode.PreferCloud, Privacy = _asks }),
        new() { Consent = provider, Time = _time });

    private static ChatOptions Named(string conversation) => new ChatOptions().SetConversationKey(conversation);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Given_Once_SendsWhatWasShown_AndAsksAgain(bool streaming)
    {
        using var client = Client(_provider);
        _cloud.Stream = (messages, _, _) => ScriptedChatClient.Words("To ", messages[^1].Text[^20..]);
        _provider.Answers.Enqueue(ConsentAnswer.Once);
        _provider.Answers.Enqueue(ConsentAnswer.Never);

        var response = await client.AskAsync(streaming, $"{Diagnosis} Write to {Mail}", Named("one").SetTenant("acme"));

        var asked = _provider.Requests.ShouldHaveSingleItem();
        (asked.Target, asked.Tenant, asked.ConversationKey).ShouldBe(("cloud", "acme", "one"));
        asked.Profile.Location.ShouldBe(Location.Cloud);
        asked.Labels.Select(l => l.Subject).ShouldBe(["EMAIL_ADDRESS", "health"]);
        var part = asked.Parts.ShouldHaveSingleItem();
        part.Text.ShouldBe($"{Diagnosis} Write to {Mail}");
        part.Masked.ShouldStartWith(Diagnosis);
        part.Masked.ShouldNotContain(Mail);
        part.ToString()!.ShouldNotContain(Mail);
        var sent = _cloud.Requests.ShouldHaveSingleItem();
        sent.Messages.Select(m => m.Text).ShouldBe([Masker.Note, part.Masked]);
        sent.Options?.AdditionalProperties.ShouldBeNull();
        response.Text.ShouldContain(Mail);
        response.GetRouteOutcome()!.Egress.Masked.ShouldBe(1);

        (await client.AskAsync(streaming, $"{Diagnosis} Again", Named("one").SetTenant("acme"))).GetRouteOutcome()!.Target.ShouldBe("local");
        _provider.Requests.Count.ShouldBe(2);
        _cloud.Requests.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Given_ForTheConversation_HoldsForItsLabelsAndItsTarget(bool streaming)
    {
        using var client = Client(_provider);
        _provider.Answers.Enqueue(ConsentAnswer.Conversation);

        await client.AskAsync(streaming, $"Write to {Mail}", Named("one"));
        await client.AskAsync(streaming, "Write to other@contoso.com", Named("one"));
        _provider.Requests.Count.ShouldBe(1);
        _cloud.Requests.Count.ShouldBe(2);

        await client.AskAsync(streaming, Diagnosis, Named("one"));
        _provider.Requests.Count.ShouldBe(2);
        await client.AskAsync(streaming, $"Write to {Mail}", Named("two"));
        _provider.Requests.Count.ShouldBe(3);
        await client.AskAsync(streaming, $"Write to {Mail}");
        _provider.Requests.Count.ShouldBe(4);
        _cloud.Requests.Count.ShouldBe(2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Refused_ForAConversation_IsNotAskedAgainAndItsAnswersStay(bool streaming)
    {
        using var client = Client(_provider);

        var first = await client.AskAsync(streaming, $"Write to {Mail}", Named("one"));
        first.GetRouteOutcome()!.Attempts.Select(a => (a.Target, a.Reason)).ShouldBe([("cloud", IneligibleReasons.Consent), ("local", null)]);
        first.GetRouteOutcome()!.Egress.ShouldBe(EgressSummary.None);
        var second = await client.AskAsync(streaming, $"And to {Mail}", Named("one"));

        second.GetRouteOutcome()!.Target.ShouldBe("local");
        _provider.Requests.Count.ShouldBe(1);
        (await client.AskAsync(streaming, [new(ChatRole.Assistant, first.Text), new(ChatRole.User, Ask.Hard)])).GetRouteOutcome()!.Target.ShouldBe("local");
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Absent_IsTheDevice_AndWithoutOneAnException(bool streaming)
    {
        using var client = Client(null);
        (await client.AskAsync(streaming, $"Write to {Mail}")).GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Detail
            .ShouldBe("needs consent: EMAIL_ADDRESS 1");

        using var cloudOnly = Client(null, device: false);
        var error = await Should.ThrowAsync<ConsentRequiredException>(() => cloudOnly.AskAsync(streaming, $"Write to {Mail}"));
        error.Classes.ShouldBe(new Dictionary<string, int> { ["EMAIL_ADDRESS"] = 1 });
        error.ToString().ShouldNotContain(Mail);

        using var refused = Client(_provider, device: false);
        await Should.ThrowAsync<ConsentRequiredException>(() => refused.AskAsync(streaming, $"Write to {Mail}"));
        _provider.Requests.Count.ShouldBe(1);
        await Should.ThrowAsync<PrivacyBlockedException>(() => cloudOnly.AskAsync(streaming, $"{Secret} {Mail}"));
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Asked_OnlyWhenAnOffDeviceTargetWasChosen(bool streaming)
    {
        using var client = Client(_provider, p => p with { Mode = InferenceMode.PreferOnDevice });

        await client.AskAsync(streaming, $"Hi, {Mail}", new ChatOptions().ForceTarget("local"));
        await client.AskAsync(streaming, Ask.Hard);
        await client.AskAsync(streaming, $"{Ask.Hard} {Secret} {Mail}");
        await client.PreviewAsync([new(ChatRole.User, $"{Ask.Hard} {Mail}")]);
        _provider.Requests.ShouldBeEmpty();

        await client.AskAsync(streaming, $"{Ask.Hard} {Mail}");
        _provider.Requests.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Refused_OtherTargetsThatWouldAsk_AreNotTried_OneThatNeedsNone_Is(bool streaming)
    {
        var second = ScriptedChatClient.Says("second");
        var own = ScriptedChatClient.Says("own");
        using var client = Client(
            _provider, more: [new Target("second", second, TargetProfile.Cloud()), new Target("own", own, TargetProfile.Private())]);

        (await client.AskAsync(streaming, $"Write to {Mail}")).Text.ShouldBe("own");

        _provider.Requests.Count.ShouldBe(1);
        second.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failover_ToAnotherCloud_AsksForThatOne(bool streaming)
    {
        var second = ScriptedChatClient.Says("second");
        _cloud.Stream = (_, _, _) => throw new TargetUnavailableException(TargetErrorKind.Transient, "down");
        using var client = Client(_provider, more: new Target("second", second, TargetProfile.Cloud()));
        _provider.Answers.Enqueue(ConsentAnswer.Once);
        _provider.Answers.Enqueue(ConsentAnswer.Once);

        (await client.AskAsync(streaming, $"Write to {Mail}", Named("one"))).Text.ShouldBe("second");

        _provider.Requests.Select(r => r.Target).ShouldBe(["cloud", "second"]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Provider_ThatThrows_HasNotConsented_AndCancellationIsOne(bool streaming)
    {
        using var client = Client(_provider);
        _provider.Error = new InvalidOperationException("no window");
        (await client.AskAsync(streaming, $"Write to {Mail}")).GetRouteOutcome()!.Target.ShouldBe("local");

        using var stop = new CancellationTokenSource();
        _provider.Error = null;
        _provider.OnAsk = stop.Cancel;
        await Should.ThrowAsync<OperationCanceledException>(() => client.AskAsync(streaming, $"Write to {Mail}", token: stop.Token));
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Content_ChangedAfterItWasShown_IsShownAgain(bool streaming)
    {
        using var client = Client(_provider);
        ChatMessage message = new(ChatRole.User, $"Write to {Mail}");
        _provider.Answers.Enqueue(ConsentAnswer.Once);
        _provider.OnAsk = () => message.Contents = [new TextContent("Write to somebody.else@contoso.com")];

        (await client.AskAsync(streaming, [message])).GetRouteOutcome()!.Target.ShouldBe("local");

        _provider.Requests.Count.ShouldBe(2);
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Provider_OfTheRequest_ComesFirst_AndOfAKeyedClient(bool streaming)
    {
        var own = new Provider();
        own.Answers.Enqueue(ConsentAnswer.Once);
        using var client = Client(_provider);
        (await client.AskAsync(streaming, $"Write to {Mail}", new ChatOptions().SetConsentProvider(own))).Text.ShouldBe("cloud");

        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new() { Privacy = _asks }, consent: own);
        await Should.ThrowAsync<ConsentRequiredException>(() => gate.AskAsync(streaming, $"Write to {Mail}"));
        own.Answers.Enqueue(ConsentAnswer.Once);
        (await gate.AskAsync(streaming, $"Write to {Mail}")).Text.ShouldBe("cloud");

        own.Requests.Count.ShouldBe(3);
        _provider.Requests.ShouldBeEmpty();
        _cloud.Requests[^1].Messages[^1].Text.ShouldNotContain(Mail);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task MaskAndConsent_PinnedButHard_AsksForStatements_NeverForSecretsOrKeptMessages(bool streaming)
    {
        using var client = Client(_provider, p => p with
        {
            Mode = InferenceMode.PreferOnDevice, Privacy = PrivacyPolicy.Default, PinnedButHard = PinnedButHard.MaskAndConsent,
        });
        _provider.Answers.Enqueue(ConsentAnswer.Conversation);

        await client.AskAsync(streaming, "Hi, I have the flu and my doctor has diagnosed asthma.", Named("one"));
        await client.AskAsync(streaming, $"{Ask.Hard} {Secret}", Named("two"));
        await client.AskAsync(streaming, [new ChatMessage(ChatRole.User, $"{Ask.Hard} {Diagnosis}").KeepOnDevice()], Named("three"));
        _provider.Requests.ShouldBeEmpty();

        var hard = await client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis} Maria Lindqvist, {Mail}", Named("four"));
        hard.Text.ShouldBe("cloud");
        _provider.Requests.Single().Labels.Select(l => l.Subject).ShouldBe(["health"]);
        _cloud.Requests.Single().Messages[^1].Text.ShouldContain(Diagnosis);
        _cloud.Requests.Single().Messages[^1].Text.ShouldNotContain("Lindqvist");
        _cloud.Requests.Single().Messages[^1].Text.ShouldNotContain(Mail);

        (await client.AskAsync(streaming, $"{Ask.Hard} {Diagnosis} Please.", Named("four"))).Text.ShouldBe("cloud");
        _provider.Requests.Count.ShouldBe(1);
    }

    /// <summary>A statement has no mask: wherever it stands, who consents must have seen it.</summary>
    public static TheoryData<string> Places() => ["schema", "attachment", "tool result schema", "stop sequence", "option"];

    [Theory, MemberData(nameof(Places))]
    public async Task Provider_IsShownEveryTextThatWouldLeave(string place)
    {
        using var client = Client(_provider);
        _provider.Answers.Enqueue(ConsentAnswer.Once);
        var schema = System.Text.Json.JsonDocument.Parse($$"""{"type":"object","description":"{{Diagnosis}}"}""").RootElement;
        var message = new ChatMessage(ChatRole.User, Ask.Hard);
        var options = new ChatOptions();
        switch (place)
        {
            case "schema":
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "answer", "what to say");
                break;
            case "attachment":
                message.Contents.Add(new DataContent(System.Text.Encoding.UTF8.GetBytes(Diagnosis), "text/plain"));
                break;
            case "tool result schema":
                options.Tools = [AIFunctionFactory.CreateDeclaration("look_up", "looks up", System.Text.Json.JsonDocument.Parse("{}").RootElement, schema)];
                break;
            case "stop sequence":
                options.StopSequences = [Diagnosis];
                break;
            default:
                options.AdditionalProperties = new() { ["topic"] = Diagnosis };
                break;
        }

        (await client.AskAsync(false, [message], options)).Text.ShouldBe("cloud");

        _provider.Requests.ShouldHaveSingleItem().Parts.ShouldContain(p => p.Text.Contains(Diagnosis) && p.Masked.Contains(Diagnosis));
    }

    private sealed class Provider : IConsentProvider
    {
        public Queue<ConsentAnswer> Answers { get; } = [];

        public List<ConsentRequest> Requests { get; } = [];

        public Exception? Error { get; set; }

        public Action? OnAsk { get; set; }

        public async ValueTask<ConsentAnswer> AskAsync(ConsentRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Requests.Add(request);
            OnAsk?.Invoke();
            OnAsk = null;
            cancellationToken.ThrowIfCancellationRequested();
            return Error is null ? Answers.TryDequeue(out var answer) ? answer : ConsentAnswer.Never : throw Error;
        }
    }
}
