namespace HybridAi.Import.Gguf;

/// <summary>Types of GGUF metadata values, with the numbers of the file format.</summary>
internal enum GgufValueType
{
    UInt8 = 0,
    Int8 = 1,
    UInt16 = 2,
    Int16 = 3,
    UInt32 = 4,
    Int32 = 5,
    Float32 = 6,
    Bool = 7,
    String = 8,
    Array = 9,
    UInt64 = 10,
    Int64 = 11,
    Float64 = 12,
}

/// <summary>Where a metadata value lies in the header; decoded only when asked for, so that opening a file allocates little.</summary>
/// <param name="Type">The value's type; for an array, the type of its elements.</param>
/// <param name="IsArray">Whether it is an array.</param>
/// <param name="Count">Number of elements; 1 for a scalar.</param>
/// <param name="Offset">Position of the first element in the file.</param>
internal readonly record struct GgufValue(GgufValueType Type, bool IsArray, int Count, int Offset);
