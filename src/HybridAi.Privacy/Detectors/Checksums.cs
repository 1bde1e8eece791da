namespace HybridAi.Privacy.Detectors;

/// <summary>Check digit rules shared by several identifiers. All take the bare upper-case characters, without separators.</summary>
internal static class Checksums
{
    private static ReadOnlySpan<byte> VerhoeffProduct =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 0, 6, 7, 8, 9, 5, 2, 3, 4, 0, 1, 7, 8, 9, 5, 6, 3, 4, 0, 1, 2, 8, 9, 5, 6, 7,
        4, 0, 1, 2, 3, 9, 5, 6, 7, 8, 5, 9, 8, 7, 6, 0, 4, 3, 2, 1, 6, 5, 9, 8, 7, 1, 0, 4, 3, 2, 7, 6, 5, 9, 8, 2, 1, 0, 4, 3,
        8, 7, 6, 5, 9, 3, 2, 1, 0, 4, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private static ReadOnlySpan<byte> VerhoeffTurn =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 5, 7, 6, 2, 8, 3, 0, 9, 4, 5, 8, 0, 3, 7, 9, 6, 1, 4, 2, 8, 9, 1, 6, 0, 4, 3, 5, 2, 7,
        9, 4, 5, 3, 1, 2, 6, 8, 7, 0, 4, 2, 8, 6, 5, 7, 3, 9, 0, 1, 2, 7, 9, 3, 8, 0, 6, 4, 1, 5, 7, 0, 4, 6, 9, 1, 3, 2, 5, 8,
    ];

    /// <summary>Digit value of a digit, 10 to 35 of an upper-case letter.</summary>
    public static int Value(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;

    /// <summary>ISO/IEC 7812-1 annex B.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        bool twice = false;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            int d = digits[i] - '0';
            sum += twice ? d < 5 ? 2 * d : (2 * d) - 9 : d;
            twice = !twice;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 7064 mod 97-10 over digits and letters (A = 10), read from <paramref name="rotate"/> on and around.</summary>
    public static int Mod97(ReadOnlySpan<char> text, int rotate = 0)
    {
        int rest = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int v = Value(text[(i + rotate) % text.Length]);
            rest = ((rest * (v > 9 ? 100 : 10)) + v) % 97;
        }

        return rest;
    }

    /// <summary>Sum of digit × weight, as many as there are weights.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        int sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += Value(digits[i]) * weights[i];
        }

        return sum;
    }

    /// <summary>Sum of the digit sums of digit × weight.</summary>
    public static int WeightedDigitSums(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        int sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            int p = (digits[i] - '0') * weights[i];
            sum += (p / 10) + (p % 10);
        }

        return sum;
    }

    /// <summary>ISO 7064 mod 11,10: Germany's tax numbers, Croatia's OIB.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        int product = 10;
        foreach (char c in digits[..^1])
        {
            int sum = (c - '0' + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>ICAO 9303 part 3: weights 7, 3, 1 over digits and letters.</summary>
    public static int Icao731(ReadOnlySpan<char> text)
    {
        int sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            sum += Value(text[i]) * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
        }

        return sum % 10;
    }

    /// <summary>Verhoeff's dihedral check: India, Nigeria.</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        int c = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            c = VerhoeffProduct[(c * 10) + VerhoeffTurn[(i % 8 * 10) + digits[^(i + 1)] - '0']];
        }

        return c == 0;
    }

    /// <summary>Whether two digits each of year, month and day can be a date.</summary>
    public static bool IsDate(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= (month == 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    /// <summary>Two digits as a number.</summary>
    public static int Two(ReadOnlySpan<char> text, int at) => ((text[at] - '0') * 10) + text[at + 1] - '0';

    /// <summary>All characters the same.</summary>
    public static bool AllSame(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(text[0]);
}
