using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Import;

/// <summary>How weights are stored that have no exact symmetric form in the graph.</summary>
/// <remarks>
/// Q4_0, Q5_0, Q8_0, Q6_K, Q3_K and IQ4_NL have one and are always stored exactly; this choice is about Q4_1, Q5_1, Q2_K, Q4_K and
/// Q5_K (4 or 5 bits with an offset) and about F16, BF16 and F32.
/// </remarks>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It names the stored type, as the command line does.")]
public enum ImportPrecision
{
    /// <summary>
    /// <see cref="Int8"/>; but from 1 billion parameters on, 4-bit weights with offsets (Q4_1, Q4_K, Q2_K) are stored exactly, which is smaller
    /// there and not slower.
    /// </summary>
    Auto = 0,

    /// <summary>Every weight keeps its value: codes and offsets apart, float weights as 32-bit floats (large and slow).</summary>
    Exact = 1,

    /// <summary>Such weights are rounded to 8 bits in blocks of 32: faster for small models, and their answers stay the same.</summary>
    Int8 = 2,
}
