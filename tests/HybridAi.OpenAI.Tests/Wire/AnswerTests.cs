using HybridAi.OpenAI.Tests.Server;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Tests.Wire;

public sealed class AnswerTests
{
    private static LoopbackServer Server(bool stream) => stream
        ? LoopbackServer.Events(
            Wires.Delta("""{"role":"assistant","content":""}"""), Wires.Text("Hello "), Wires.Text("there"),
            Wires.Delta("{}", "stop"), Wires.Usage, "[DONE]")
        : LoopbackServer.Json(Wires.Answer);

    [Theory, InlineData(false), InlineData(true)]
    public async Task Answer_FromAWellBehavedServer_CarriesTextUsageAndIdentity(bool stream)
    {
        await using var server = Server(stream);
        using var client = server.Client();

        var response = await client.AskAsync(stream, "Hi");

        response.Text.ShouldBe("Hello there");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ResponseId.ShouldBe("chatcmpl-1");
        response.Messages.ShouldHaveSingleItem().MessageId.ShouldBe("chatcmpl-1");
        response.ModelId.ShouldBe("served-model");
        response.CreatedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1700000000));
        response.Usage!.InputTokenCount.ShouldBe(9);
        response.Usage.OutputTokenCount.ShouldBe(3);
        response.Usage.TotalTokenCount.ShouldBe(12);
        response.Usage.CachedInputTokenCount.ShouldBe(4);
        response.ConversationId.ShouldBeNull();
    }

    [Fact]
    public async Task Stream_WithRoleOnlyAndEmptyDeltas_YieldsNoEmptyUpdates()
    {
        await using var server = Server(stream: true);
        using var client = server.Client();

        var texts = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync("Hi"))
        {
            texts.Add(update.Text);
        }

        texts.ShouldBe(["Hello ", "there", ""]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ParallelToolCalls_InFragments_AreWholeAndInOrder(bool stream)
    {
        await using var server = stream
            ? LoopbackServer.Events(
                Wires.Delta("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":""}}]}"""),
                Wires.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}"""),
                Wires.Delta("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"time","arguments":"{}"}}]}"""),
                Wires.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]}"""),
                Wires.Delta("{}", "tool_calls"), "[DONE]")
            : LoopbackServer.Json("""
                {"id":"x","choices":[{"message":{"role":"assistant","content":null,"tool_calls":[
                {"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},
                {"id":"b","type":"function","function":{"name":"time","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
                """);
        using var client = server.Client();

        var response = await client.AskAsync(stream, "Hi");

        var calls = response.Messages.Single().Contents.OfType<FunctionCallContent>().ToList();
        calls.Select(call => (call.CallId, call.Name)).ShouldBe([("a", "weather"), ("b", "time")]);
        calls[0].Arguments!["city"]!.ToString().ShouldBe("Paris");
        calls[1].Arguments!.ShouldBeEmpty();
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ToolCall_WithBrokenArguments_IsReportedOnTheCallWithoutItsText(bool stream)
    {
        const string Call = """{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"secret"}}]}""";
        await using var server = stream
            ? LoopbackServer.Events(Wires.Delta(Call, "tool_calls"), "[DONE]")
            : LoopbackServer.Json("""{"choices":[{"message":""" + Call + ""","finish_reason":"stop"}]}""");
        using var client = server.Client();

        var response = await client.AskAsync(stream, "Hi");

        var call = response.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        call.Exception.ShouldNotBeNull().ToString().ShouldNotContain("secret");
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task StreamedToolCalls_AllWithIndexZeroOrNone_AreKeptApartByTheirIds()
    {
        await using var server = LoopbackServer.Events(
            Wires.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"""),
            Wires.Delta("""{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]}"""),
            Wires.Delta("""{"tool_calls":[{"function":{"name":"h","arguments":"{}"}}]}""", "stop"), "[DONE]");
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        var calls = response.Messages.Single().Contents.OfType<FunctionCallContent>().ToList();
        calls.Select(call => call.Name).ShouldBe(["f", "g", "h"]);
        calls.Select(call => call.CallId).ShouldBe(["a", "b", "call_chatcmpl-1_2"]);
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task LogProbabilities_AreHandedOnAsTheServerWroteThem(bool stream)
    {
        const string Choice = "\"logprobs\":{\"content\":[{\"token\":\"Hi\",\"logprob\":-0.1}]}";
        await using var server = stream
            ? LoopbackServer.Events("{\"choices\":[{\"delta\":{\"content\":\"Hi\"}," + Choice + "}]}", Wires.Delta("{}", "stop"), "[DONE]")
            : LoopbackServer.Json("{\"choices\":[{\"message\":{\"content\":\"Hi\"}," + Choice + ",\"finish_reason\":\"stop\"}]}");
        using var client = server.Client();

        var response = await client.AskAsync(stream, "Hi", new() { AdditionalProperties = new() { ["logprobs"] = true } });

        response.AdditionalProperties!["logprobs"]!.ToString()!.ShouldContain("-0.1");
        server.Request.Json.GetProperty("logprobs").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("eos", "stop")]
    [InlineData("something_new", "something_new")]
    public async Task FinishReason_OfAnyServer_IsUnderstoodOrKept(string sent, string expected)
    {
        await using var server = LoopbackServer.Events(Wires.Text("x"), Wires.Delta("{}", sent), "[DONE]");
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        response.FinishReason!.Value.Value.ShouldBe(expected);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Refusal_FromTheModel_IsErrorContent(bool stream)
    {
        await using var server = stream
            ? LoopbackServer.Events(Wires.Delta("""{"refusal":"I cannot"}"""), Wires.Delta("{}", "stop"), "[DONE]")
            : LoopbackServer.Json("""{"choices":[{"message":{"content":null,"refusal":"I cannot"},"finish_reason":"stop"}]}""");
        using var client = server.Client();

        var response = await client.AskAsync(stream, "Hi");

        response.Messages.Single().Contents.OfType<ErrorContent>().Single().Message.ShouldBe("I cannot");
    }
}
