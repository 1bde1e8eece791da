using System.Globalization;

namespace HybridAi.Import.Gguf;

/// <summary>Typed access to metadata; a value of the wrong type or out of range is a <see cref="ModelFormatException"/>.</summary>
internal sealed class GgufMetadata(GgufFile file)
{
    public bool Has(string key) => file.Header.Metadata.ContainsKey(key);

    public string GetString(string key) => FindString(key) ?? throw Missing(key);

    public string? FindString(string key) => Find(key, GgufValueType.String, array: false) is { } value
        ? new GgufHeaderReader(file.HeaderBytes, value.Offset).ReadString() : null;

    public bool? FindBool(string key) => Find(key, GgufValueType.Bool, array: false) is { } value
        ? new GgufHeaderReader(file.HeaderBytes, value.Offset).Take(1)[0] != 0 : null;

    /// <summary>An integer of any width and sign, within a range.</summary>
    public int GetInt(string key, int minimum, int maximum) => FindInt(key, minimum, maximum) ?? throw Missing(key);

    public int? FindInt(string key, int minimum, int maximum)
    {
        if (!file.Header.Metadata.TryGetValue(key, out var value))
        {
            return null;
        }

        if (value.IsArray)
        {
            throw new ModelFormatException("One number is expected, not an array (a different number per layer is not supported).", key);
        }

        var number = ReadInteger(value.Type, value.Offset) ?? throw WrongType(key, "an integer");
        return number >= minimum && number <= maximum
            ? (int)number
            : throw new ModelFormatException(
                string.Create(CultureInfo.InvariantCulture, $"The value {number} is outside {minimum} to {maximum}."), key);
    }

    public float? FindFloat(string key)
    {
        if (!file.Header.Metadata.TryGetValue(key, out var value))
        {
            return null;
        }

        var reader = new GgufHeaderReader(file.HeaderBytes, value.Offset);
        var number = value switch
        {
            { IsArray: false, Type: GgufValueType.Float32 } => BitConverter.UInt32BitsToSingle(reader.ReadUInt32()),
            { IsArray: false, Type: GgufValueType.Float64 } => (float)BitConverter.UInt64BitsToDouble(reader.ReadUInt64()),
            _ => throw WrongType(key, "a number"),
        };
        return float.IsFinite(number) ? number : throw new ModelFormatException("The value is not finite.", key);
    }

    public string[]? FindStrings(string key)
    {
        if (Find(key, GgufValueType.String, array: true) is not { } value)
        {
            return null;
        }

        var reader = new GgufHeaderReader(file.HeaderBytes, value.Offset);
        var texts = new string[value.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadString();
        }

        return texts;
    }

    public int[]? FindInts(string key)
    {
        if (Find(key, GgufValueType.Int32, array: true) is not { } value)
        {
            return null;
        }

        var reader = new GgufHeaderReader(file.HeaderBytes, value.Offset);
        var numbers = new int[value.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (int)reader.ReadUInt32();
        }

        return numbers;
    }

    private long? ReadInteger(GgufValueType type, int offset)
    {
        var reader = new GgufHeaderReader(file.HeaderBytes, offset);
        return type switch
        {
            GgufValueType.UInt8 => reader.Take(1)[0],
            GgufValueType.Int8 => (sbyte)reader.Take(1)[0],
            GgufValueType.UInt16 => System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(2)),
            GgufValueType.Int16 => System.Buffers.Binary.BinaryPrimitives.ReadInt16LittleEndian(reader.Take(2)),
            GgufValueType.UInt32 => reader.ReadUInt32(),
            GgufValueType.Int32 => (int)reader.ReadUInt32(),
            GgufValueType.UInt64 => (long)Math.Min(reader.ReadUInt64(), long.MaxValue),
            GgufValueType.Int64 => (long)reader.ReadUInt64(),
            _ => null,
        };
    }

    private GgufValue? Find(string key, GgufValueType type, bool array)
    {
        if (!file.Header.Metadata.TryGetValue(key, out var value))
        {
            return null;
        }

        return value.Type == type && value.IsArray == array
            ? value
            : throw WrongType(key, array ? $"an array of {type}" : $"a {type}");
    }

    private static ModelFormatException Missing(string key) => new("A needed metadata value is missing.", key);

    private static ModelFormatException WrongType(string key, string expected) =>
        new($"The metadata value has the wrong type; {expected} is expected.", key);
}
