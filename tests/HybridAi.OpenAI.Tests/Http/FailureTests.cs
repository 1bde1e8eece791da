using System.Net;
using System.Net.Sockets;
using HybridAi.OpenAI.Tests.Server;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Tests.Http;

public sealed class FailureTests
{
    private const string Prompt = "the caller's secret prompt";

    [Theory]
    [InlineData(401, "{}", TargetErrorKind.Authentication)]
    [InlineData(403, "{}", TargetErrorKind.Authentication)]
    [InlineData(402, "{}", TargetErrorKind.RateLimited)]
    [InlineData(429, "{}", TargetErrorKind.RateLimited)]
    [InlineData(429, """{"error":{"code":"insufficient_quota"}}""", TargetErrorKind.RateLimited)]
    [InlineData(408, "{}", TargetErrorKind.Transient)]
    [InlineData(500, "{}", TargetErrorKind.Transient)]
    [InlineData(503, "<html>the caller's secret prompt</html>", TargetErrorKind.Transient)]
    [InlineData(529, "", TargetErrorKind.Transient)]
    [InlineData(413, "", TargetErrorKind.ContextExceeded)]
    [InlineData(400, """{"error":{"message":"the caller's secret prompt","code":"context_length_exceeded"}}""", TargetErrorKind.ContextExceeded)]
    [InlineData(400, """{"error":{"code":400,"message":"request exceeds the available context size","type":"exceed_context_size_error"}}""",
        TargetErrorKind.ContextExceeded)]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 2048 tokens.","type":"BadRequestError","code":400}""",
        TargetErrorKind.ContextExceeded)]
    [InlineData(422, """{"error":"prompt is too long: 900 > 500"}""", TargetErrorKind.ContextExceeded)]
    [InlineData(400, """{"error":{"code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""",
        TargetErrorKind.ContentFiltered)]
    [InlineData(403, """{"error":{"code":"content_policy_violation"}}""", TargetErrorKind.ContentFiltered)]
    [InlineData(400, """{"error":{"message":"the caller's secret prompt","type":"invalid_request_error"}}""", TargetErrorKind.InvalidRequest)]
    [InlineData(404, "not json", TargetErrorKind.InvalidRequest)]
    [InlineData(307, "", TargetErrorKind.InvalidRequest)]
    public async Task Status_OfAnError_BecomesItsKindAndSaysNothingSecret(int status, string body, TargetErrorKind kind)
    {
        foreach (var stream in new[] { false, true })
        {
            await using var server = LoopbackServer.Json(body, status, "Location: http://127.0.0.1:1/elsewhere");
            using var client = server.Client();

            var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(stream, Prompt));

            failure.Kind.ShouldBe(kind);
            failure.ToString().ShouldNotContain("secret prompt");
            failure.ToString().ShouldNotContain("sk-test-key");
            server.Requests.Count.ShouldBe(1, "the leg never retries and never follows");
        }
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("retry-after-ms: 1500", 1.5)]
    [InlineData("Retry-After: Wed, 21 Oct 2026 07:28:30 GMT", 30)]
    [InlineData("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", 0)]
    [InlineData("Retry-After: 1e300", 86400)]
    public async Task RetryAfter_InEveryForm_IsRead(string header, double seconds)
    {
        await using var server = LoopbackServer.Json("{}", 429, header);
        using var client = server.Client(options => options.TimeProvider = new FixedTime());

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(false, Prompt));

        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("Retry-After: soon")]
    [InlineData("X-Other: 1")]
    public async Task RetryAfter_NotThereOrNotUnderstood_IsNull(string header)
    {
        await using var server = LoopbackServer.Json("{}", 503, header);
        using var client = server.Client();

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(true, Prompt));

        failure.RetryAfter.ShouldBeNull();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Server_NotThere_IsTransient(bool stream)
    {
        int port;
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        await using var server = LoopbackServer.Json("{}");
        using var client = server.Client(options => options.Endpoint = new($"http://127.0.0.1:{port}/v1"));

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(stream, Prompt));

        failure.Kind.ShouldBe(TargetErrorKind.Transient);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Connection_ResetBeforeTheAnswer_IsTransient(bool stream)
    {
        await using var server = new LoopbackServer((_, reply) =>
        {
            reply.Reset();
            return Task.CompletedTask;
        });
        using var client = server.Client();

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(stream, Prompt));

        failure.Kind.ShouldBe(TargetErrorKind.Transient);
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"conte")]
    [InlineData("data: not json\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}\n\n")]
    [InlineData("")]
    public async Task Stream_HalfOrMalformed_GivesItsTextThenMalformed(string rest)
    {
        foreach (var cut in new[] { false, true })
        {
            await using var server = new LoopbackServer(async (_, reply) =>
            {
                await reply.StartEventsAsync();
                await reply.ChunkAsync($"data: {Wires.Text("a")}\n\n");
                await reply.ChunkAsync(rest.Length == 0 ? ": nothing\n" : rest);
                // Cut: the body's end mark is missing too.
                await reply.RawAsync(cut ? "" : "0\r\n\r\n");
            });
            using var client = server.Client();

            var text = "";
            var failure = await Should.ThrowAsync<TargetUnavailableException>(async () =>
            {
                await foreach (var update in client.GetStreamingResponseAsync(Prompt))
                {
                    text += update.Text;
                }
            });

            failure.Kind.ShouldBe(TargetErrorKind.Malformed);
            text.ShouldStartWith("a");
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"secret prompt","code":"context_length_exceeded"}}""", TargetErrorKind.ContextExceeded)]
    [InlineData("""{"error":{"message":"overloaded","code":429}}""", TargetErrorKind.RateLimited)]
    [InlineData("""{"error":"boom"}""", TargetErrorKind.Transient)]
    public async Task Stream_WithAnErrorEvent_IsItsKind(string data, TargetErrorKind kind)
    {
        await using var server = LoopbackServer.Events(Wires.Text("a"), data, "[DONE]");
        using var client = server.Client();

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(true, Prompt));

        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"message":{"content":"\ud83d"}}]}""")]
    public async Task Answer_ThatIsNoChatCompletion_IsMalformed(string body)
    {
        await using var server = LoopbackServer.Json(body);
        using var client = server.Client();

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(false, Prompt));

        failure.Kind.ShouldBe(TargetErrorKind.Malformed);
    }

    [Fact]
    public async Task Answer_ShorterThanAnnounced_IsMalformed()
    {
        await using var server = new LoopbackServer((_, reply) => reply.RawAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"choices\":"));
        using var client = server.Client();

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(false, Prompt));

        failure.Kind.ShouldBe(TargetErrorKind.Malformed);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Cancellation_BeforeTheAnswer_IsOperationCanceled(bool stream)
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await cancel.CancelAsync();
            await reply.SilenceAsync();
        });
        using var client = server.Client();

        var exception = await Should.ThrowAsync<OperationCanceledException>(
            () => client.AskAsync(stream, Prompt, null, cancel.Token));

        exception.CancellationToken.ShouldBe(cancel.Token);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Cancellation_InTheMiddleOfAnAnswer_IsOperationCanceledAndClosesTheConnection(bool stream)
    {
        using var cancel = new CancellationTokenSource();
        var closed = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.StartEventsAsync();
            await reply.ChunkAsync($"data: {Wires.Text("a")}\n\n");
            await cancel.CancelAsync();
            await reply.ClosedAsync();
            closed.SetResult();
        });
        using var client = server.Client();

        await Should.ThrowAsync<OperationCanceledException>(() => client.AskAsync(stream, Prompt, null, cancel.Token));

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Caller_WhoLeavesTheStream_ClosesTheConnection()
    {
        var closed = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.StartEventsAsync();
            await reply.ChunkAsync($"data: {Wires.Text("a")}\n\n");
            await reply.ClosedAsync();
            closed.SetResult();
        });
        using var client = server.Client();

        await foreach (var update in client.GetStreamingResponseAsync(Prompt))
        {
            update.Text.ShouldBe("a");
            break;
        }

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Transport_WithItsOwnTimeout_IsTransientNotCancellation()
    {
        await using var server = new LoopbackServer((_, reply) => reply.SilenceAsync());
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(50) };
        using var client = new OpenAIChatClient(new() { Endpoint = server.Endpoint, Model = "m" }, http);

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.GetResponseAsync(Prompt));

        failure.Kind.ShouldBe(TargetErrorKind.Transient);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 10, 21, 7, 28, 0, TimeSpan.Zero);
    }
}
