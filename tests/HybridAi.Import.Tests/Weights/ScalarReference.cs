namespace HybridAi.Import.Weights;

/// <summary>
/// Weight by weight from the published block layouts: the position of weight i is computed, nothing is unrolled or shared
/// with the importer. Slow, and only for comparison.
/// </summary>
internal static class ScalarReference
{
    public static float Weight(string type, ReadOnlySpan<byte> block, int i) => type switch
    {
        "F32" => BitConverter.ToSingle(block[(4 * i)..]),
        "F16" => Half(block, 2 * i),
        "BF16" => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(block[(2 * i)..]) << 16),
        "Q4_0" => Half(block, 0) * (Nibble32(block[2..], i) - 8),
        "Q4_1" => (Half(block, 0) * Nibble32(block[4..], i)) + Half(block, 2),
        "Q5_0" => Half(block, 0) * (Nibble32(block[6..], i) + (16 * Bit(block[2..], i)) - 16),
        "Q5_1" => (Half(block, 0) * (Nibble32(block[8..], i) + (16 * Bit(block[4..], i)))) + Half(block, 2),
        "Q8_0" => Half(block, 0) * (sbyte)block[2 + i],
        "IQ4_NL" => Half(block, 0)
            * new[] { -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113 }[Nibble32(block[2..], i)],
        "Q2_K" => (Half(block, 80) * (block[i / 16] & 15) * TwoBits(block[16..], i)) - (Half(block, 82) * (block[i / 16] >> 4)),
        "Q3_K" => Half(block, 108) * (SixBits3(block.Slice(96, 12), i / 16) - 32)
            * (TwoBits(block[32..], i) - (((block[i % 32] >> (i / 32)) & 1) == 0 ? 4 : 0)),
        "Q4_K" => WithMinimum(block, i, Nibble64(block[16..], i)),
        "Q5_K" => WithMinimum(block, i, Nibble64(block[48..], i) + (16 * ((block[16 + (i % 32)] >> (i / 32)) & 1))),
        "Q6_K" => Half(block, 208) * (sbyte)block[192 + (i / 16)] * (SixBits6(block, i) - 32),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static float Half(ReadOnlySpan<byte> block, int at) => (float)BitConverter.ToHalf(block[at..]);

    private static int Bit(ReadOnlySpan<byte> bits, int i) => (bits[i / 8] >> (i % 8)) & 1;

    private static int Nibble32(ReadOnlySpan<byte> codes, int i) => i < 16 ? codes[i] % 16 : codes[i - 16] / 16;

    /// <summary>32 bytes hold 64 weights: their low halves first.</summary>
    private static int Nibble64(ReadOnlySpan<byte> codes, int i)
    {
        var pair = codes[(i / 64 * 32) + (i % 32)];
        return i % 64 < 32 ? pair % 16 : pair / 16;
    }

    /// <summary>32 bytes hold 128 weights, two bits each.</summary>
    private static int TwoBits(ReadOnlySpan<byte> codes, int i) => (codes[(i / 128 * 32) + (i % 32)] >> (i % 128 / 32 * 2)) & 3;

    private static float WithMinimum(ReadOnlySpan<byte> block, int i, int code)
    {
        var group = i / 32;
        var packed = block.Slice(4, 12);
        var (scale, minimum) = group < 4
            ? (packed[group] & 63, packed[group + 4] & 63)
            : ((packed[group + 4] & 15) + (packed[group - 4] / 64 * 16), (packed[group + 4] / 16) + (packed[group] / 64 * 16));
        return (Half(block, 0) * scale * code) - (Half(block, 2) * minimum);
    }

    /// <summary>Sixteen 6-bit scales of Q3_K: low nibbles in bytes 0–7, the upper two bits of four scales in each byte from 8 on.</summary>
    private static int SixBits3(ReadOnlySpan<byte> packed, int group)
    {
        var low = group < 8 ? packed[group] % 16 : packed[group - 8] / 16;
        return low + (16 * ((packed[8 + (group % 4)] >> (2 * (group / 4))) & 3));
    }

    private static int SixBits6(ReadOnlySpan<byte> block, int i)
    {
        var (half, quarter, at) = (i / 128, i % 128 / 32, i % 32);
        var low = block[(64 * half) + (32 * (quarter % 2)) + at];
        return (quarter < 2 ? low % 16 : low / 16) + (16 * ((block[128 + (32 * half) + at] >> (2 * quarter)) & 3));
    }
}
