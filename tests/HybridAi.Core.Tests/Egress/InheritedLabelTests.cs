using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>A conversation that carried what must stay, and what was made from it, stays; whatever the caller sends again of it.</summary>
public class InheritedLabelTests
{
    private const string Diagnosis = "My wife was diagnosed with multiple sclerosis last week.";
    private const string Summary = "You told me about an illness in your family and how you take it.";

    private readonly ScriptedChatClient _local = ScriptedChatClient.Says(Summary[..20], Summary[20..]);
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");
    private readonly ManualTime _time = new();

    private HybridChatClient Client(IReadOnlyList<Target>? more = null, HybridPolicy? policy = null, ConversationStore? store = null) => new(
        [
            new Target("local", _local, TargetProfile.OnDevice(8192, (TargetCapabilities)~0)),
            new Target("cloud", _cloud, TargetProfile.Cloud()),
            .. more ?? [],
        ],
        policy ?? new() { Mode = InferenceMode.PreferCloud },
        new() { Time = _time, Conversations = store });

    private static ChatOptions Named(string conversation) => new ChatOptions().SetConversationKey(conversation);

    [Theory, InlineData(true), InlineData(false)]
    public async Task NamedConversation_TrimmedHistory_StaysUntilReleased(bool streaming)
    {
        using var client = Client();
        (await client.AskAsync(streaming, Diagnosis, Named("one"))).Text.ShouldBe(Summary);

        var trimmed = await client.AskAsync(streaming, Ask.Hard, Named("one"));
        trimmed.Text.ShouldBe(Summary);
        trimmed.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Pinned);
        trimmed.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Detail.ShouldBe("the conversation held what has to stay");
        (await client.AskAsync(streaming, Ask.Hard, Named("two"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, Ask.Hard, Named("one").SetTenant("other"))).Text.ShouldBe("cloud");

        (await client.AskAsync(streaming, Ask.Hard, Named("one").ReleaseConversation())).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, Ask.Hard, Named("one"))).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Release_WithTheContentOrItsAnswerStillThere_ChangesNothing(bool streaming)
    {
        using var client = Client();
        var first = await client.AskAsync(streaming, Diagnosis, Named("one"));

        ChatMessage[] rest = [first.Messages[0], new(ChatRole.User, Ask.Hard)];
        (await client.AskAsync(streaming, rest, Named("one").ReleaseConversation())).Text.ShouldBe(Summary);
        (await client.AskAsync(streaming, $"{Diagnosis} {Ask.Hard}", Named("one").ReleaseConversation())).Text.ShouldBe(Summary);
        (await client.AskAsync(streaming, Ask.Hard, Named("one"))).Text.ShouldBe(Summary);
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Preview_WithARelease_ReleasesNothing(bool streaming)
    {
        using var client = Client();
        await client.AskAsync(streaming, Diagnosis, Named("one"));

        (await client.PreviewAsync([new(ChatRole.User, Ask.Hard)], Named("one").ReleaseConversation())).Target.ShouldBe("cloud");
        (await client.PreviewAsync([new(ChatRole.User, Ask.Hard)], Named("one"))).Target.ShouldBe("local");
    }

    /// <summary>How callers keep an answer: the message, the message through JSON, or its text alone.</summary>
    public static TheoryData<string, bool> Ways() => new()
    {
        { "message", true }, { "message", false }, { "json", true }, { "json", false }, { "text", true }, { "text", false },
        { "trimmed text", true }, { "trimmed text", false }, { "quoted by the user", true }, { "quoted by the user", false },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task Answer_WithoutItsQuestion_Stays(string way, bool streaming)
    {
        using var client = Client();
        var answer = (await client.AskAsync(streaming, [new(ChatRole.User, Diagnosis)])).Messages[0];
        var kept = way switch
        {
            "message" => answer,
            "json" => JsonSerializer.Deserialize<ChatMessage>(JsonSerializer.Serialize(answer, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!,
            "text" => new(ChatRole.Assistant, answer.Text),
            "trimmed text" => new(ChatRole.Assistant, $"\n {answer.Text} "),
            _ => new(ChatRole.User, answer.Text),
        };

        var response = await client.AskAsync(streaming, [kept, new(ChatRole.User, Ask.Hard)]);

        response.Text.ShouldBe(Summary);
        response.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Pinned);
        _cloud.Requests.ShouldBeEmpty();
        (await client.AskAsync(streaming, [new(ChatRole.Assistant, "Something else altogether, and quite long."), new(ChatRole.User, Ask.Hard)])).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Answer_ThroughTheKeyedClient_Stays(bool streaming)
    {
        var store = new ConversationStore();
        using var client = Client(store: store);
        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new(), conversations: store);
        var answer = await client.AskAsync(streaming, Diagnosis, Named("one"));

        await Should.ThrowAsync<PrivacyBlockedException>(() => gate.AskAsync(streaming, [new(ChatRole.Assistant, answer.Text)]));
        await Should.ThrowAsync<PrivacyBlockedException>(() => gate.AskAsync(streaming, Ask.Easy, Named("one")));
        (await gate.AskAsync(streaming, Ask.Easy, Named("two"))).Text.ShouldBe("cloud");
    }

    [Fact]
    public async Task Answer_LeftHalfWay_TheHalfStays()
    {
        using var client = Client();
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Diagnosis)], new ChatOptions { MaxOutputTokens = 200 }))
        {
            break;
        }

        _local.Stream = (_, _, cancellation) => ScriptedChatClient.Words(["You told me about an illness"], new InvalidOperationException("broke"), cancellation);
        await Should.ThrowAsync<HybridAiException>(() => client.AskAsync(true, $"{Diagnosis} Please."));
        _local.Stream = (_, _, _) => ScriptedChatClient.Words("local");

        (await client.AskAsync(true, [new(ChatRole.Assistant, "You told me about an illness"), new(ChatRole.User, Ask.Hard)])).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task UnmarkedCopyOfAKeptMessage_InTheSameHistory_Stays(bool streaming)
    {
        using var client = Client();
        var first = await client.AskAsync(streaming, [new ChatMessage(ChatRole.User, "Our launch is on Monday.").KeepOnDevice()]);

        // The caller stores texts only: the mark is gone from both.
        ChatMessage[] rebuilt = [new(ChatRole.User, "Our launch is on Monday."), new(ChatRole.Assistant, "edited"), new(ChatRole.User, Ask.Hard)];

        (await client.AskAsync(streaming, rebuilt)).Text.ShouldBe(Summary);
        first.Messages[0].AdditionalProperties![HybridKeys.KeepOnDevice].ShouldBe(true);
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolLoop_PinnedInTheMiddle_MovesToTheDeviceAndItsResultsStay(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (_, _, _) => ScriptedChatClient.Updates(
            new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "lookup", new Dictionary<string, object?> { ["id"] = 7 })]));
        var tools = () => new ChatOptions { Tools = [AIFunctionFactory.Create((int id) => "", "lookup")] };
        List<ChatMessage> messages = [new(ChatRole.User, "Look up number 7, please.")];
        messages.AddRange((await client.AskAsync(streaming, messages, tools())).Messages);
        var result = $"Patient file: {Diagnosis}";
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent("c1", result)]));

        var second = await client.AskAsync(streaming, messages, tools());

        second.Text.ShouldBe(Summary);
        second.GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Pinned);
        _cloud.Requests.Count.ShouldBe(1);
        (await client.AskAsync(streaming, [new(ChatRole.User, Ask.Hard), second.Messages[0], new(ChatRole.User, "Why?")])).Text.ShouldBe(Summary);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ToolResult_OfACallMadeFromPinnedContent_StaysWithoutIt(bool streaming)
    {
        using var client = Client();
        _local.Stream = (messages, _, _) => messages[^1].Role == ChatRole.Tool
            ? ScriptedChatClient.Words(Summary)
            : ScriptedChatClient.Updates(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("d1", "clinics")]));
        var options = () => new ChatOptions { Tools = [AIFunctionFactory.Create(() => "", "clinics")] };
        List<ChatMessage> messages = [new(ChatRole.User, Diagnosis)];
        messages.AddRange((await client.AskAsync(streaming, messages, options())).Messages);
        const string Result = "The nearest place is in the harbour street, ask for room nine.";
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent("d1", Result)]));
        await client.AskAsync(streaming, messages, options());

        ChatMessage[] others =
        [
            new(ChatRole.User, "What is near?"), new(ChatRole.Assistant, [new FunctionCallContent("x", "clinics")]),
            new(ChatRole.Tool, [new FunctionResultContent("x", Result)]),
        ];
        (await client.AskAsync(streaming, others, options())).GetRouteDecision()!.Reason.ShouldBe(RouteReasons.Pinned);
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task PrivateTarget_SeesWhatItMay_ItsAnswerStillStaysFromTheCloud(bool streaming)
    {
        var own = ScriptedChatClient.Says("An answer from the own data centre, rather long.");
        var privacy = new PrivacyPolicy(
            "own", PrivacyPosture.Open, [new("health", Treatment.Allow, Treatment.Forbid), new("*", Treatment.Allow, Treatment.Allow), new("~", Treatment.Allow, Treatment.Allow)]);
        using var client = Client([new("own", own, TargetProfile.Private())], new() { Mode = InferenceMode.OnlyCloud, Privacy = privacy });
        var first = await client.AskAsync(streaming, Diagnosis);
        first.GetRouteDecision()!.Target.ShouldBe("own");

        var second = await client.AskAsync(streaming, [first.Messages[0], new(ChatRole.User, Ask.Hard)]);

        second.GetRouteDecision()!.Target.ShouldBe("own");
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task LateRecogniser_KeepsThisRequestOnly(bool streaming)
    {
        var late = new LateRecognizer(_time);
        var scanner = new PrivacyScannerOptions { TimeProvider = _time };
        scanner.Recognizers.Add(late);
        using var client = new HybridChatClient(
            [new Target("local", _local, TargetProfile.OnDevice(8192)), new Target("cloud", _cloud, TargetProfile.Cloud())],
            new() { Mode = InferenceMode.PreferCloud },
            new() { Time = _time, Scanner = new(scanner) });

        var first = await client.AskAsync(streaming, Ask.Hard, Named("one"));
        first.Text.ShouldBe(Summary);
        first.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Detail.ShouldBe("not everything could be read");

        late.Delay = TimeSpan.Zero;
        (await client.AskAsync(streaming, Ask.Hard, Named("one"))).Text.ShouldBe("cloud");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Mark_NobodyUnderstands_IsAsStrictAsCanBe(bool streaming)
    {
        using var client = Client();
        ChatMessage odd = new(ChatRole.Assistant, "fine") { AdditionalProperties = new() { [HybridKeys.Inherited] = 17 } };

        (await client.AskAsync(streaming, [odd, new(ChatRole.User, Ask.Hard)])).Text.ShouldBe(Summary);
    }

    private sealed class LateRecognizer(ManualTime time) : IEntityRecognizer
    {
        public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(10);

        public string Name => "late";

        public async ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken)
        {
            var wait = Delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(Delay, time, CancellationToken.None);
            time.Advance(TimeSpan.FromSeconds(3));
            await wait.WaitAsync(cancellationToken);
            return [];
        }
    }
}
