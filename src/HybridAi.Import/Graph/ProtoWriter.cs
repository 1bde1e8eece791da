using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HybridAi.Import.Graph;

/// <summary>Writes protobuf messages: the few wire types that ONNX needs.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Int(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
    }

    public void Float(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _buffer.Write(value);
    }

    /// <summary>Appends fields that were written elsewhere.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => _buffer.Write(fields);

    public void Message(int field, Action<ProtoWriter> write)
    {
        var nested = new ProtoWriter();
        write(nested);
        Bytes(field, nested.Written);
    }

    /// <summary>Repeated integers in the packed form.</summary>
    public void Packed(int field, ReadOnlySpan<long> values)
    {
        var nested = new ProtoWriter();
        foreach (var value in values)
        {
            nested.Varint((ulong)value);
        }

        Bytes(field, nested.Written);
    }

    private void Varint(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[count++] = (byte)(value | 0x80);
        }

        span[count++] = (byte)value;
        _buffer.Advance(count);
    }
}
