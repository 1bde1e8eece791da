using System.Globalization;

namespace HybridAi.Import.Gguf;

/// <summary>The parsed header: where each metadata value lies, and the tensors with checked extents.</summary>
internal sealed record GgufHeader(
    uint Version, IReadOnlyDictionary<string, GgufValue> Metadata, IReadOnlyList<GgufTensorInfo> Tensors)
{
    private const uint Magic = 0x46554747; // "GGUF", little-endian
    private const int MaxDimensions = 4;
    private const int MaxMetadata = 100_000;
    private const int MaxTensors = 100_000;

    /// <summary>Parses the header at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The file's beginning; all of it, or as much as a header may take.</param>
    /// <param name="fileLength">Length of the whole file, against which tensor extents are checked.</param>
    /// <exception cref="ModelFormatException">The header is malformed.</exception>
    public static GgufHeader Parse(ReadOnlySpan<byte> bytes, long fileLength)
    {
        var reader = new GgufHeaderReader(bytes);
        if (bytes.Length < 24 || reader.ReadUInt32() != Magic)
        {
            throw new ModelFormatException("This is not a GGUF file.", "byte 0");
        }

        var version = reader.ReadUInt32();
        if (version is not (2 or 3))
        {
            var hint = version is 0x0200_0000 or 0x0300_0000 ? "The file is big-endian." : $"GGUF version {version} is not supported.";
            throw new ModelFormatException(hint + " Versions 2 and 3, little-endian, are.", "byte 4");
        }

        // A tensor entry takes at least 8 (name length) + 4 + 8 + 4 + 8 bytes, a metadata entry 8 + 4 + 1.
        var tensorCount = Bounded(reader.ReadCount(32, "tensors"), MaxTensors, "tensors");
        var metadataCount = Bounded(reader.ReadCount(13, "metadata entries"), MaxMetadata, "metadata entries");
        var metadata = new Dictionary<string, GgufValue>(StringComparer.Ordinal);
        for (var i = 0; i < metadataCount; i++)
        {
            var key = reader.ReadString();
            if (!metadata.TryAdd(key, reader.ReadValue()))
            {
                throw new ModelFormatException("A metadata key occurs twice.", key);
            }
        }

        var alignment = ReadAlignment(bytes, metadata);
        var entries = new List<(string Name, GgufType Type, long[] Dimensions, ulong Offset, long Length)>();
        for (var i = 0; i < tensorCount; i++)
        {
            entries.Add(ReadTensor(ref reader));
        }

        var dataStart = (reader.Position + (long)alignment - 1) / alignment * alignment;
        var tensors = new List<GgufTensorInfo>(entries.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, type, dimensions, offset, length) in entries)
        {
            if (!names.Add(name))
            {
                throw new ModelFormatException("A tensor occurs twice.", name);
            }

            if (offset % alignment != 0)
            {
                throw new ModelFormatException("The tensor's data is not aligned.", name);
            }

            if (offset > long.MaxValue / 4 || dataStart + (long)offset > fileLength - length)
            {
                throw new ModelFormatException("The tensor's data lies beyond the end of the file; it may be truncated.", name);
            }

            tensors.Add(new(name, type, dimensions, dataStart + (long)offset, length));
        }

        return new(version, metadata, tensors);
    }

    private static (string Name, GgufType Type, long[] Dimensions, ulong Offset, long Length) ReadTensor(
        ref GgufHeaderReader reader)
    {
        var name = reader.ReadString();
        var rank = reader.ReadUInt32();
        if (rank is 0 or > MaxDimensions)
        {
            throw new ModelFormatException($"The tensor has {rank} dimensions; 1 to {MaxDimensions} are possible.", name);
        }

        var dimensions = new long[rank];
        var elements = 1L;
        for (var i = 0; i < dimensions.Length; i++)
        {
            var dimension = reader.ReadUInt64();
            if (dimension is 0 or > int.MaxValue || elements > (1L << 48) / (long)dimension)
            {
                throw new ModelFormatException("The tensor's size is impossible.", name);
            }

            dimensions[i] = (long)dimension;
            elements *= (long)dimension;
        }

        var type = reader.ReadUInt32();
        if (!GgufTypes.TryGetBlock(type, out var weights, out var bytes))
        {
            throw new ModelFormatException($"Tensor type {type} is not known.", name);
        }

        if (dimensions[0] % weights != 0)
        {
            throw new ModelFormatException(
                $"A row of {dimensions[0]} weights is no multiple of the {weights} that a block of {(GgufType)type} holds.", name);
        }

        return (name, (GgufType)type, dimensions, reader.ReadUInt64(), elements / weights * bytes);
    }

    private static uint ReadAlignment(ReadOnlySpan<byte> bytes, Dictionary<string, GgufValue> metadata)
    {
        const string key = "general.alignment";
        if (!metadata.TryGetValue(key, out var value))
        {
            return 32;
        }

        var alignment = value is { Type: GgufValueType.UInt32, IsArray: false }
            ? new GgufHeaderReader(bytes, value.Offset).ReadUInt32() : 0;
        return alignment is >= 8 and <= 65536 && uint.IsPow2(alignment)
            ? alignment
            : throw new ModelFormatException("The alignment must be a power of two from 8 to 65536.", key);
    }

    private static int Bounded(int count, int limit, string what) => count <= limit
        ? count
        : throw new ModelFormatException(string.Create(
            CultureInfo.InvariantCulture, $"The file states {count} {what}; the limit is {limit}."));
}
