using System.Text.Json;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.EgressTests;

/// <summary>What definitions of tools and answers say, what tools get and give: masked where only people and models read it, else kept on the device.</summary>
public class DefinitionMaskTests
{
    private const string Mail = "maria.lindqvist@contoso.com";

    private readonly ScriptedChatClient _cloud = ScriptedChatClient.Says("cloud");

    private HybridChatClient Client() => new(
        [
            new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192, (TargetCapabilities)~0)),
            new Target("cloud", _cloud, TargetProfile.Cloud()),
        ],
        new() { Mode = InferenceMode.PreferCloud });

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    [Theory, InlineData(true), InlineData(false)]
    public async Task Descriptions_LeaveAsTokens_RestStaysByteForByte(bool streaming)
    {
        using var client = Client();
        var schema = Json($$"""
            {"type": "object", "title": "Ask {{Mail}}", "properties": {"description": {"type": "string", "description": "As {{Mail}} likes", "maxLength": 1.50},
             "n": {"enum": [1, 2], "$comment": "{{Mail}}"} }, "required": ["n"]}
            """);
        var untouched = Json("""{"type": "object",  "properties": {"city": {"description": "A city", "type":"string"}}}""");
        var options = new ChatOptions
        {
            Tools =
            [
                AIFunctionFactory.CreateDeclaration("write", $"Writes to {Mail}", schema, Json($$"""{"description":"from {{Mail}}"}""")),
                AIFunctionFactory.CreateDeclaration("weather", "Tells the weather", untouched),
            ],
            ResponseFormat = ChatResponseFormat.ForJsonSchema(Json($$"""{"description":"for {{Mail}}"}"""), "answer", $"by {Mail}"),
        };

        (await client.AskAsync(streaming, "hello", options)).Text.ShouldBe("cloud");

        var sent = _cloud.Requests.Single().Options!;
        var tool = (AIFunctionDeclaration)sent.Tools![0];
        tool.Description.ShouldMatch(@"^Writes to \[\[\w{4}-EMAIL-1\]\]$");
        var text = tool.JsonSchema.GetRawText();
        text.ShouldNotContain(Mail);
        text.ShouldContain("1.50");
        tool.JsonSchema.GetProperty("properties").GetProperty("description").GetProperty("type").GetString().ShouldBe("string");
        tool.JsonSchema.GetProperty("required")[0].GetString().ShouldBe("n");
        tool.ReturnJsonSchema!.Value.GetRawText().ShouldNotContain(Mail);
        ((AIFunctionDeclaration)sent.Tools[1]).JsonSchema.GetRawText().ShouldBe(untouched.GetRawText());
        var format = (ChatResponseFormatJson)sent.ResponseFormat!;
        (format.Schema!.Value.GetRawText() + format.SchemaDescription).ShouldNotContain(Mail);
        options.Tools[0].Description.ShouldContain(Mail);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task DefinitionsValue_AskedFor_StaysAToken(bool streaming)
    {
        using var client = Client();
        _cloud.Stream = (_, options, _) => ScriptedChatClient.Words(options!.Tools![0].Description["Writes to ".Length..]);

        var response = await client.AskAsync(
            streaming, "hello", new() { Tools = [AIFunctionFactory.CreateDeclaration("write", $"Writes to {Mail}", Json("{}"))] });

        response.Text.ShouldStartWith("[[");
    }

    [Theory]
    [InlineData("""{"default":"VALUE"}""")]
    [InlineData("""{"properties":{"to":{"const":"VALUE"}}}""")]
    [InlineData("""{"properties":{"to":{"examples":[{"description":"VALUE"}]}}}""")]
    [InlineData("""{"properties":{"to":{"pattern":"VALUE"}}}""")]
    [InlineData("""{"properties":{"VALUE":{"type":"string"}}}""")]
    [InlineData("""{"description":4111111111111111}""")]
    public async Task Value_WhereMachinesMatchIt_KeepsTheRequestOnTheDevice(string schema)
    {
        using var client = Client();
        var tool = AIFunctionFactory.CreateDeclaration("write", "", Json(schema.Replace("VALUE", Mail, StringComparison.Ordinal)));

        foreach (var streaming in new[] { true, false })
        {
            (await client.AskAsync(streaming, "hello", new() { Tools = [tool], ToolMode = ChatToolMode.None })).Text.ShouldBe("local");
        }

        _cloud.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Arguments_MaskableUnderTheirKeys_LeaveAsTokens(bool streaming)
    {
        using var client = Client();
        var arguments = new Dictionary<string, object?>
        {
            ["username"] = "mlindqvist7",
            ["phone"] = "+49 30 901820",
            ["card"] = Json("""{"number":"4111 1111 1111 1111","expiry":"Card expires 09/27"}"""),
            ["half"] = "a\ud800b",
            ["note"] = null,
        };
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "hello"),
            new(ChatRole.Assistant, [new FunctionCallContent("call_Zx81kQwNvP0aLm3TtRbY55cE", "login", arguments)]),
            new(ChatRole.Tool, [new FunctionResultContent("call_Zx81kQwNvP0aLm3TtRbY55cE", "done")]),
        ];

        (await client.AskAsync(streaming, messages)).Text.ShouldBe("cloud");

        var sent = _cloud.Requests.Single().Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        var text = JsonSerializer.Serialize(sent.Arguments, AIJsonUtilities.DefaultOptions);
        text.ShouldNotContain("901820");
        text.ShouldNotContain("4111");
        sent.Arguments!.Keys.ShouldBe(arguments.Keys);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task CallIds_OfWellKnownServices_AreNoFindings(bool streaming)
    {
        using var client = Client();
        foreach (var id in new[]
        {
            "call_Zx81kQwNvP0aLm3TtRbY55cE", "toolu_01A09q90qw90lq917835lq9", "chatcmpl-tool-0a1b2c3d4e5f60718293a4b5c6d7e8f9", "call_0",
            "fc_67ca09c6bedc8190a7abfec07b1a1332096610f474011cc0", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        })
        {
            await client.AskAsync(streaming,
            [
                new(ChatRole.User, "hello"),
                new(ChatRole.Assistant, [new FunctionCallContent(id, "f")]),
                new(ChatRole.Tool, [new FunctionResultContent(id, "done")]),
            ]);
            _cloud.Requests[^1].Messages.ShouldNotContain(m => m.Text == Masker.Note, id);
        }

        _cloud.Requests.Count.ShouldBe(6);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Value_NestedTooDeepToCheck_Stays(bool streaming)
    {
        using var client = Client();
        var deep = JsonDocument.Parse(
            $"{new string('[', 400)}\"{Mail}\"{new string(']', 400)}", new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
        ChatMessage call = new(ChatRole.Assistant, [new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["x"] = deep })]);

        (await client.AskAsync(streaming, [new(ChatRole.User, "hello"), call])).Text.ShouldBe("local");

        using var gate = Egress.Wrap(new("cloud", _cloud, TargetProfile.Cloud()), () => new());
        await Should.ThrowAsync<PrivacyBlockedException>(() => gate.AskAsync(streaming, [call]));
        _cloud.Requests.ShouldBeEmpty();
    }
}
