using HybridAi.Import.Gguf;

namespace HybridAi.Import;

/// <summary>What a GGUF file states about one tensor. Immutable.</summary>
public sealed record GgufTensorInfo
{
    internal GgufTensorInfo(string name, GgufType type, IReadOnlyList<long> dimensions, long offset, long byteLength) =>
        (Name, Type, Dimensions, Offset, ByteLength) = (name, type, dimensions, offset, byteLength);

    /// <summary>Name, such as <c>blk.0.attn_q.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Name of the element type, such as <c>Q4_K</c>.</summary>
    public string TypeName => Type.ToString();

    /// <summary>Dimensions, fastest varying first: a matrix is (columns, rows). One to four.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>Size in bytes inside the file.</summary>
    public long ByteLength { get; }

    /// <summary>Number of weights.</summary>
    public long ElementCount => Dimensions.Aggregate(1L, static (product, dimension) => product * dimension);

    internal GgufType Type { get; }

    /// <summary>Absolute position in the file.</summary>
    internal long Offset { get; }

    internal long Columns => Dimensions[0];

    internal long Rows => ElementCount / Columns;
}
