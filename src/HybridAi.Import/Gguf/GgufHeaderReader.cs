using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HybridAi.Import.Gguf;

/// <summary>A cursor over the header of a GGUF file that checks every read against the bytes that are there.</summary>
internal ref struct GgufHeaderReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    /// <summary>Longest string that is decoded; chat templates are the longest real ones, at some 10 KB.</summary>
    private const int MaxStringBytes = 1 << 20;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    public readonly int Remaining => _bytes.Length - Position;

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads a count whose items need at least <paramref name="bytesPerItem"/> bytes each.</summary>
    /// <exception cref="ModelFormatException">There cannot be so many.</exception>
    public int ReadCount(int bytesPerItem, string what)
    {
        var at = Position;
        var count = ReadUInt64();
        if (count > (ulong)(Remaining / bytesPerItem))
        {
            throw new ModelFormatException(
                string.Create(CultureInfo.InvariantCulture, $"The file states {count} {what}, more than it can hold."), At(at));
        }

        return (int)count;
    }

    public ReadOnlySpan<byte> ReadStringBytes()
    {
        var length = ReadCount(1, "bytes of text");
        return Take(length);
    }

    public string ReadString()
    {
        var at = Position;
        var text = ReadStringBytes();
        if (text.Length > MaxStringBytes)
        {
            throw new ModelFormatException("A text is longer than 1 MB.", At(at));
        }

        try
        {
            return _strict.GetString(text);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ModelFormatException("A text is not valid UTF-8.", At(at), exception);
        }
    }

    public GgufValue ReadValue()
    {
        var at = Position;
        var type = (GgufValueType)ReadUInt32();
        if (type != GgufValueType.Array)
        {
            var offset = Position;
            Skip(type, 1, at);
            return new(type, IsArray: false, 1, offset);
        }

        type = (GgufValueType)ReadUInt32();
        if (type == GgufValueType.Array)
        {
            throw new ModelFormatException("Arrays of arrays are not supported.", At(at));
        }

        var count = ReadCount(SizeOf(type, at), "array elements");
        var start = Position;
        Skip(type, count, at);
        return new(type, IsArray: true, count, start);
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw new ModelFormatException("The file ends inside its header.", At(Position));
        }

        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private void Skip(GgufValueType type, int count, int at)
    {
        if (type != GgufValueType.String)
        {
            // The count was checked against the remaining bytes; a scalar's is 1: the product stays far below 2^31.
            Take(checked(SizeOf(type, at) * count));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            ReadStringBytes();
        }
    }

    /// <summary>Smallest size of one element in bytes.</summary>
    internal static int SizeOf(GgufValueType type, int at) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 or GgufValueType.String => 8,
        _ => throw new ModelFormatException($"Metadata value type {(uint)type} is not defined.", At(at)),
    };

    private static string At(int position) => string.Create(CultureInfo.InvariantCulture, $"byte {position}");
}
