using HybridAi.OpenAI.Tests.Server;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Tests.Wire;

/// <summary>What compatible servers leave out, add, or do otherwise.</summary>
public sealed class DialectTests
{
    [Fact]
    public async Task Stream_WithoutUsageAndRole_IsAnAnswerWithoutUsage()
    {
        await using var server = LoopbackServer.Events(
            """{"choices":[{"delta":{"content":"Hi"}}]}""", """{"choices":[{"delta":{},"finish_reason":"stop"}]}""", "[DONE]");
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        response.Text.ShouldBe("Hi");
        response.Messages.Single().Role.ShouldBe(ChatRole.Assistant);
        response.Usage.ShouldBeNull();
        response.ResponseId.ShouldBeNull();
    }

    [Fact]
    public async Task Stream_WithoutEndMark_IsCompleteWhenItGaveAFinishReason()
    {
        await using var server = LoopbackServer.Events(Wires.Text("Hi"), Wires.Delta("{}", "stop"));
        using var client = server.Client();

        (await client.AskAsync(true, "Hi")).Text.ShouldBe("Hi");
    }

    [Fact]
    public async Task Stream_WithEndMarkOnly_IsComplete()
    {
        await using var server = LoopbackServer.Events(Wires.Text("Hi"), "[DONE]");
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        response.Text.ShouldBe("Hi");
        response.FinishReason.ShouldBeNull();
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_OfReasoningServers_IsReasoningContent(string field)
    {
        await using var server = LoopbackServer.Events(
            Wires.Delta($$"""{"{{field}}":"think "}"""), Wires.Delta($$"""{"{{field}}":"hard","content":""}"""), Wires.Text("42"),
            Wires.Delta("{}", "stop"), "[DONE]");
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        response.Text.ShouldBe("42");
        response.Messages.Single().Contents.OfType<TextReasoningContent>().Single().Text.ShouldBe("think hard");
    }

    [Fact]
    public async Task StreamingRequest_AnsweredInOnePiece_IsStillAStream()
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        response.Text.ShouldBe("Hello there");
        response.Usage!.OutputTokenCount.ShouldBe(3);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Events_WithCommentsCarriageReturnsAndJoinedData_AreRead()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.StartEventsAsync();
            await reply.ChunkAsync("\uFEFF: keep-alive\r\n\r\nevent: message\r\nid: 1\r\ndata: {\"choices\":[\r");
            await reply.ChunkAsync("\ndata:{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\r\rdata: [DONE]");
            await reply.RawAsync("0\r\n\r\n");
        });
        using var client = server.Client();

        (await client.AskAsync(true, "Hi")).Text.ShouldBe("Hi");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Events_CutAnywhereOnTheWire_GiveTheSameText(int size)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(
            string.Concat(new[] { Wires.Text("Zürich 🦊 "), Wires.Text("東京"), Wires.Delta("{}", "stop"), "[DONE]" }
                .Select(data => $"data: {data}\r\n\r\n")));
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.StartEventsAsync();
            foreach (var piece in bytes.Chunk(size))
            {
                await reply.ChunkAsync(piece);
            }

            await reply.RawAsync("0\r\n\r\n");
        });
        using var client = server.Client();

        (await client.AskAsync(true, "Hi")).Text.ShouldBe("Zürich 🦊 東京");
    }

    [Fact]
    public async Task Answer_WithNullsOddTypesAndContentParts_IsRead()
    {
        await using var server = LoopbackServer.Json("""
            {"id":null,"created":"yesterday","model":7,"choices":[{"index":0,"message":{"role":"","content":[{"type":"text","text":"Hi"}],
            "tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"finish_reason":null}],"usage":{"prompt_tokens":null}}
            """);
        using var client = server.Client();

        var response = await client.AskAsync(false, "Hi");

        response.Text.ShouldBe("Hi");
        response.CreatedAt.ShouldBeNull();
        response.Usage.ShouldBeNull();
        var call = response.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        call.Arguments!["a"]!.ToString().ShouldBe("1");
        call.CallId.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Usage_SentWithEveryChunk_CountsOnce()
    {
        static string Chunk(string delta, string finish, int output) =>
            "{\"choices\":[{\"delta\":" + delta + ",\"finish_reason\":" + finish
            + "}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":" + output + "}}";
        await using var server = LoopbackServer.Events(
            Chunk("{\"content\":\"a\"}", "null", 1), Chunk("{\"content\":\"b\"}", "\"stop\"", 2), "[DONE]");
        using var client = server.Client();

        var response = await client.AskAsync(true, "Hi");

        response.Usage!.InputTokenCount.ShouldBe(5);
        response.Usage.OutputTokenCount.ShouldBe(2);
        response.Usage.TotalTokenCount.ShouldBe(7);
    }
}
