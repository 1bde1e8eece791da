using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi;

/// <summary>
/// The file of tier-1 heads: little-endian; magic, version, sizes, fingerprint, standardisation, blend, heads, and the first 8 bytes of the
/// SHA-256 of all that. Sizes are checked before anything is allocated.
/// </summary>
internal static class ProbeHeadsFormat
{
    public const int MaxDimensions = 1 << 16;
    public const int MaxHeads = 8;
    public const int MaxFingerprint = 128;

    private const uint Magic = 0x31544148; // "HAT1"
    private const ushort Version = 1;
    private const int HashLength = 8;
    private const int MaxLength = 4 << 20;

    public static byte[] Write(ProbeHeads heads)
    {
        byte[] content = Content(heads);
        return [.. content, .. SHA256.HashData(content).AsSpan(0, HashLength)];
    }

    public static string RevisionOf(ProbeHeads heads) => RevisionOf(SHA256.HashData(Content(heads)));

    public static ProbeHeads Read(ReadOnlySpan<byte> data)
    {
        if (data.Length is < 64 or > MaxLength) throw Bad("its length is out of bounds");
        if (BinaryPrimitives.ReadUInt32LittleEndian(data) != Magic) throw Bad("it is not a file of probe heads");
        if (BinaryPrimitives.ReadUInt16LittleEndian(data[4..]) != Version) throw Bad("it was written by another version; train it again");
        var content = data[..^HashLength];
        if (!SHA256.HashData(content).AsSpan(0, HashLength).SequenceEqual(data[^HashLength..])) throw Bad("its checksum is wrong");

        var reader = new Cursor(content[6..]);
        int count = reader.Byte();
        string fingerprint = reader.Ascii();
        int dimensions = reader.Int32();
        if (count is 0 or > MaxHeads || dimensions is <= 0 or > MaxDimensions || 4L * dimensions * (count + 2) > reader.Left)
            throw Bad("its sizes are out of bounds");
        float clip = reader.Single();
        var blend = new ProbeBlend(reader.Double(), reader.Double(), reader.Double(), reader.Double());
        float[] means = reader.Singles(dimensions), scales = reader.Singles(dimensions);
        var heads = new ProbeHead[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                string name = reader.Ascii();
                double bias = reader.Double(), slope = reader.Double(), offset = reader.Double();
                heads[i] = new ProbeHead(name, reader.Singles(dimensions), bias, slope, offset);
            }

            if (reader.Left != 0) throw Bad("its length does not match its sizes");
            return new ProbeHeads(fingerprint, means, scales, heads, blend, clip);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(Bad("a value is out of bounds").Message, e);
        }
    }

    private static byte[] Content(ProbeHeads heads)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write((byte)heads.Heads.Count);
        WriteAscii(writer, heads.ModelFingerprint);
        writer.Write(heads.Dimensions);
        writer.Write(heads.Clip);
        writer.Write(heads.Blend.Offset);
        writer.Write(heads.Blend.Lexical);
        writer.Write(heads.Blend.Need);
        writer.Write(heads.Blend.Competence);
        foreach (float value in heads.Means) writer.Write(value);
        foreach (float value in heads.Scales) writer.Write(value);
        foreach (var head in heads.Heads)
        {
            WriteAscii(writer, head.Name);
            writer.Write(head.Bias);
            writer.Write(head.Slope);
            writer.Write(head.Offset);
            foreach (float value in head.Weights) writer.Write(value);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static void WriteAscii(BinaryWriter writer, string text)
    {
        writer.Write((byte)text.Length);
        writer.Write(Encoding.ASCII.GetBytes(text));
    }

    private static string RevisionOf(ReadOnlySpan<byte> hash) => Convert.ToHexString(hash[..HashLength]).ToLowerInvariant();

    private static InvalidDataException Bad(string why) => new($"The probe heads cannot be loaded: {why}.");

    private ref struct Cursor(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public readonly int Left => _rest.Length;

        public byte Byte() => Take(1)[0];

        public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

        public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

        public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

        public string Ascii() => Encoding.ASCII.GetString(Take(Byte()));

        public float[] Singles(int count)
        {
            var bytes = Take(4 * count);
            if (BitConverter.IsLittleEndian) return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
            var values = new float[count];
            for (int i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
            return values;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length) throw Bad("it is too short");
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
