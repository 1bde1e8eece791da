using System.Runtime.Intrinsics;

namespace HybridAi.Import.Weights;

/// <summary>Rounds floats to 8-bit codes around 128 with one scale per group: scale = largest magnitude / 127.</summary>
internal static class SymmetricQuantizer
{
    /// <summary>Quantises a row whose length is a multiple of <paramref name="group"/> (a multiple of 8).</summary>
    public static void Quantize(ReadOnlySpan<float> weights, int group, Span<byte> codes, Span<float> scales)
    {
        for (var g = 0; g < scales.Length; g++)
        {
            var from = weights.Slice(g * group, group);
            var to = codes.Slice(g * group, group);
            var peaks = Vector256<float>.Zero;
            for (var i = 0; i < from.Length; i += Vector256<float>.Count)
            {
                peaks = Vector256.Max(peaks, Vector256.Abs(Vector256.Create(from[i..])));
            }

            var peak = 0f;
            for (var i = 0; i < Vector256<float>.Count; i++)
            {
                peak = MathF.Max(peak, peaks[i]);
            }

            var scale = scales[g] = peak / 127f;
            // A peak so small that its scale has no finite inverse rounds to zero.
            var inverse = scale > float.Epsilon * (1 << 22) ? 1 / scale : 0;
            for (var i = 0; i < from.Length; i++)
            {
                // Adding and subtracting 1.5·2^23 rounds to nearest even, as MathF.Round does, at a fraction of its cost.
                var rounded = (from[i] * inverse) + 12582912f;
                to[i] = (byte)(BitConverter.SingleToInt32Bits(rounded) + 128);
            }
        }
    }
}
