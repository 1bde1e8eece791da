using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HybridAi.Cli.Output;

namespace HybridAi.Cli.Demo;

/// <summary>
/// A small server on 127.0.0.1 with OpenAI's chat-completions interface, streamed or not. It answers from a script, always the
/// same, counts tokens as characters / 4, and keeps what it received, so that the demo can show what left the device.
/// </summary>
internal sealed class StandInCloud : IAsyncDisposable
{
    private const int MostHeaderBytes = 16 * 1024;
    private const int MostBodyBytes = 32 * 1024 * 1024;
    private const int PieceLength = 6;

    /// <summary>The only key it accepts.</summary>
    public const string Key = "stand-in";

    private static readonly byte[] Refused = Http(
        "application/json", """{"error":{"message":"wrong key","type":"invalid_request_error","code":"invalid_api_key"}}""", "401 Unauthorized");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <summary>Starts the server on a free port.</summary>
    public StandInCloud()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    /// <summary>The request bodies, in order.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>The streamed answers, in order, with a '|' between two pieces.</summary>
    public ConcurrentQueue<string> Sent { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                running.RemoveAll(task => task.IsCompleted);
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }

        await Task.WhenAll(running);
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                var stream = connection.GetStream();
                if (await ReadAsync(stream) is var (head, body))
                {
                    Received.Enqueue(body);
                    await stream.WriteAsync(head.Contains($"Bearer {Key}\r\n", StringComparison.Ordinal) ? Answer(body) : Refused, _stop.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The client went away.
            }
        }
    }

    private async Task<(string Head, string Body)?> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[MostHeaderBytes];
        var filled = 0;
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = filled < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token) : 0;
            if (read == 0)
            {
                return null;
            }

            filled += read;
        }

        var head = Encoding.ASCII.GetString(buffer, 0, end + 2);
        var length = head.Split("\r\n")
            .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.TryParse(line.AsSpan(15), out var value) ? value : 0).FirstOrDefault();
        if (length is < 0 or > MostBodyBytes)
        {
            return null;
        }

        var body = new byte[length];
        var early = Math.Min(length, filled - end - 4);
        buffer.AsSpan(end + 4, early).CopyTo(body);
        await stream.ReadExactlyAsync(body.AsMemory(early), _stop.Token);
        return (head, Encoding.UTF8.GetString(body));
    }

    private byte[] Answer(string body)
    {
        try
        {
            using var request = JsonDocument.Parse(body);
            var prompt = LastUserText(request.RootElement);
            if (ToolName(request.RootElement) is { } tool)
            {
                return Http("application/json", ToolCall(tool));
            }

            var text = DemoScript.CloudAnswer(prompt);
            var isStream = request.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
            var usage = (Input: Math.Max(1, prompt.Length / 4), Output: Math.Max(1, text.Length / 4));
            if (isStream)
            {
                Sent.Enqueue(string.Join('|', Pieces(text)));
            }

            return isStream ? Http("text/event-stream", Events(text, usage)) : Http("application/json", Whole(text, usage));
        }
        catch (JsonException)
        {
            return Http("application/json", """{"error":{"message":"not JSON","type":"invalid_request_error"}}""", "400 Bad Request");
        }
    }

    private static string LastUserText(JsonElement request) =>
        request.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? messages.EnumerateArray().Select(message => message.TryGetProperty("content", out var content)
                && content.ValueKind == JsonValueKind.String ? content.GetString()! : "").LastOrDefault() ?? ""
            : "";

    private static string? ToolName(JsonElement request) =>
        request.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0
            && tools[0].TryGetProperty("function", out var function) && function.TryGetProperty("name", out var name) ? name.GetString() : null;

    private static string ToolCall(string name) => Json.Object(json =>
    {
        Head(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteString("id", "call_1");
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", name);
        json.WriteString("arguments", "{}");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("finish_reason", "tool_calls");
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, (1, 1));
    });

    private static string Whole(string text, (int Input, int Output) usage) => Json.Object(json =>
    {
        Head(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", text);
        json.WriteEndObject();
        json.WriteString("finish_reason", "stop");
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, usage);
    });

    private static string Events(string text, (int Input, int Output) usage)
    {
        var events = new StringBuilder();
        foreach (var piece in Pieces(text))
        {
            Event(events, json => Chunk(json, piece, null));
        }

        Event(events, json => Chunk(json, null, "stop"));
        Event(events, json =>
        {
            Head(json);
            json.WriteStartArray("choices");
            json.WriteEndArray();
            Usage(json, usage);
        });
        return events.Append("data: [DONE]\n\n").ToString();
    }

    // As servers do it: pieces end anywhere, in the middle of a mask too.
    private static IEnumerable<string> Pieces(string text) => text.Chunk(PieceLength).Select(piece => new string(piece));

    private static void Event(StringBuilder events, Action<Utf8JsonWriter> members) =>
        events.Append("data: ").Append(Json.Object(members)).Append("\n\n");

    private static void Chunk(Utf8JsonWriter json, string? text, string? finish)
    {
        Head(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        if (text is not null)
        {
            json.WriteString("content", text);
        }

        json.WriteEndObject();
        json.WriteString("finish_reason", finish);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter json)
    {
        json.WriteString("id", "chatcmpl-stand-in");
        json.WriteString("model", "stand-in");
    }

    private static void Usage(Utf8JsonWriter json, (int Input, int Output) usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteEndObject();
    }

    private static byte[] Http(string type, string body, string status = "200 OK") => Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
}
