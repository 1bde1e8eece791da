namespace HybridAi.Testing;

/// <summary>A hash that is the same in every process (FNV-1a, 64 bits, with a final mix).</summary>
internal static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }

    /// <summary>A number in 0..1, below 1.</summary>
    public static double Share(string text) => (Of(text) >> 11) * (1.0 / (1UL << 53));
}
