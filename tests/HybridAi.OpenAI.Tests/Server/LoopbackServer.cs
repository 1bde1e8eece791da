using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.OpenAI.Tests.Server;

/// <summary>
/// A real HTTP/1.1 server on 127.0.0.1 whose every byte a test decides, broken ones included. One request per connection.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, Reply, Task> _answer;
    private readonly Task _accepting;

    public LoopbackServer(Func<ReceivedRequest, Reply, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    public ReceivedRequest Request => Requests.ShouldHaveSingleItem();

    public static LoopbackServer Json(string body, int status = 200, params string[] headers) =>
        new((_, reply) => reply.JsonAsync(body, status, headers));

    public static LoopbackServer Events(params string[] data) => new((_, reply) => reply.EventsAsync(data));

    /// <summary>A client of this server over the product's own handler.</summary>
    public OpenAIChatClient Client(Action<OpenAIChatClientOptions>? configure = null, HttpMessageHandler? handler = null)
    {
        var options = new OpenAIChatClientOptions { Endpoint = Endpoint, Model = "test-model", ApiKey = "sk-test-key" };
        configure?.Invoke(options);
        var http = new HttpClient(handler ?? OpenAI.Http.OpenAIHttpHandler.Create(Privacy.Location.Cloud));
        return new OpenAIChatClient(options, http, ownsHttpClient: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
                running.Add(ServeAsync(connection));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                connection.NoDelay = true;
                var stream = connection.GetStream();
                var request = await ReceivedRequest.ReadAsync(stream, _stop.Token);
                Requests.Enqueue(request);
                await _answer(request, new Reply(connection, stream, _stop.Token));
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, as some tests want.
            }
        }
    }
}

/// <summary>A request as it came over the wire.</summary>
internal sealed record ReceivedRequest(string Line, Dictionary<string, string> Headers, string Body)
{
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Body).RootElement;

    public static async Task<ReceivedRequest> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!Encoding.Latin1.GetString([.. bytes.TakeLast(4)]).Equals("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                throw new IOException("no request");
            }

            bytes.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, null) : 0];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return new(lines[0], headers, Encoding.UTF8.GetString(body));
    }
}

/// <summary>Writes an answer, well-formed or not.</summary>
internal sealed class Reply(TcpClient connection, NetworkStream stream, CancellationToken stop)
{
    public Task JsonAsync(string body, int status = 200, params string[] headers)
    {
        var length = Encoding.UTF8.GetByteCount(body);
        var extra = string.Concat(headers.Select(header => header + "\r\n"));
        return RawAsync(
            $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{extra}Connection: close\r\n\r\n{body}");
    }

    public async Task EventsAsync(params string[] data)
    {
        await StartEventsAsync();
        foreach (var item in data)
        {
            await ChunkAsync($"data: {item}\n\n");
        }

        await RawAsync("0\r\n\r\n");
    }

    public Task StartEventsAsync() => RawAsync(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

    public async Task ChunkAsync(byte[] bytes)
    {
        await RawAsync($"{bytes.Length:x}\r\n");
        await stream.WriteAsync(bytes, stop);
        await RawAsync("\r\n");
    }

    public Task ChunkAsync(string text) => ChunkAsync(Encoding.UTF8.GetBytes(text));

    public async Task RawAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    /// <summary>Completes when the client has closed its side.</summary>
    public async Task ClosedAsync()
    {
        try
        {
            while (await stream.ReadAsync(new byte[16], stop) > 0)
            {
                // Nothing more is expected; only the end counts.
            }
        }
        catch (IOException)
        {
            // A reset is a close too.
        }
    }

    /// <summary>Waits until the server is stopped.</summary>
    public Task SilenceAsync() => Task.Delay(Timeout.Infinite, stop);

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset() => connection.Client.Close(0);
}
