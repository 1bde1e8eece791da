namespace HybridAi.Privacy.Detectors;

/// <summary>Check digit rules shared by several identifiers. All take the bare characters, without separators.</summary>
internal static class Checksums
{
    /// <summary>ISO/IEC 7812-1 annex B.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        bool twice = false;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            int d = digits[i] - '0';
            if (twice && (d *= 2) > 9)
            {
                d -= 9;
            }

            sum += d;
            twice = !twice;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 7064 mod 97-10 over digits and letters (A = 10), the first <paramref name="rotate"/> characters moved to the end.</summary>
    public static int Mod97(ReadOnlySpan<char> text, int rotate = 0)
    {
        int rest = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[(i + rotate) % text.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + (c | 0x20) - 'a' + 10) % 97;
        }

        return rest;
    }
}
