using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridAi;

/// <summary>
/// The file of a tier-0 classifier: little-endian; magic, version, sizes, tables, and a 64-bit checksum at the end. Sizes are checked
/// before anything is allocated.
/// </summary>
internal static class ClassifierFormat
{
    private const uint Magic = 0x30544148; // "HAT0"
    private const ushort Version = 1;
    private const int MaxBits = 18;

    /// <summary>Largest file that is read.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Writes a model.</summary>
    public static byte[] Write(ClassifierModel model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var vocabulary = model.Vocabulary;
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write((byte)int.Log2(vocabulary.BaseSize));
        writer.Write((byte)int.Log2(vocabulary.TypoTags.Length));
        writer.Write((ushort)vocabulary.Words.Length);
        writer.Write((byte)Structure.Count);
        writer.Write((byte)ClassifierModel.Tasks);
        writer.Write(model.StructureClip);
        writer.Write(model.LengthPower);
        writer.Write(model.LengthOffset);
        writer.Write(model.TaskScale);
        writer.Write(model.Intercept);
        writer.Write(model.CalibrationSlope);
        writer.Write(model.CalibrationOffset);
        foreach (float[] values in new[]
                 {
                     model.StructureMeans, model.StructureScales, model.StructureWeights, model.TaskIntercepts, model.TaskStructureWeights,
                 })
            foreach (float value in values) writer.Write(value);
        foreach (ushort tag in vocabulary.Tags) writer.Write(tag);
        foreach (ushort weight in model.Weights) writer.Write(weight);
        foreach (sbyte weight in model.TaskWeights) writer.Write(weight);
        foreach (ushort tag in vocabulary.TypoTags) writer.Write(tag);
        foreach (ushort word in vocabulary.TypoWords) writer.Write(word);
        foreach (uint word in vocabulary.Words) writer.Write(word);
        writer.Flush();
        ulong sum = Checksum(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        writer.Write(sum);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">Not such a file, another version, damaged, or out of bounds.</exception>
    public static ClassifierModel Read(ReadOnlySpan<byte> data)
    {
        if (data.Length is < 64 or > MaxLength) throw Bad("its length is out of bounds");
        ulong sum = BinaryPrimitives.ReadUInt64LittleEndian(data[^8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data) != Magic) throw Bad("it is not a classifier file");
        if (BinaryPrimitives.ReadUInt16LittleEndian(data[4..]) != Version) throw Bad("it was written by another version; train it again");
        if (Checksum(data[..^8]) != sum) throw Bad("its checksum is wrong");
        int bits = data[6], typoBits = data[7], words = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]);
        if (bits is < 6 or > MaxBits || typoBits > MaxBits || data[10] != Structure.Count || data[11] != ClassifierModel.Tasks)
            throw Bad("its sizes are out of bounds");
        int size = 1 << bits, typoSize = 1 << typoBits;
        int floats = (3 * Structure.Count) + ClassifierModel.Tasks + (Structure.Count * ClassifierModel.Tasks);
        long expected = 12L + 16 + 24 + (4L * floats) + (size * (4L + ClassifierModel.Tasks)) + (4L * typoSize) + (4L * words) + 8;
        if (expected != data.Length) throw Bad("its length does not match its sizes");

        var reader = new Cursor(data[12..]);
        float[] shape = reader.Singles(4); // clip, length power, length offset, unit of the task weights
        double intercept = reader.Double(), slope = reader.Double(), calibrationOffset = reader.Double();
        float[] means = reader.Singles(Structure.Count), scales = reader.Singles(Structure.Count), weights = reader.Singles(Structure.Count);
        float[] taskIntercepts = reader.Singles(ClassifierModel.Tasks);
        float[] taskStructure = reader.Singles(Structure.Count * ClassifierModel.Tasks);
        ushort[] tags = reader.UInt16s(size);
        ushort[] bucketWeights = reader.UInt16s(size);
        sbyte[] tasks = reader.SBytes(size * ClassifierModel.Tasks);
        ushort[] typoTags = reader.UInt16s(typoSize), typoWords = reader.UInt16s(typoSize);
        uint[] wordHashes = reader.UInt32s(words);
        if (!AreWithin(typoWords, words)) throw Bad("a table points outside another");
        return new ClassifierModel(
            new NgramVocabulary(tags, wordHashes, typoTags, typoWords), bucketWeights, means, scales, weights, shape[0], shape[1], shape[2], intercept, slope,
            calibrationOffset, tasks, shape[3], taskStructure, taskIntercepts, sum.ToString("x16", CultureInfo.InvariantCulture));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreWithin(ushort[] indexes, int count)
    {
        int largest = 0;
        foreach (ushort index in indexes) largest = Math.Max(largest, index);
        return count == 0 || largest < count; // without words the table is not used
    }

    /// <summary>A fast 64-bit checksum against damage (not against forgery): one multiplication for eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, over the whole file: never worth a slow first tier
    private static ulong Checksum(ReadOnlySpan<byte> data)
    {
        ulong hash = 0x9E3779B97F4A7C15 ^ (ulong)data.Length;
        for (; data.Length >= 8; data = data[8..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(data)) * 0xFF51AFD7ED558CCD;
            hash ^= hash >> 32;
        }

        foreach (byte b in data) hash = (hash ^ b) * 0x100000001B3;
        return hash ^ (hash >> 29);
    }

    private static InvalidDataException Bad(string why) => new($"The classifier cannot be loaded: {why}.");

    /// <summary>
    /// Copies tables out of the file. Without generic methods over numbers: in a new process each would have to be compiled, and loading is part of the
    /// first request.
    /// </summary>
    private ref struct Cursor(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public double Double()
        {
            double value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
            _rest = _rest[8..];
            return value;
        }

        public float[] Singles(int count)
        {
            var values = new float[count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(_rest[(4 * i)..]);
                if (!float.IsFinite(values[i])) throw Bad("a number is not finite");
            }

            _rest = _rest[(4 * count)..];
            return values;
        }

        public ushort[] UInt16s(int count)
        {
            var values = new ushort[count];
            Fill(values, 2 * count);
            if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(values, values);
            return values;
        }

        public uint[] UInt32s(int count)
        {
            var values = new uint[count];
            Fill(values, 4 * count);
            if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(values, values);
            return values;
        }

        public sbyte[] SBytes(int count)
        {
            var values = new sbyte[count];
            Fill(values, count);
            return values;
        }

        private void Fill(Array values, int bytes)
        {
            _rest[..bytes].CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), bytes));
            _rest = _rest[bytes..];
        }
    }
}
