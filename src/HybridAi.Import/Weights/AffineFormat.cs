using HybridAi.Import.Gguf;

namespace HybridAi.Import.Weights;

/// <summary>
/// How a block-quantised type reads as <c>weight = scale · (code − Zero) + offset</c> with one scale (and offset) per group,
/// and how its codes are stored in the graph without loss.
/// </summary>
/// <param name="Group">Weights that share a scale.</param>
/// <param name="Bits">Bits of a stored code: 4 or 8.</param>
/// <param name="Zero">The code that stands for no scale.</param>
/// <param name="Centre">
/// The code that is stored as the zero point of <c>MatMulNBits</c> (8 or 128). Where it differs from <paramref name="Zero"/>
/// the difference times the scale goes into the stored offset.
/// </param>
/// <param name="HasOffset">Whether groups have an offset.</param>
internal sealed record AffineFormat(int Group, int Bits, int Zero, int Centre, bool HasOffset)
{
    private static readonly AffineFormat _q40 = new(32, 4, 8, 8, HasOffset: false);
    private static readonly AffineFormat _q41 = new(32, 4, 0, 8, HasOffset: true);
    private static readonly AffineFormat _q50 = new(32, 8, 16, 16, HasOffset: false);
    private static readonly AffineFormat _q51 = new(32, 8, 0, 16, HasOffset: true);
    private static readonly AffineFormat _byte = new(32, 8, 128, 128, HasOffset: false);
    private static readonly AffineFormat _q2K = new(16, 4, 0, 2, HasOffset: true);
    private static readonly AffineFormat _q3K = new(16, 4, 4, 4, HasOffset: false);
    private static readonly AffineFormat _q6K = new(16, 8, 32, 32, HasOffset: false);

    /// <summary>The value that is added to a code to store it.</summary>
    public int StoredShift => (Bits == 4 ? 8 : 128) - Centre;

    /// <summary>The format of a quantised type; <see langword="null"/> for float types and types that are not supported.</summary>
    public static AffineFormat? Of(GgufType type) => type switch
    {
        GgufType.Q4_0 => _q40,
        GgufType.Q4_1 or GgufType.Q4_K => _q41,
        GgufType.Q5_0 => _q50,
        GgufType.Q5_1 or GgufType.Q5_K => _q51,
        GgufType.Q8_0 or GgufType.IQ4_NL => _byte,
        GgufType.Q2_K => _q2K,
        GgufType.Q3_K => _q3K,
        GgufType.Q6_K => _q6K,
        _ => null,
    };
}
