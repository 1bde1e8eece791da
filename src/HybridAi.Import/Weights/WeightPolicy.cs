namespace HybridAi.Import.Weights;

/// <summary>Which matrices keep their exact form and which are rounded to 8 bits (docs/reference/model-import.md).</summary>
/// <param name="KeepFloats">Float matrices stay 32-bit floats.</param>
/// <param name="KeepOffsets4">4-bit codes with offsets stay what they are.</param>
/// <param name="KeepOffsets8">So do codes with offsets that are stored in 8 bits (5-bit sources).</param>
internal sealed record WeightPolicy(bool KeepFloats, bool KeepOffsets4, bool KeepOffsets8)
{
    /// <summary>From here on the exact form of 4-bit weights with offsets is smaller and decodes no slower.</summary>
    public const long ExactFrom = 1_000_000_000;

    /// <summary>The policy for a model.</summary>
    /// <param name="precision">What was asked for.</param>
    /// <param name="parameters">Number of weights.</param>
    public static WeightPolicy For(ImportPrecision precision, long parameters) => precision switch
    {
        ImportPrecision.Exact => new(KeepFloats: true, KeepOffsets4: true, KeepOffsets8: true),
        ImportPrecision.Int8 => new(KeepFloats: false, KeepOffsets4: false, KeepOffsets8: false),

        // Offsets beside 8-bit codes would be larger than plain 8 bits, and slower: never by default.
        _ => new(KeepFloats: false, KeepOffsets4: parameters >= ExactFrom, KeepOffsets8: false),
    };

    /// <summary>Whether a matrix of the given format (<see langword="null"/>: floats) is stored as it is.</summary>
    public bool Keeps(AffineFormat? format) => format switch
    {
        null => KeepFloats,
        { HasOffset: false } => true,
        { Bits: 4 } => KeepOffsets4,
        _ => KeepOffsets8,
    };
}
