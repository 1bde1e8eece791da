using System.Numerics;

namespace HybridAi.OnnxRuntimeGenAI.Sampling;

/// <summary>xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64: the same seed gives the same numbers everywhere.</summary>
/// <remarks><see cref="Random"/> promises no sequence across versions. Not for secrets. Mutable: keep it in a field.</remarks>
internal struct RandomSource
{
    private ulong _a, _b, _c, _d;

    public RandomSource(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>The next number, all 64 bits random.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>The next number from 0 to below 1, a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
