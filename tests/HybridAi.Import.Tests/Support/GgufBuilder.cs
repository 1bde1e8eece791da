using System.Text;

namespace HybridAi.Import.Support;

/// <summary>Writes GGUF files, right ones and wrong ones.</summary>
internal sealed class GgufBuilder
{
    private readonly List<Action<BinaryWriter>> _metadata = [];
    private readonly List<(string Name, uint Type, long[] Dimensions, byte[] Data)> _tensors = [];

    public uint Version { get; set; } = 3;

    public int Alignment { get; set; } = 32;

    /// <summary>Overrides of the counts in the header.</summary>
    public ulong? TensorCount { get; set; }

    public ulong? MetadataCount { get; set; }

    public GgufBuilder Set(string key, object value)
    {
        _metadata.Add(writer =>
        {
            Text(writer, key);
            Value(writer, value);
        });
        return this;
    }

    /// <summary>Adds raw bytes as a metadata entry.</summary>
    public GgufBuilder SetRaw(string key, byte[] typeAndValue)
    {
        _metadata.Add(writer =>
        {
            Text(writer, key);
            writer.Write(typeAndValue);
        });
        return this;
    }

    public GgufBuilder Tensor(string name, uint type, long[] dimensions, byte[] data)
    {
        _tensors.Add((name, type, dimensions, data));
        return this;
    }

    public byte[] Build()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(TensorCount ?? (ulong)_tensors.Count);
        writer.Write(MetadataCount ?? (ulong)_metadata.Count);
        foreach (var write in _metadata)
        {
            write(writer);
        }

        var offset = 0L;
        foreach (var (name, type, dimensions, data) in _tensors)
        {
            Text(writer, name);
            writer.Write((uint)dimensions.Length);
            foreach (var dimension in dimensions)
            {
                writer.Write(dimension);
            }

            writer.Write(type);
            writer.Write(offset);
            offset += Aligned(data.Length);
        }

        foreach (var (_, _, _, data) in _tensors)
        {
            writer.Write(new byte[Aligned(stream.Length) - stream.Length]);
            writer.Write(data);
        }

        return stream.ToArray();
    }

    private long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Value(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case uint number: writer.Write(4u); writer.Write(number); break;
            case int number: writer.Write(5u); writer.Write(number); break;
            case ulong number: writer.Write(10u); writer.Write(number); break;
            case float number: writer.Write(6u); writer.Write(number); break;
            case bool flag: writer.Write(7u); writer.Write(flag); break;
            case string text: writer.Write(8u); Text(writer, text); break;
            case string[] texts:
                writer.Write(9u);
                writer.Write(8u);
                writer.Write((ulong)texts.Length);
                Array.ForEach(texts, text => Text(writer, text));
                break;
            case int[] numbers:
                writer.Write(9u);
                writer.Write(5u);
                writer.Write((ulong)numbers.Length);
                Array.ForEach(numbers, writer.Write);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
