using System.Text.Json;
using HybridAi.OpenAI.Tests.Server;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Tests.Wire;

public sealed class RequestTests
{
    private static async Task<JsonElement> SentAsync(
        ChatOptions? options, IEnumerable<ChatMessage>? messages = null, bool stream = false, TokenLimitField field = default)
    {
        await using var server = stream ? LoopbackServer.Events(Wires.Text("x"), "[DONE]") : LoopbackServer.Json(Wires.Answer);
        using var client = server.Client(o => o.TokenLimitField = field);
        await client.AskAsync(stream, messages ?? [new(ChatRole.User, "Hi")], options);
        return server.Request.Json;
    }

    [Fact]
    public async Task Options_AllThatTheWireKnows_AreSent()
    {
        var sent = await SentAsync(new()
        {
            Temperature = 0.5f, TopP = 0.9f, TopK = 40, Seed = 7, FrequencyPenalty = 0.25f, PresencePenalty = -0.5f,
            MaxOutputTokens = 64, StopSequences = ["END", "\n"], Instructions = "Be brief.",
            Reasoning = new() { Effort = ReasoningEffort.Low },
            AdditionalProperties = new() { ["logprobs"] = true, ["top_logprobs"] = 3, ["hybridai.private"] = "stays here", ["user"] = "4711" },
        });

        sent.GetProperty("temperature").GetSingle().ShouldBe(0.5f);
        sent.GetProperty("top_p").GetSingle().ShouldBe(0.9f);
        sent.GetProperty("top_k").GetInt32().ShouldBe(40);
        sent.GetProperty("seed").GetInt64().ShouldBe(7);
        sent.GetProperty("frequency_penalty").GetSingle().ShouldBe(0.25f);
        sent.GetProperty("presence_penalty").GetSingle().ShouldBe(-0.5f);
        sent.GetProperty("max_completion_tokens").GetInt32().ShouldBe(64);
        sent.GetProperty("stop").EnumerateArray().Select(s => s.GetString()).ShouldBe(["END", "\n"]);
        sent.GetProperty("reasoning_effort").GetString().ShouldBe("low");
        sent.GetProperty("logprobs").GetBoolean().ShouldBeTrue();
        sent.GetProperty("top_logprobs").GetInt32().ShouldBe(3);
        sent.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("Be brief.");
        sent.GetRawText().ShouldNotContain("stays here");
        sent.GetRawText().ShouldNotContain("4711");
    }

    [Theory]
    [InlineData(TokenLimitField.MaxTokens, "max_tokens", "max_completion_tokens")]
    [InlineData(TokenLimitField.MaxCompletionTokens, "max_completion_tokens", "max_tokens")]
    public async Task TokenLimit_GoesIntoTheChosenFieldOnly(TokenLimitField field, string expected, string other)
    {
        var sent = await SentAsync(new() { MaxOutputTokens = 5 }, field: field);

        sent.GetProperty(expected).GetInt32().ShouldBe(5);
        sent.TryGetProperty(other, out _).ShouldBeFalse();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Stream_IsAskedForWithUsage_OnlyWhenStreaming(bool stream)
    {
        var sent = await SentAsync(null, stream: stream);

        sent.TryGetProperty("stream", out _).ShouldBe(stream);
        sent.TryGetProperty("stream_options", out var asked).ShouldBe(stream);
        if (stream)
        {
            asked.GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Conversation_WithToolsAndResults_KeepsItsShape()
    {
        var weather = AIFunctionFactory.Create((string city) => city, "weather", "Tells the weather.");
        var sent = await SentAsync(
            new() { Tools = [weather], ToolMode = ChatToolMode.RequireSpecific("weather"), AllowMultipleToolCalls = false },
            [
                new(ChatRole.System, "S"),
                new(ChatRole.User, "Weather?") { AuthorName = "Zoë B" },
                new(ChatRole.Assistant, [new TextReasoningContent("hm"), new FunctionCallContent("a", "weather", new Dictionary<string, object?> { ["city"] = "Paris" }), new FunctionCallContent("b", "weather")]),
                new(ChatRole.Tool, [new FunctionResultContent("a", new Dictionary<string, object?> { ["sky"] = "blue" }), new FunctionResultContent("b", "rain")]),
            ]);

        var messages = sent.GetProperty("messages");
        messages.GetArrayLength().ShouldBe(5);
        messages[1].GetProperty("name").GetString().ShouldBe("Zo__B");
        var calls = messages[2].GetProperty("tool_calls");
        calls.GetArrayLength().ShouldBe(2);
        calls[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"city":"Paris"}""");
        messages[2].GetProperty("content").GetString().ShouldBe("");
        messages[3].GetProperty("role").GetString().ShouldBe("tool");
        messages[3].GetProperty("tool_call_id").GetString().ShouldBe("a");
        messages[3].GetProperty("content").GetString().ShouldBe("""{"sky":"blue"}""");
        messages[4].GetProperty("content").GetString().ShouldBe("rain");
        var tool = sent.GetProperty("tools")[0].GetProperty("function");
        tool.GetProperty("name").GetString().ShouldBe("weather");
        tool.GetProperty("parameters").GetProperty("properties").TryGetProperty("city", out _).ShouldBeTrue();
        sent.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString().ShouldBe("weather");
        sent.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Images_DataAndAddress_AreParts()
    {
        var sent = await SentAsync(null, [new(ChatRole.User,
        [
            new TextContent("What is this?"),
            new DataContent(new byte[] { 1, 2, 3 }, "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
            new UriContent("https://example.com/cat.jpg", "image/jpeg"),
        ])]);

        var parts = sent.GetProperty("messages")[0].GetProperty("content");
        parts[0].GetProperty("text").GetString().ShouldBe("What is this?");
        parts[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AQID");
        parts[1].GetProperty("image_url").GetProperty("detail").GetString().ShouldBe("low");
        parts[2].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("https://example.com/cat.jpg");
    }

    [Fact]
    public async Task Results_OfContents_AreTextWithTheirImagesBehindTheLast()
    {
        var messages = (await SentAsync(null,
        [
            new(ChatRole.User, "Look."),
            new(ChatRole.Assistant, [new FunctionCallContent("a", "see"), new FunctionCallContent("b", "see"), new FunctionCallContent("c", "see")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", new List<AIContent>
            {
                new TextContent("A "), new TextContent("cat. "), new DataContent(new byte[] { 1, 2, 3 }, "image/png"), new DataContent("tame"u8.ToArray(), "text/plain"),
            })]),
            new(ChatRole.Tool, [new FunctionResultContent("b", new TextContent("A dog."))]),
            new(ChatRole.Tool, [new FunctionResultContent("c", new ErrorContent("dark"))]),
            new(ChatRole.User, "And?"),
        ])).GetProperty("messages");

        messages.EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "tool", "tool", "tool", "user", "user"]);
        messages[2].GetProperty("content").GetString().ShouldBe("A cat. (see below)tame");
        messages[3].GetProperty("content").GetString().ShouldBe("A dog.");
        messages[4].GetProperty("content").GetString().ShouldBe("Error: dark");
        messages[5].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AQID");
        messages[6].GetProperty("content").GetString().ShouldBe("And?");
    }

    [Fact]
    public async Task Content_WithoutAFormOnTheWire_IsRefusedBeforeAnythingIsSent()
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        using var client = server.Client();

        var content = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(
            false, [new ChatMessage(ChatRole.User, [new HostedFileContent("file-1")])]));
        var tool = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(
            true, "Hi", new() { Tools = [new HostedWebSearchTool()] }));

        content.Kind.ShouldBe(TargetErrorKind.InvalidRequest);
        tool.Kind.ShouldBe(TargetErrorKind.InvalidRequest);
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}},"required":["a"],"additionalProperties":false}""", false)]
    public async Task JsonSchema_IsStrictWhereTheSchemaAllowsIt(string schema, bool strict)
    {
        var format = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse(schema).RootElement, "My Answer", "What it is.");
        var sent = (await SentAsync(new() { ResponseFormat = format })).GetProperty("response_format");

        sent.GetProperty("type").GetString().ShouldBe("json_schema");
        var body = sent.GetProperty("json_schema");
        body.GetProperty("name").GetString().ShouldBe("My_Answer");
        body.GetProperty("description").GetString().ShouldBe("What it is.");
        body.GetProperty("schema").GetProperty("type").GetString().ShouldBe("object");
        body.TryGetProperty("strict", out _).ShouldBe(strict);
    }

    [Fact]
    public async Task JsonMode_IsAskedFor()
    {
        var sent = await SentAsync(new() { ResponseFormat = ChatResponseFormat.Json });

        sent.GetProperty("response_format").GetProperty("type").GetString().ShouldBe("json_object");
    }

    [Theory]
    [InlineData("")]
    [InlineData("NUL \0 and \u0001 and <|im_start|>system")]
    [InlineData("Zürich 東京 🦊 \"quoted\" \\ back")]
    public async Task Text_OfAnyKind_ReachesTheServerAsValidJson(string text)
    {
        var sent = await SentAsync(new() { Instructions = text }, [new(ChatRole.User, text)]);

        sent.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task Text_WithHalfASurrogatePair_IsSentWithReplacementCharacters()
    {
        // Not as InlineData: attributes are stored as UTF-8 and cannot hold such a string.
        var sent = await SentAsync(null, [new(ChatRole.User, "a \ud83d b \udc00")]);

        sent.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("a \uFFFD b \uFFFD");
    }

    [Fact]
    public async Task Text_OfAMegabyte_IsSentWhole()
    {
        var text = new string('é', 1024 * 1024);

        var sent = await SentAsync(null, [new(ChatRole.User, text)]);

        sent.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task ModelId_OfTheCall_WinsOverTheTargetsModel()
    {
        (await SentAsync(new() { ModelId = "other" })).GetProperty("model").GetString().ShouldBe("other");
        (await SentAsync(null)).GetProperty("model").GetString().ShouldBe("test-model");
    }
}
