using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HybridAi.Import.Gguf;

namespace HybridAi.Import.Weights;

/// <summary>Reads weights of any supported type as 32-bit floats, exactly as ggml defines them.</summary>
internal static class Dequantizer
{
    public static bool Supports(GgufType type) =>
        type is GgufType.F32 or GgufType.F16 or GgufType.BF16 || AffineFormat.Of(type) is not null;

    /// <summary>Dequantises whole blocks.</summary>
    public static void Dequantize(GgufType type, ReadOnlySpan<byte> source, Span<float> weights)
    {
        switch (type)
        {
            case GgufType.F32:
                MemoryMarshal.Cast<byte, float>(source)[..weights.Length].CopyTo(weights);
                return;
            case GgufType.F16:
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]);
                }

                return;
            case GgufType.BF16:
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i] = BitConverter.UInt32BitsToSingle(
                        (uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                }

                return;
        }

        var format = AffineFormat.Of(type) ?? throw new ArgumentOutOfRangeException(nameof(type));
        var groups = weights.Length / format.Group;
        var codes = ArrayPool<byte>.Shared.Rent(weights.Length);
        var factors = ArrayPool<float>.Shared.Rent(2 * groups);
        var scales = factors.AsSpan(0, groups);
        var offsets = factors.AsSpan(groups, groups);
        AffineUnpacker.Unpack(type, source, codes.AsSpan(0, weights.Length), scales, offsets);
        for (var group = 0; group < groups; group++)
        {
            float scale = scales[group], offset = offsets[group];
            var from = codes.AsSpan(group * format.Group, format.Group);
            var to = weights.Slice(group * format.Group, format.Group);
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = (scale * (from[i] - format.Zero)) + offset;
            }
        }

        ArrayPool<byte>.Shared.Return(codes);
        ArrayPool<float>.Shared.Return(factors);
    }
}
