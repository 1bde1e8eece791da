using System.Runtime.InteropServices;

namespace HybridAi.Import.Graph;

/// <summary>Cosines and sines of the rotary position embedding (RoFormer, arXiv 2104.09864), one row per position.</summary>
internal sealed class RotaryTable
{
    private readonly double[] _frequencies;

    /// <param name="shape">The decoder.</param>
    /// <param name="factors">Divisors per frequency (<c>rope_freqs</c> of Llama 3.x); empty for none.</param>
    public RotaryTable(DecoderShape shape, ReadOnlySpan<float> factors)
    {
        _frequencies = new double[shape.HeadSize / 2];
        for (var i = 0; i < _frequencies.Length; i++)
        {
            _frequencies[i] = Math.Pow(shape.RopeBase, -2.0 * i / shape.HeadSize) / shape.RopeScale
                / (factors.IsEmpty ? 1 : factors[i]);
        }
    }

    /// <summary>Rows of little-endian floats for some positions.</summary>
    public byte[] Rows(long first, int count, bool sine)
    {
        var values = new float[count * _frequencies.Length];
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < _frequencies.Length; i++)
            {
                var angle = (first + row) * _frequencies[i];
                values[(row * _frequencies.Length) + i] = (float)(sine ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        return MemoryMarshal.AsBytes<float>(values).ToArray();
    }
}
