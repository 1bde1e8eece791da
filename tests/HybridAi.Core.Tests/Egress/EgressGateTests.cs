using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

public class EgressGateTests
{
    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");
    private readonly IChatClient _gate;

    public EgressGateTests() => _gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new());

    [Theory, InlineData(true), InlineData(false)]
    public async Task Content_Known_IsRebuiltFaithfully(bool streaming)
    {
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"x":{"type":"integer"}}}""").RootElement;
        var call = new FunctionCallContent("id", "f", new Dictionary<string, object?> { ["x"] = 1, ["s"] = "two", ["n"] = null });
        List<ChatMessage> messages =
        [
            new(ChatRole.System, "be brief"),
            new(ChatRole.User, [new TextContent("a"), new UriContent("https://example.com/a.png", "image/png")]) { AuthorName = "Ann" },
            new(ChatRole.Assistant, [call]),
            new(ChatRole.Tool, [new FunctionResultContent("id", schema)]),
        ];
        var options = new ChatOptions
        {
            Instructions = "i",
            Temperature = 0.3f,
            MaxOutputTokens = 7,
            TopP = 0.9f,
            Seed = 4,
            StopSequences = ["END"],
            ToolMode = ChatToolMode.RequireSpecific("f"),
            Tools = [AIFunctionFactory.Create((int x) => x, "f", "does f")],
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "name"),
            AdditionalProperties = new() { ["user"] = "u1", [HybridKeys.ConversationKey] = "42" },
        };

        await _gate.AskAsync(streaming, messages, options);

        var (sent, sentOptions) = _cloud.Requests.Single();
        sent.Select(m => m.Role).ShouldBe(messages.Select(m => m.Role));
        sent[1].AuthorName.ShouldBe("Ann");
        sent[1].Contents.Select(c => c.GetType()).ShouldBe([typeof(TextContent), typeof(UriContent)]);
        var sentCall = sent[2].Contents[0].ShouldBeOfType<FunctionCallContent>();
        sentCall.ShouldNotBeSameAs(call);
        sentCall.CallId.ShouldBe("id");
        sentCall.Arguments.ShouldBe(call.Arguments);
        sent[3].Contents[0].ShouldBeOfType<FunctionResultContent>().Result!.ToString().ShouldBe(schema.ToString());
        sentOptions!.Instructions.ShouldBe("i");
        sentOptions.Temperature.ShouldBe(0.3f);
        sentOptions.MaxOutputTokens.ShouldBe(7);
        sentOptions.Seed.ShouldBe(4);
        sentOptions.StopSequences.ShouldBe(["END"]);
        sentOptions.ToolMode.ShouldBe(ChatToolMode.RequireSpecific("f"));
        var tool = sentOptions.Tools!.Single().ShouldBeAssignableTo<AIFunctionDeclaration>()!;
        tool.ShouldNotBeAssignableTo<AIFunction>();
        tool.JsonSchema.ToString().ShouldContain("integer");
        ((ChatResponseFormatJson)sentOptions.ResponseFormat!).SchemaName.ShouldBe("name");
        sentOptions.AdditionalProperties!.Keys.ShouldBe(["user"]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Extras_OfMessagesAndContents_StayBehind(bool streaming)
    {
        var text = new TextContent("a") { RawRepresentation = new object(), AdditionalProperties = new() { ["x"] = "y" } };
        var message = new ChatMessage(ChatRole.User, [text])
        {
            MessageId = "m",
            RawRepresentation = new object(),
            AdditionalProperties = new() { ["x"] = "y" },
        };

        await _gate.AskAsync(streaming, [message]);

        var sent = _cloud.Requests.Single().Messages.Single();
        sent.ShouldNotBeSameAs(message);
        sent.MessageId.ShouldBeNull();
        sent.RawRepresentation.ShouldBeNull();
        sent.AdditionalProperties.ShouldBeNull();
        sent.Contents[0].ShouldNotBeSameAs(text);
        sent.Contents[0].RawRepresentation.ShouldBeNull();
        sent.Contents[0].AdditionalProperties.ShouldBeNull();
    }

    public static TheoryData<string, bool> Refused()
    {
        var data = new TheoryData<string, bool>();
        foreach (var key in Unsafe.Keys)
        {
            data.Add(key, true);
            data.Add(key, false);
        }

        return data;
    }

#pragma warning disable MEAI001 // What is experimental must be refused too.
    private static readonly Dictionary<string, Action<ChatMessage, ChatOptions>> Unsafe = new()
    {
        ["OwnContent"] = (m, _) => m.Contents.Add(new OwnContent()),
        ["HostedFileContent"] = (m, _) => m.Contents.Add(new HostedFileContent("file")),
        ["raw options"] = (_, o) => o.RawRepresentationFactory = _ => new object(),
        ["continuation token"] = (_, o) => o.ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }),
        ["hosted tool"] = (_, o) => o.Tools = [new HostedWebSearchTool()],
        ["OwnContent "] = (m, _) => m.Contents.Add(new FunctionResultContent("1", new OwnContent())),
        ["OwnContent  "] = (m, _) => m.Contents.Add(new FunctionResultContent("1", new List<AIContent> { new TextContent("x"), new OwnContent() })),
        ["FunctionCallContent"] = (m, _) => m.Contents.Add(new FunctionResultContent("1", new List<AIContent> { new FunctionCallContent("1", "f") })),
        ["FunctionResultContent"] = (m, _) => m.Contents.Add(HoldsItself()),
        ["content list"] = (m, _) => m.Contents.Add(new FunctionResultContent("1", Broken())),
        ["content list "] = (m, _) => m.Contents.Add(new FunctionResultContent("1", Enumerable.Repeat<AIContent>(new TextContent("x"), int.MaxValue))),
        ["Action"] = (m, _) => m.Contents.Add(new FunctionResultContent("1", new Action(() => { }))),
        ["Unwilling"] = (m, _) => m.Contents.Add(new FunctionResultContent("1", new Unwilling())),
        ["Unwilling "] = (m, _) => m.Contents.Add(new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["x"] = new Unwilling() })),
        ["Node"] = (m, _) => m.Contents.Add(new FunctionResultContent("1", Node.Endless())),
        ["List`1"] = (m, _) => m.Contents.Add(new FunctionResultContent("1", new List<object?> { 1, new Unwilling() })),
        ["content list  "] = (m, _) => m.Contents.Add(new FunctionCallContent(
            "1", "f", new Dictionary<string, object?> { ["x"] = new List<AIContent> { new TextContent("x") } })),
    };
#pragma warning restore MEAI001

    [Theory, MemberData(nameof(Refused))]
    public async Task Unknown_InTheRequest_IsRefusedNotDropped(string kind, bool streaming)
    {
        var message = new ChatMessage(ChatRole.User, "hello");
        var options = new ChatOptions();
        Unsafe[kind](message, options);

        var error = await Should.ThrowAsync<HybridAiException>(() => _gate.AskAsync(streaming, [message], options));

        error.Message.ShouldContain(kind.Trim());
        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Unknown_ThroughTheRouter_GoesToTheDeviceWithAReason(bool streaming)
    {
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), _cloud, p => p with { UnreadableMayLeave = true });

        var response = await client.AskAsync(streaming, [new(ChatRole.User, [new TextContent(Ask.Hard), new OwnContent()])]);

        response.Text.ShouldBe("local");
        var cloud = response.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud");
        cloud.Reason.ShouldBe(IneligibleReasons.NotTransferable);
        cloud.Detail.ShouldBe(nameof(OwnContent));
    }

    [Fact]
    public void GetService_ThroughTheGate_FindsMetadataOnly()
    {
        _cloud.Services[typeof(ChatClientMetadata)] = new ChatClientMetadata("provider");

        _gate.GetService<ChatClientMetadata>()!.ProviderName.ShouldBe("provider");
        _gate.GetService<ScriptedChatClient>().ShouldBeNull();
        _gate.GetService<IChatClient>().ShouldBeSameAs(_gate);
        _gate.GetService(typeof(IChatClient), "key").ShouldBeNull();
    }

    [Fact]
    public void Wrap_DeviceTarget_GivesAccessToTheClient() =>
        Egress.Wrap(new("local", _cloud, TargetProfile.OnDevice()), () => new()).GetService(typeof(ScriptedChatClient)).ShouldBeSameAs(_cloud);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Object_WhoseGetterThrows_TellsNobodyWhatItSaid(bool streaming)
    {
        var error = await Should.ThrowAsync<HybridAiException>(() =>
            _gate.AskAsync(streaming, [new(ChatRole.Tool, [new FunctionResultContent("1", new Unwilling())])]));

        error.ToString().ShouldNotContain("4111");
    }

    private static FunctionResultContent HoldsItself()
    {
        var result = new FunctionResultContent("1", null);
        result.Result = result;
        return result;
    }

    private static IEnumerable<AIContent> Broken()
    {
        yield return new TextContent("x");
        throw new TimeoutException("4111 1111 1111 1111");
    }

    private sealed class OwnContent : AIContent;

    private sealed class Unwilling
    {
        private readonly string _card = "4111 1111 1111 1111";

        public string Card => throw new TimeoutException(_card);
    }

    private sealed class Node
    {
        public Node? Next { get; set; }

        public static Node Endless()
        {
            var node = new Node();
            node.Next = node;
            return node;
        }
    }
}
