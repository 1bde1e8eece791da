using System.Buffers;
using HybridAi.OpenAI.Http;

namespace HybridAi.OpenAI.Wire;

/// <summary>
/// Reads the data of server-sent events (WHATWG HTML, "server-sent events"): lines end with LF, CRLF or CR; a blank line ends an
/// event; several data lines join with LF; comments and other fields are skipped. Not thread-safe.
/// </summary>
/// <param name="source">The body; not disposed.</param>
internal sealed class ServerSentEvents(Stream source)
{
    private byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;
    private bool _skipLineFeed;
    private bool _isFirst = true;

    /// <summary>The next event's data, valid until the next call; <see langword="null"/> at the end of the body.</summary>
    /// <remarks>The end of the body ends an event too: some servers leave the last blank line out.</remarks>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? data = null;
        ArrayBufferWriter<byte>? joined = null;
        while (await LineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.IsEmpty)
            {
                if (data is not null)
                {
                    return data;
                }

                continue;
            }

            if (Data(line) is not { } value)
            {
                continue;
            }

            // Reading on moves the buffer, so the data is copied; events are small.
            joined ??= new ArrayBufferWriter<byte>(Math.Max(256, value.Length));
            if (data is not null)
            {
                joined.Write("\n"u8);
            }

            joined.Write(value.Span);
            data = joined.WrittenMemory;
            Bound(joined.WrittenCount);
        }

        return data;
    }

    // A line without its end, valid until the next call; null at the end of the body.
    private async ValueTask<ReadOnlyMemory<byte>?> LineAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            if (_skipLineFeed && _start < _end)
            {
                _start += _buffer[_start] == '\n' ? 1 : 0;
                _skipLineFeed = false;
            }

            var at = _buffer.AsSpan(_start + searched, Math.Max(0, _end - _start - searched)).IndexOfAny((byte)'\n', (byte)'\r');
            if (at >= 0)
            {
                var length = searched + at;
                var line = _buffer.AsMemory(_start, length);
                _skipLineFeed = _buffer[_start + length] == '\r';
                _start += length + 1;
                return WithoutMark(line);
            }

            searched = Math.Max(0, _end - _start);
            Bound(searched);
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                var rest = _buffer.AsMemory(_start, _end - _start);
                _start = _end;
                if (rest.IsEmpty)
                {
                    // Not "? null :", which would convert null to an empty memory here.
                    return null;
                }

                return WithoutMark(rest);
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    private ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line)
    {
        var hasMark = _isFirst && line.Span.StartsWith("\uFEFF"u8);
        _isFirst = false;
        return hasMark ? line[3..] : line;
    }

    private static ReadOnlyMemory<byte>? Data(ReadOnlyMemory<byte> line)
    {
        if (!line.Span.StartsWith("data:"u8))
        {
            return null;
        }

        var value = line[5..];
        return value.Span.StartsWith(" "u8) ? value[1..] : value;
    }

    private static void Bound(int length)
    {
        if (length > BoundedBody.Answer)
        {
            throw new TargetUnavailableException(TargetErrorKind.Malformed, "An event of the server's stream is too long.");
        }
    }
}
