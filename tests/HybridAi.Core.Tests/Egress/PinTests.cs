using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

public class PinTests
{
    private const string Secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

    // A card may leave as a mask; where no mask can stand it pins like a secret.
    private const string Card = "4111 1111 1111 1111";

    /// <summary>Every place in a request where a secret, or a card number that cannot be masked there, may hide; each must keep it on the device.</summary>
    public static TheoryData<string, bool> Places()
    {
        var data = new TheoryData<string, bool>();
        foreach (var place in Hidden.Keys)
        {
            data.Add(place, true);
            data.Add(place, false);
        }

        return data;
    }

    private static readonly Dictionary<string, Action<List<ChatMessage>, ChatOptions>> Hidden = new()
    {
        ["user text"] = (m, _) => m.Add(new(ChatRole.User, $"My card is {Secret}.")),
        ["assistant text"] = (m, _) => m.Insert(0, new(ChatRole.Assistant, Secret)),
        ["system text"] = (m, _) => m.Insert(0, new(ChatRole.System, Secret)),
        ["author name"] = (m, _) => m[0].AuthorName = Secret,
        ["two contents"] = (m, _) => m.Add(new(ChatRole.User, [new TextContent("Card 4111 1111"), new TextContent(" 1111 1111 please")])),
        ["reasoning"] = (m, _) => m.Add(new(ChatRole.Assistant, [new TextReasoningContent(Secret)])),
        ["two reasonings"] = (m, _) => m.Add(new(ChatRole.Assistant, [new TextReasoningContent("Card 4111 1111"), new TextReasoningContent(" 1111 1111, noted")])),
        ["instructions"] = (_, o) => o.Instructions = Secret,
        ["stop sequence"] = (_, o) => o.StopSequences = [Card],
        ["tool description"] = (_, o) => o.Tools = [AIFunctionFactory.Create(() => 1, "pay", $"Pays with {Secret}")],
        ["tool enumeration"] = (_, o) => o.Tools =
            [AIFunctionFactory.CreateDeclaration("pay", "", Json($$"""{"properties":{"card":{"enum":["{{Card}}"]} } }"""))],
        ["tool property name"] = (_, o) => o.Tools =
            [AIFunctionFactory.CreateDeclaration("pay", "", Json($$"""{"properties":{"{{Card}}":{"type":"string"} } }"""))],
        ["tool mode"] = (_, o) => o.ToolMode = ChatToolMode.RequireSpecific(Secret),
        ["tool schema"] = (_, o) => o.Tools =
            [AIFunctionFactory.CreateDeclaration("pay", "", JsonDocument.Parse($$"""{"default":"{{Card}}"}""").RootElement)],
        ["tool arguments"] = (m, _) => m.Add(new(ChatRole.Assistant,
            [new FunctionCallContent("1", "pay", new Dictionary<string, object?> { ["card"] = Secret })])),
        ["tool argument object"] = (m, _) => m.Add(new(ChatRole.Assistant,
            [new FunctionCallContent("1", "pay", new Dictionary<string, object?> { ["card"] = new Dictionary<string, string> { ["no"] = Secret } })])),
        ["tool argument number"] = (m, _) => m.Add(new(ChatRole.Assistant,
            [new FunctionCallContent("1", "pay", new Dictionary<string, object?> { ["card"] = 4111111111111111L })])),
        ["tool argument name"] = (m, _) => m.Add(new(ChatRole.Assistant,
            [new FunctionCallContent("1", "pay", new Dictionary<string, object?> { [Card] = 1 })])),
        ["tool result"] = (m, _) => m.Add(new(ChatRole.Tool, [new FunctionResultContent("1", $"paid with {Secret}")])),
        ["tool result element"] = (m, _) => m.Add(new(ChatRole.Tool,
            [new FunctionResultContent("1", JsonDocument.Parse("""{"a":["\u0067hp_abcdefghijklmnopqrstuvwxyz0123456789"]}""").RootElement)])),
        ["escaped tool result"] = (m, _) => m.Add(new(ChatRole.Tool,
            [new FunctionResultContent("1", """{"a":"\u0067hp\u005fabcdefghijklmnopqrstuvwxyz0123456789"}""")])),
        ["response schema"] = (_, o) => o.ResponseFormat = ChatResponseFormat.ForJsonSchema(Json($$"""{"const":"{{Card}}"}""")),
        ["response schema name"] = (_, o) => o.ResponseFormat = ChatResponseFormat.ForJsonSchema(Json("{}"), Secret),
        ["role"] = (m, _) => m.Add(new(new ChatRole(Secret), "x")),
        ["call id"] = (m, _) => m.Add(new(ChatRole.Assistant, [new FunctionCallContent(Secret, "pay")])),
        ["result's call id"] = (m, _) => m.Add(new(ChatRole.Tool, [new FunctionResultContent(Secret, "paid")])),
        ["argument that its key explains"] = (m, _) => m.Add(Call("password", "Winter2024!x")),
        ["argument inside that its key explains"] = (m, _) => m.Add(Call("login", Json("""{"password":"Winter2024!x"}"""))),
        ["result that its key explains"] = (m, _) => m.Add(new(ChatRole.Tool,
            [new FunctionResultContent("1", new Dictionary<string, string> { ["password"] = "Winter2024!x" })])),
        ["number as double"] = (m, _) => m.Add(Call("card", 4111111111111111d)),
        ["number with exponent"] = (m, _) => m.Add(Call("card", Json("[4.111111111111111E+15]"))),
        ["number with a point"] = (m, _) => m.Add(Call("card", Json("[4111111111111111.0]"))),
        ["number that its key explains"] = (m, _) => m.Add(Call("ssn", 536904399)),
        ["attachment in another encoding"] = (m, _) => m.Add(new(ChatRole.User,
            [new DataContent(System.Text.Encoding.Unicode.GetBytes(Secret), "text/plain")])),
        ["attachment that is no text"] = (m, _) => m.Add(new(ChatRole.User, [new DataContent("{\\rtf1}"u8.ToArray(), "text/rtf")])),
        ["attachment's media type"] = (m, _) => m.Add(new(ChatRole.User, [new DataContent("x"u8.ToArray(), $"text/plain; name={Secret}")])),
        ["link's media type"] = (m, _) => m.Add(new(ChatRole.User, [new UriContent("https://example.com/", $"text/html; name={Secret}")])),
        ["link that is an attachment"] = (m, _) => m.Add(new(ChatRole.User, [new UriContent("data:image/png;base64,AAAA", "image/png")])),
        ["link to a file"] = (m, _) => m.Add(new(ChatRole.User, [new UriContent("file:///home/x.png", "image/png")])),
        ["objects in each other"] = (m, _) => m.Add(Call("a", new Dictionary<string, object?>
            { ["b"] = new List<object?> { 1, new Dictionary<string, object?> { ["c"] = Secret } } })),
        ["additional property"] = (_, o) => (o.AdditionalProperties ??= [])["user"] = Card,
        ["attachment"] = (m, _) => m.Add(new(ChatRole.User, [new DataContent(System.Text.Encoding.UTF8.GetBytes(Card), "text/plain")])),
        ["attachment name"] = (m, _) => m.Add(new(ChatRole.User, [new DataContent("x"u8.ToArray(), "text/plain") { Name = Card }])),
        ["link"] = (m, _) => m.Add(new(ChatRole.User, [new UriContent("https://example.com/?card=4111%201111%201111%201111", "text/html")])),
        ["error"] = (m, _) => m.Add(new(ChatRole.Assistant, [new ErrorContent(Card)])),
        ["image"] = (m, _) => m.Add(new(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3 }, "image/png")])),
        ["two contents without a space"] = (m, _) => m.Add(new(ChatRole.User, [new TextContent("4111 1111"), new TextContent("1111 1111")])),
        ["two contents in the middle of a word"] = (m, _) => m.Add(new(ChatRole.User, [new TextContent("maria.lindq"), new TextContent("vist@contoso.com")])),
        ["two messages"] = (m, _) => m.AddRange([new(ChatRole.User, "My card is 4111 1111"), new(ChatRole.User, "1111 1111, thanks")]),
        ["two messages in the middle of a word"] = (m, _) => m.AddRange([new(ChatRole.User, "Write to maria.lindq"), new(ChatRole.User, "vist@contoso.com")]),
        ["two system messages"] = (m, _) => m.InsertRange(0, [new(ChatRole.System, "Card: 4111 1111"), new(ChatRole.System, "1111 1111.")]),
        ["two turns"] = (m, _) => m.AddRange(
            [new(ChatRole.User, "It begins with 4111 1111 1111"), new(ChatRole.Assistant, "Go on."), new(ChatRole.User, "1111 is the rest")]),
        ["tool result of contents"] = (m, _) => m.Add(Result(new List<AIContent> { new TextContent("paid"), new TextContent($"with {Secret}") })),
        ["tool result of contents, cut"] = (m, _) => m.Add(Result(new AIContent[] { new TextContent("Card 4111 1111"), new TextContent("1111 1111.") })),
        ["tool result of contents, attached"] = (m, _) => m.Add(Result(new List<AIContent>
            { new TextContent("see"), new DataContent(System.Text.Encoding.UTF8.GetBytes(Card), "text/plain") })),
        ["tool result of contents, image"] = (m, _) => m.Add(Result(new List<AIContent> { new TextContent("see"), new DataContent(new byte[] { 1, 2, 3 }, "image/png") })),
        ["tool result of contents, link"] = (m, _) => m.Add(Result(new List<AIContent>
            { new UriContent("https://example.com/?card=4111%201111%201111%201111", "text/html") })),
        ["tool result of contents, reasoning"] = (m, _) => m.Add(Result(new List<AIContent> { new TextReasoningContent(Secret) })),
        ["tool result of contents, error"] = (m, _) => m.Add(Result(new List<AIContent> { new ErrorContent("failed") { ErrorCode = Secret } })),
        ["tool result of contents, one by one"] = (m, _) => m.Add(Result(OneByOne())),
        ["tool result that is an attachment"] = (m, _) => m.Add(Result(new DataContent(System.Text.Encoding.UTF8.GetBytes(Card), "text/plain"))),
        ["tool result of bytes"] = (m, _) => m.Add(Result(System.Text.Encoding.UTF8.GetBytes(Card))),
        ["tool result of bytes that are no text"] = (m, _) => m.Add(Result(new byte[] { 0x89, 0x50, 0xFF })),
        ["tool result of memory"] = (m, _) => m.Add(Result(new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(Card)))),
        ["tool result with bytes inside"] = (m, _) => m.Add(Result(new Dictionary<string, object?> { ["file"] = Picture })),
        ["tool result with contents inside"] = (m, _) => m.Add(Result(new Dictionary<string, object?> { ["file"] = new DataContent(Picture, "image/png") })),
        ["tool result that has a picture as text"] = (m, _) => m.Add(Result($$"""{"type":"image","data":"{{Convert.ToBase64String(Picture)}}"}""")),
        ["tool result that has a picture in lines"] = (m, _) => m.Add(Result($"picture:\n{Convert.ToBase64String(Picture, Base64FormattingOptions.InsertLineBreaks)}\n")),
        ["picture as an address"] = (m, _) => m.Add(new(ChatRole.User, $"![](data:image/png;base64,{Convert.ToBase64String(Picture)}) what is it?")),
        ["tool result object"] = (m, _) => m.Add(Result(new Payment("paid", [Secret]))),
        ["tool result node"] = (m, _) => m.Add(Result(new System.Text.Json.Nodes.JsonObject { ["a"] = new System.Text.Json.Nodes.JsonArray(1, Secret) })),
        ["tool result value node"] = (m, _) => m.Add(Result(System.Text.Json.Nodes.JsonValue.Create(Secret))),
        ["JSON in JSON in a tool result"] = (m, _) => m.Add(Result(JsonSerializer.Serialize(new { a = JsonSerializer.Serialize(new { b = JsonSerializer.Serialize(Secret) }) }))),
        ["kept message"] = (m, _) => m.Add(new ChatMessage(ChatRole.User, "nothing special").KeepOnDevice()),
    };

    private static byte[] Picture => [.. Enumerable.Range(0, 3000).Select(i => (byte)((i * 31) ^ (i >> 3) ^ 0x80))];

    private sealed record Payment(string State, IReadOnlyList<string> Notes);

    private static ChatMessage Result(object? result) => new(ChatRole.Tool, [new FunctionResultContent("1", result)]);

    private static IEnumerable<AIContent> OneByOne()
    {
        yield return new TextContent("paid with ");
        yield return new TextContent(Secret);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static ChatMessage Call(string key, object? value) => new(ChatRole.Assistant,
        [new FunctionCallContent("1", "pay", new Dictionary<string, object?> { [key] = value })]);

    [Theory, MemberData(nameof(Places))]
    public async Task Pin_WhereverItHides_NothingLeaves(string place, bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = new HybridChatClient(
            [
                new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192, (TargetCapabilities)~0)),
                new Target("cloud", cloud, TargetProfile.Cloud()),
            ],
            new() { Mode = InferenceMode.PreferCloud });
        List<ChatMessage> messages = [new(ChatRole.User, Ask.Hard)];
        var options = new ChatOptions();
        Hidden[place](messages, options);

        var response = await client.AskAsync(streaming, messages, options);

        response.Text.ShouldBe("local");
        cloud.Requests.ShouldBeEmpty();
        var decision = response.GetRouteDecision()!;
        decision.Reason.ShouldBe(RouteReasons.Pinned);
        decision.Targets.Single(t => t.Target == "cloud").Reason.ShouldBe(IneligibleReasons.Privacy);
        var written = RouteJson.Write(decision with { Id = "", At = default }); // A random id and the time may hold any four digits.
        written.ShouldNotContain("4111");
        written.ShouldNotContain("abcdefgh");
    }

    [Theory, MemberData(nameof(Places))]
    public async Task Gate_CalledAlone_RefusesTheSame(string place, bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var gate = Egress.Wrap(new("cloud", cloud, TargetProfile.Cloud()), () => new());
        List<ChatMessage> messages = [new(ChatRole.User, "hello")];
        var options = new ChatOptions();
        Hidden[place](messages, options);

        var error = await Should.ThrowAsync<PrivacyBlockedException>(() => gate.AskAsync(streaming, messages, options));

        error.Message.ShouldNotContain("4111");
        error.Message.ShouldNotContain("abcdefgh");
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Pin_NoDeviceTarget_IsRefusedWithClassesAndCounts(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = new HybridChatClient([new Target("cloud", cloud, TargetProfile.Cloud())]);

        var error = await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, $"{Secret} and {Secret}"));

        error.Classes["SECRET"].ShouldBe(2);
        error.Reasons["cloud"].ShouldStartWith(IneligibleReasons.Privacy);
        error.ToString().ShouldNotContain("4111");
        error.ToString().ShouldNotContain("abcdefgh");
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Pin_DeviceFails_IsRefusedWithTheFailureInside(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Fails(new LocalModelException(LocalModelErrorKind.Busy, "full")), cloud);

        var error = await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, Secret));

        error.InnerException.ShouldBeOfType<LocalModelException>().Kind.ShouldBe(LocalModelErrorKind.Busy);
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Pin_ForcedToTheCloud_IsRefused(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud);

        await Should.ThrowAsync<PrivacyBlockedException>(
            () => client.AskAsync(streaming, Secret, new ChatOptions().ForceTarget("cloud")));
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Pin_BadDraft_IsShownAndNotEscalated(bool streaming)
    {
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("I don't know."), cloud);

        var response = await client.AskAsync(streaming, $"{Ask.Hard} {Secret}");

        response.Text.ShouldBe("I don't know.");
        response.GetRouteDecision()!.MayEscalate.ShouldBeFalse();
        response.GetRouteDecision()!.BelowCompetence.ShouldBeTrue();
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_ChangedWhileItRuns_IsLabelledAgainBeforeItLeaves(bool streaming)
    {
        var message = new ChatMessage(ChatRole.User, Ask.Easy);
        var cloud = ScriptedChatClient.Says("cloud");
        var local = new ScriptedChatClient
        {
            Stream = (_, _, _) =>
            {
                message.Contents.Add(new TextContent(Secret));
                throw new LocalModelException(LocalModelErrorKind.Failed, "broken");
            },
        };
        using var client = Ask.Hybrid(local, cloud);

        var error = await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, [message]));

        error.Message.ShouldNotContain("4111");
        error.Message.ShouldNotContain("abcdefgh");
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Recogniser_Throws_KeepsTheRequestOnTheDevice(bool streaming)
    {
        var options = new PrivacyScannerOptions();
        options.Recognizers.Add(new ThrowingRecognizer());
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, parts: new() { Scanner = new(options) });

        var response = await client.AskAsync(streaming, Ask.Hard);

        response.Text.ShouldBe("local");
        response.GetRouteDecision()!.Targets.Single(t => t.Target == "cloud").Detail.ShouldBe("not everything could be read");
        cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ClosedPosture_OnlyReleasedTags_Leave(bool streaming)
    {
        using var client = Ask.Hybrid(
            ScriptedChatClient.Says("local"),
            ScriptedChatClient.Says("cloud"),
            p => p with { Privacy = PrivacyPolicy.PciDss, ReleasedTags = ["public"] });

        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("local");
        (await client.AskAsync(streaming, Ask.Hard, new ChatOptions().AddTag("x").AddTag("public"))).Text.ShouldBe("cloud");
        (await client.AskAsync(streaming, Secret, new ChatOptions().AddTag("public"))).Text.ShouldBe("local");
    }

    private sealed class ThrowingRecognizer : IEntityRecognizer
    {
        public string Name => "test";

        public ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no");
    }
}
