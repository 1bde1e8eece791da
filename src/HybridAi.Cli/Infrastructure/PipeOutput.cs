using Microsoft.Win32.SafeHandles;

namespace HybridAi.Cli.Infrastructure;

/// <summary>
/// Standard output into a pipe. The runtime passes over a reader that has gone, and long work would go on for nobody; here it is told of. What is written
/// after that goes nowhere, as before: a verb with something else to do can still do it.
/// </summary>
internal sealed class PipeOutput : Stream
{
    private readonly Stream _pipe;
    private readonly CancellationTokenSource _closed = new();

    internal PipeOutput(Stream pipe) => _pipe = pipe;

    /// <summary>Is cancelled when nobody reads any more.</summary>
    public CancellationToken Closed => _closed.Token;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Standard output when it is a pipe; <see langword="null"/> for a terminal, a file, or where it cannot be told.</summary>
    public static PipeOutput? OfThisProcess()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
#pragma warning disable CA2000 // Belongs to the process, not to the stream.
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
#pragma warning restore CA2000
            // A file is written by the console's stream: it may be shared with standard error, and has one position for both.
            return pipe.CanSeek ? null : new(pipe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        try
        {
            _pipe.Write(buffer);
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            _closed.Cancel();
        }
    }

    private const int BrokenPipe = 32; // EPIPE of Linux and of macOS

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pipe.Dispose();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }
}
