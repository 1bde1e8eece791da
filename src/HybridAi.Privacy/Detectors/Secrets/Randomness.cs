namespace HybridAi.Privacy.Detectors.Secrets;

/// <summary>Whether a string looks drawn by a machine.</summary>
internal static class Randomness
{
    /// <summary>Shannon entropy in bits per character.</summary>
    public static double Entropy(ReadOnlySpan<char> value)
    {
        Span<byte> counts = stackalloc byte[128];
        counts.Clear();
        int n = Math.Min(value.Length, 200);
        foreach (char c in value[..n])
        {
            counts[c & 127]++;
        }

        double bits = 0;
        foreach (byte count in counts)
        {
            if (count > 0)
            {
                double p = (double)count / n;
                bits -= p * Math.Log2(p);
            }
        }

        return bits;
    }

    /// <summary>Changes between small letters, capitals and digits, per character: words and identifiers change seldom.</summary>
    public static double Turns(ReadOnlySpan<char> value)
    {
        int turns = 0, last = -1;
        foreach (char c in value)
        {
            int kind = char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : 3;
            turns += kind != last && last >= 0 ? 1 : 0;
            last = kind;
        }

        return value.Length < 2 ? 0 : (double)turns / (value.Length - 1);
    }

    public static bool HasDigit(ReadOnlySpan<char> value) => value.ContainsAnyInRange('0', '9');

    public static bool HasLetter(ReadOnlySpan<char> value) => value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z');
}
