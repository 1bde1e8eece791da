using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridAi.Plumbing;

/// <summary>What a recording server does with a request.</summary>
internal enum CloudPlan
{
    Answer,
    AnswerInPieces,
    CallTool,
    BadToolJson,
    Fails,
    TooMany,
    Echoes400,
    Dies,
    DiesMidStream,
    Malformed,
    Empty,
    Hangs,
}

/// <summary>One request as it came over the wire, headers included.</summary>
internal sealed record Received(string Path, string Text);

/// <summary>
/// A chat-completions server on 127.0.0.1 that keeps every byte it is sent, answers with what it was sent, masks included, and fails
/// as it is told. Connections are kept alive.
/// </summary>
internal sealed partial class RecordingCloud : IAsyncDisposable
{
    /// <summary>What a request holds that is to go on with an answer which broke off.</summary>
    public const string GoOn = "The answer above broke off.";

    /// <summary>What a request holds that brings a refused draft.</summary>
    public const string Hint = "A smaller model drafted this answer";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly Task _accepting;
    private CloudPlan[] _plans = [];
    private int _next;

    public RecordingCloud()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint(string folder) => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{folder}/v1";

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Whether somebody will give up waiting: then it may hang, else it dies.</summary>
    public volatile bool MayHang;

    /// <summary>What to do with the next requests; afterwards they are answered.</summary>
    public void Plan(CloudPlan[] plans)
    {
        _plans = plans;
        Volatile.Write(ref _next, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var serving = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
                _running.TryAdd(serving, true);
                _ = serving.ContinueWith(t => _running.TryRemove(t, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
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
                var buffer = new byte[64 * 1024];
                var filled = 0;
                while (true)
                {
                    int end;
                    while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
                    {
                        if (filled == buffer.Length || await Fill() == 0)
                        {
                            return;
                        }
                    }

                    var head = Encoding.Latin1.GetString(buffer, 0, end);
                    var length = ContentLength().Match(head) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
                    var total = end + 4 + length;
                    if (total > buffer.Length)
                    {
                        Array.Resize(ref buffer, total);
                    }

                    while (filled < total)
                    {
                        if (await Fill() == 0)
                        {
                            Requests.Enqueue(new(PathOf(head), Encoding.UTF8.GetString(buffer, 0, filled)));
                            return;
                        }
                    }

                    var body = Encoding.UTF8.GetString(buffer, end + 4, length);
                    Requests.Enqueue(new(PathOf(head), head + "\n\n" + body));
                    buffer.AsSpan(total, filled - total).CopyTo(buffer);
                    filled -= total;
                    if (!await AnswerAsync(stream, body))
                    {
                        return;
                    }
                }

                async ValueTask<int> Fill()
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token);
                    filled += read;
                    return read;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away.
            }
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, string body)
    {
        var at = Interlocked.Increment(ref _next) - 1;
        var plan = at < _plans.Length ? _plans[at] : CloudPlan.Answer;
        var streamed = body.Contains("\"stream\":true", StringComparison.Ordinal);
        if (plan is CloudPlan.CallTool or CloudPlan.BadToolJson && !body.Contains("\"tools\":", StringComparison.Ordinal))
        {
            plan = CloudPlan.Answer;
        }

        switch (plan)
        {
            case CloudPlan.Dies:
                stream.Socket.Close(0);
                return false;
            case CloudPlan.Hangs when !MayHang:
                goto case CloudPlan.Dies;
            case CloudPlan.Hangs:
                await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _stop.Token);
                return false;
            case CloudPlan.Fails:
                await WriteAsync(stream, Http(500, "{\"error\":{\"message\":\"broken\"}}"));
                return true;
            case CloudPlan.TooMany:
                await WriteAsync(stream, Http(429, "{\"error\":{\"message\":\"slow down\",\"type\":\"requests\"}}"));
                return true;
            case CloudPlan.Echoes400:
                await WriteAsync(stream, Http(400, "{\"error\":{\"message\":" + JsonSerializer.Serialize("cannot read: " + body) + "}}"));
                return true;
            case CloudPlan.Malformed:
                await WriteAsync(stream, Http(200, "{\"choices\":[{"));
                return true;
        }

        var (text, tool) = plan switch
        {
            CloudPlan.Empty => ("", null),
            CloudPlan.CallTool => ("", Call(body)),
            CloudPlan.BadToolJson => ("", "{\"to\":\"some"),
            _ => (Reply(body), (string?)null),
        };
        if (!streamed)
        {
            await WriteAsync(stream, Http(200, Whole(text, tool)));
            return true;
        }

        var events = Events(text, tool, plan == CloudPlan.AnswerInPieces ? 3 : 40);
        if (plan == CloudPlan.DiesMidStream)
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000\r\n\r\n" + events[..(events.Length / 2)]);
            stream.Socket.Close(0);
            return false;
        }

        await WriteAsync(stream, Http(200, events, "text/event-stream"));
        return true;
    }

    private async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);

    private static string PathOf(string head) => head.Split(' ', 3)[1];

    private static string Http(int status, string body, string type = "application/json") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    // All masks it can see, in a sentence: whoever restores puts the values back.
    private static string Reply(string body)
    {
        if (body.Contains(GoOn, StringComparison.Ordinal))
        {
            // Begins with the last words of what it is to go on with, as a model does that was asked to.
            using var json = JsonDocument.Parse(body);
            var messages = json.RootElement.GetProperty("messages");
            var begun = messages[messages.GetArrayLength() - 2].GetProperty("content").GetString()!;
            return begun[Math.Max(0, begun.Length - 24)..] + " and so on, to the end.";
        }

        var tokens = Token().Matches(body).Select(m => m.Value).Distinct().Take(6).ToList();
        return tokens.Count == 0 ? "Noted. Is there anything else?" : $"Noted: {string.Join(", then ", tokens)}. Is there anything else?";
    }

    private static string Call(string body)
    {
        var tokens = Token().Matches(body).Select(m => m.Value).Distinct().Take(3).ToList();
        return JsonSerializer.Serialize(new { to = tokens.FirstOrDefault() ?? "nobody", note = "about " + string.Join(" and ", tokens) });
    }

    private static string Whole(string text, string? tool) =>
        "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"" + (tool is null ? "stop" : "tool_calls") + "\",\"message\":{\"role\":\"assistant\",\"content\":"
        + JsonSerializer.Serialize(text) + (tool is null ? "" : ",\"tool_calls\":[" + ToolCall(tool, null) + "]")
        + "}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";

    private static string Events(string text, string? tool, int size)
    {
        var events = new StringBuilder();
        for (var i = 0; i < text.Length; i += size)
        {
            Event("{\"content\":" + JsonSerializer.Serialize(text.Substring(i, Math.Min(size, text.Length - i))) + "}", "null");
        }

        if (tool is not null)
        {
            Event("{\"tool_calls\":[" + ToolCall(tool[..(tool.Length / 2)], 0) + "]}", "null");
            Event("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + JsonSerializer.Serialize(tool[(tool.Length / 2)..]) + "}}]}", "null");
        }

        Event("{}", tool is null ? "\"stop\"" : "\"tool_calls\"");
        return events.Append("data: [DONE]\n\n").ToString();

        void Event(string delta, string finish) => events.Append("data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":").Append(delta)
            .Append(",\"finish_reason\":").Append(finish).Append("}]}\n\n");
    }

    private static string ToolCall(string arguments, int? index) =>
        "{" + (index is null ? "" : "\"index\":0,") + "\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"send_note\",\"arguments\":" + JsonSerializer.Serialize(arguments) + "}}";

    [GeneratedRegex(@"\[\[[b-z2-9]{4}-[A-Z_-]+-\d+[a-z]?\]\]")]
    private static partial Regex Token();

    [GeneratedRegex(@"Content-Length: *(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}
