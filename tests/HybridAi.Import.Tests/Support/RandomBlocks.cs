using HybridAi.Import.Gguf;
using HybridAi.Import.Weights;

namespace HybridAi.Import.Support;

/// <summary>Random weights in the blocks of any type.</summary>
internal static class RandomBlocks
{
    /// <summary>Blocks with random codes and scales, and factors that keep weights within about <paramref name="peak"/>.</summary>
    public static byte[] Create(Random random, GgufType type, int count, float peak)
    {
        GgufTypes.TryGetBlock((uint)type, out var weights, out var bytes);
        var data = new byte[count / weights * bytes];
        random.NextBytes(data);

        // Where the half-precision factors lie, and the largest number each is multiplied with.
        (int At, int Largest)[] factors = type switch
        {
            GgufType.Q4_0 => [(0, 8)],
            GgufType.Q5_0 => [(0, 16)],
            GgufType.Q8_0 or GgufType.IQ4_NL => [(0, 128)],
            GgufType.Q4_1 => [(0, 15), (2, 1)],
            GgufType.Q5_1 => [(0, 31), (2, 1)],
            GgufType.Q2_K => [(80, 45), (82, 15)],
            GgufType.Q3_K => [(108, 128)],
            GgufType.Q4_K => [(0, 63 * 15), (2, 63)],
            GgufType.Q5_K => [(0, 63 * 31), (2, 63)],
            GgufType.Q6_K => [(208, 128 * 32)],
            _ => [],
        };
        for (var start = 0; start < data.Length; start += bytes)
        {
            foreach (var (at, largest) in factors)
            {
                BitConverter.TryWriteBytes(data.AsSpan(start + at), (Half)(peak / largest * ((2 * random.NextDouble()) - 1)));
            }

            var value = peak * (float)((2 * random.NextDouble()) - 1);
            switch (type)
            {
                case GgufType.F32: BitConverter.TryWriteBytes(data.AsSpan(start), value); break;
                case GgufType.F16: BitConverter.TryWriteBytes(data.AsSpan(start), (Half)value); break;
                case GgufType.BF16: BitConverter.TryWriteBytes(data.AsSpan(start), (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)); break;
            }
        }

        return data;
    }

    /// <summary>The weights by the scalar reference.</summary>
    public static float[] Read(GgufType type, byte[] data)
    {
        GgufTypes.TryGetBlock((uint)type, out var weights, out var bytes);
        var values = new float[data.Length / bytes * weights];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ScalarReference.Weight(type.ToString(), data.AsSpan(i / weights * bytes, bytes), i % weights);
        }

        return values;
    }
}
