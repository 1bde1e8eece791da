using System.Buffers.Binary;
using HybridAi.Import.Gguf;

namespace HybridAi.Import.Weights;

/// <summary>Takes quantised blocks apart into codes, scales and offsets (see <see cref="AffineFormat"/>).</summary>
/// <remarks>Block layouts as defined by ggml (<c>ggml-common.h</c>, <c>ggml-quants.c</c>). All half-precision values are little-endian.</remarks>
internal static class AffineUnpacker
{
    /// <summary>Values of the non-linear 4-bit type, from ggml's <c>kvalues_iq4nl</c>, plus 128.</summary>
    private static ReadOnlySpan<byte> Iq4Codes =>
        [1, 24, 45, 63, 79, 93, 106, 118, 129, 141, 153, 166, 181, 197, 217, 241];

    /// <summary>Unpacks whole blocks.</summary>
    /// <param name="type">A type that <see cref="AffineFormat.Of"/> knows.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="codes">One code per weight.</param>
    /// <param name="scales">One scale per group.</param>
    /// <param name="offsets">One offset per group; zero for types without.</param>
    public static void Unpack(
        GgufType type, ReadOnlySpan<byte> blocks, Span<byte> codes, Span<float> scales, Span<float> offsets)
    {
        GgufTypes.TryGetBlock((uint)type, out var weights, out var bytes);
        var groups = weights / AffineFormat.Of(type)!.Group;
        offsets[..(codes.Length / weights * groups)].Clear();
        for (int block = 0, count = codes.Length / weights; block < count; block++)
        {
            var source = blocks.Slice(block * bytes, bytes);
            var target = codes.Slice(block * weights, weights);
            var scale = scales.Slice(block * groups, groups);
            var offset = offsets.Slice(block * groups, groups);
            switch (type)
            {
                case GgufType.Q4_0:
                    scale[0] = Half(source);
                    Nibbles(source[2..], target);
                    break;
                case GgufType.Q4_1:
                    (scale[0], offset[0]) = (Half(source), Half(source[2..]));
                    Nibbles(source[4..], target);
                    break;
                case GgufType.Q5_0:
                    scale[0] = Half(source);
                    FiveBits(BinaryPrimitives.ReadUInt32LittleEndian(source[2..]), source[6..], target);
                    break;
                case GgufType.Q5_1:
                    (scale[0], offset[0]) = (Half(source), Half(source[2..]));
                    FiveBits(BinaryPrimitives.ReadUInt32LittleEndian(source[4..]), source[8..], target);
                    break;
                case GgufType.Q8_0:
                    scale[0] = Half(source);
                    SignedBytes(source[2..], target);
                    break;
                case GgufType.IQ4_NL:
                    scale[0] = Half(source);
                    Nibbles(source[2..], target);
                    foreach (ref var code in target)
                    {
                        code = Iq4Codes[code];
                    }

                    break;
                case GgufType.Q2_K: Q2K(source, target, scale, offset); break;
                case GgufType.Q3_K: Q3K(source, target, scale); break;
                case GgufType.Q4_K:
                    KScales(source, scale, offset);
                    Q4K(source[16..], target);
                    break;
                case GgufType.Q5_K:
                    KScales(source, scale, offset);
                    Q4K(source[48..], target);
                    FifthBits(source.Slice(16, 32), target);
                    break;
                case GgufType.Q6_K: Q6K(source, target, scale); break;
                default: throw new ArgumentOutOfRangeException(nameof(type));
            }
        }
    }

    private static float Half(ReadOnlySpan<byte> source) => (float)BinaryPrimitives.ReadHalfLittleEndian(source);

    /// <summary>16 bytes: low nibbles are weights 0–15, high ones 16–31.</summary>
    private static void Nibbles(ReadOnlySpan<byte> source, Span<byte> codes)
    {
        for (var i = 0; i < 16; i++)
        {
            codes[i] = (byte)(source[i] & 15);
            codes[i + 16] = (byte)(source[i] >> 4);
        }
    }

    private static void FiveBits(uint high, ReadOnlySpan<byte> source, Span<byte> codes)
    {
        Nibbles(source, codes);
        for (var i = 0; i < 32; i++)
        {
            codes[i] |= (byte)((high >> i & 1) << 4);
        }
    }

    private static void SignedBytes(ReadOnlySpan<byte> source, Span<byte> codes)
    {
        for (var i = 0; i < 32; i++)
        {
            codes[i] = (byte)(source[i] ^ 0x80);
        }
    }

    /// <summary>Eight 6-bit scales and minimums packed into 12 bytes, behind two half-precision factors.</summary>
    private static void KScales(ReadOnlySpan<byte> source, Span<float> scales, Span<float> offsets)
    {
        float d = Half(source), minimum = Half(source[2..]);
        var packed = source.Slice(4, 12);
        for (var i = 0; i < 4; i++)
        {
            scales[i] = d * (packed[i] & 63);
            offsets[i] = -(minimum * (packed[i + 4] & 63));
            scales[i + 4] = d * ((packed[i + 8] & 15) | (packed[i] >> 6 << 4));
            offsets[i + 4] = -(minimum * ((packed[i + 8] >> 4) | (packed[i + 4] >> 6 << 4)));
        }
    }

    /// <summary>Four runs of 32 bytes: low nibbles are one group of 32, high ones the next.</summary>
    private static void Q4K(ReadOnlySpan<byte> source, Span<byte> codes)
    {
        for (var run = 0; run < 4; run++)
        {
            for (var i = 0; i < 32; i++)
            {
                var pair = source[(run * 32) + i];
                codes[(run * 64) + i] = (byte)(pair & 15);
                codes[(run * 64) + 32 + i] = (byte)(pair >> 4);
            }
        }
    }

    /// <summary>Bit g of byte i is the fifth bit of weight i of group g.</summary>
    private static void FifthBits(ReadOnlySpan<byte> high, Span<byte> codes)
    {
        for (var i = 0; i < 256; i++)
        {
            codes[i] |= (byte)((high[i & 31] >> (i >> 5) & 1) << 4);
        }
    }

    private static void Q2K(ReadOnlySpan<byte> source, Span<byte> codes, Span<float> scales, Span<float> offsets)
    {
        float d = Half(source[80..]), minimum = Half(source[82..]);
        for (var i = 0; i < 16; i++)
        {
            scales[i] = d * (source[i] & 15);
            offsets[i] = -(minimum * (source[i] >> 4));
        }

        TwoBits(source.Slice(16, 64), codes);
    }

    /// <summary>Two halves of 128 weights; within one, bits 2k and 2k+1 of byte i are weight 32k + i.</summary>
    private static void TwoBits(ReadOnlySpan<byte> source, Span<byte> codes)
    {
        for (var i = 0; i < 256; i++)
        {
            codes[i] = (byte)(source[(i >> 7 << 5) + (i & 31)] >> ((i >> 5 & 3) * 2) & 3);
        }
    }

    private static void Q3K(ReadOnlySpan<byte> source, Span<byte> codes, Span<float> scales)
    {
        var d = Half(source[108..]);
        var packed = source.Slice(96, 12);
        for (var i = 0; i < 16; i++)
        {
            // Low four bits: nibbles of bytes 0–7 (low nibbles first). High two bits: bytes 8–11, two bits at a time.
            var low = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4;
            var high = packed[8 + (i & 3)] >> (i >> 2 << 1) & 3;
            scales[i] = d * ((low | high << 4) - 32);
        }

        TwoBits(source.Slice(32, 64), codes);
        for (var i = 0; i < 256; i++)
        {
            // A set mask bit means "four more"; codes are 0–7 around a zero of 4.
            codes[i] += (byte)((source[i & 31] >> (i >> 5) & 1) << 2);
        }
    }

    private static void Q6K(ReadOnlySpan<byte> source, Span<byte> codes, Span<float> scales)
    {
        var d = Half(source[208..]);
        for (var i = 0; i < 16; i++)
        {
            scales[i] = d * (sbyte)source[192 + i];
        }

        for (var half = 0; half < 2; half++)
        {
            var low = source.Slice(half * 64, 64);
            var high = source.Slice(128 + (half * 32), 32);
            var target = codes.Slice(half * 128, 128);
            for (var i = 0; i < 32; i++)
            {
                target[i] = (byte)((low[i] & 15) | (high[i] & 3) << 4);
                target[i + 32] = (byte)((low[i + 32] & 15) | (high[i] >> 2 & 3) << 4);
                target[i + 64] = (byte)((low[i] >> 4) | (high[i] >> 4 & 3) << 4);
                target[i + 96] = (byte)((low[i + 32] >> 4) | high[i] >> 6 << 4);
            }
        }
    }
}
