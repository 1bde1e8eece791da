namespace HybridAi;

/// <summary>Maps a name to a number in 0..1 that is the same in every process and release, so that "x %" always means the same ones.</summary>
internal static class StableHash
{
    /// <summary>The number for a text; a purpose of its own keeps two shares independent of each other.</summary>
    public static double Share(string purpose, ReadOnlySpan<char> text)
    {
        var hash = Mix(Mix(14695981039346656037UL, purpose), text);

        // FNV alone leaves the upper bits of short texts alike; the finaliser of SplitMix64 spreads them.
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 31;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ (byte)c) * 1099511628211UL;
            hash = (hash ^ (byte)(c >> 8)) * 1099511628211UL;
        }

        return (hash ^ 0xFF) * 1099511628211UL;
    }
}
