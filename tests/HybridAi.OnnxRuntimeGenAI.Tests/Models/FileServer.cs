using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Models;

/// <summary>A server on 127.0.0.1 with one file; answers in order as told, then as a good server.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _file;
    private readonly Queue<Answer> _answers;
    private readonly Task _serving;

    public FileServer(byte[] file, params Answer[] answers)
    {
        _file = file;
        _answers = new(answers);
        _listener.Start();
        _serving = ServeAsync();
    }

    public enum Answer
    {
        /// <summary>As a good server: the range that was asked for.</summary>
        Good,

        /// <summary>Half of what was asked for, then the connection is closed.</summary>
        Half,

        /// <summary>Half of what was asked for, then the connection is reset.</summary>
        Reset,

        /// <summary>The whole file, whatever was asked for.</summary>
        Whole,

        /// <summary>A range that was not asked for.</summary>
        OtherRange,

        /// <summary>404.</summary>
        NotFound,
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/models/tiny.gguf");

    /// <summary>First byte asked for in each request.</summary>
    public List<long> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                return; // Stopped: while it waited, disposed, or between two clients.
            }
            catch (IOException)
            {
                // The client went away.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        long from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.Ordinal))
                from = long.Parse(line["Range: bytes=".Length..^1], CultureInfo.InvariantCulture);
        }

        Asked.Add(from);
        var how = _answers.Count > 0 ? _answers.Dequeue() : Answer.Good;
        if (how == Answer.Whole)
            from = 0;
        else if (how == Answer.OtherRange)
            from++;
        var rest = _file.AsMemory((int)Math.Min(from, _file.Length));
        var head = how == Answer.NotFound ? "404 Not Found\r\nContent-Length: 0"
            : rest.IsEmpty ? "416 Range Not Satisfiable\r\nContent-Length: 0"
            : from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{_file.Length - 1}/{_file.Length}\r\nContent-Length: {rest.Length}"
            : $"200 OK\r\nContent-Length: {rest.Length}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"));
        if (how != Answer.NotFound)
            await stream.WriteAsync(how is Answer.Half or Answer.Reset ? rest[..(rest.Length / 2)] : rest);
        if (how == Answer.Reset)
            client.Client.LingerState = new(true, 0);
    }
}
