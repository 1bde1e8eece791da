namespace HybridAi;

/// <summary>Hashes of words and n-grams. The word hash is polynomial, so that the hash without one letter costs O(1).</summary>
internal static class NgramHash
{
    /// <summary>Base of the polynomial; odd, so that no letter is lost modulo 2^32.</summary>
    public const uint Base = 0x2C1B3C6D;

    private const uint Numbers = 0xA5A50001;
    private const uint Symbols = 0x5A5A0001;

    /// <summary>The hash of a word in folded (lower-case ASCII) letters.</summary>
    public static uint Word(ReadOnlySpan<char> letters)
    {
        uint hash = 0;
        foreach (char c in letters) hash = (hash * Base) + c;
        return hash;
    }

    /// <summary>The word hash that stands for every number of so many digits.</summary>
    public static uint Number(int digits, bool hasFraction) =>
        Numbers + (uint)(Math.Min(digits, 6) * 2) + (hasFraction ? 1u : 0u);

    /// <summary>The word hash of a symbol.</summary>
    public static uint Symbol(byte code) => Symbols + code;

    /// <summary>The hash of two words in a row, before mixing.</summary>
    public static uint Pair(uint first, uint second) => (first * 0x9E3779B1) ^ ((second + 0x7F4A7C15) * 0x85EBCA77);

    /// <summary>Spreads a hash over all 32 bits (the finaliser of MurmurHash3, public domain).</summary>
    public static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
