using System.Text;

namespace HybridAi.Cli.Output;

/// <summary>A text reader as a stream of UTF-8, read as it is asked for, so that lines flow through a pipe.</summary>
internal sealed class TextInput(TextReader reader) : Stream
{
    private readonly char[] _chars = new char[4096];
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private byte[] _bytes = [];
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_at == _bytes.Length)
        {
            var read = reader.Read(_chars, 0, _chars.Length);
            _bytes = new byte[_encoder.GetByteCount(_chars.AsSpan(0, read), flush: read == 0)];
            _encoder.GetBytes(_chars.AsSpan(0, read), _bytes, flush: read == 0);
            _at = 0;
            if (read == 0 && _bytes.Length == 0)
            {
                return 0;
            }
        }

        var taken = Math.Min(buffer.Length, _bytes.Length - _at);
        _bytes.AsSpan(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
