using System.Security.Cryptography;
using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>Addresses of wallets: base58check (double SHA-256), bech32 and bech32m (BIP 173, BIP 350), Ethereum by context.</summary>
internal static class CryptoDetector
{
    /// <summary>Fewest characters of an address.</summary>
    public const int Shortest = 26;

    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static readonly int s_group = ContextCues.Table.Id("CRYPTO");

    public static void Find(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        ReadOnlySpan<char> value = text[start..end];
        if (value.Length is < Shortest or > 90)
        {
            return;
        }

        if ((value[0] is '1' or '3' && value.Length <= 35 && IsBase58Check(value)) || (value[..3].Equals("bc1", StringComparison.OrdinalIgnoreCase) && IsBech32(value)))
        {
            found.Add("CRYPTO", "bitcoin", start, value.Length, 1, validated: true);
        }
        else if (value.Length == 42 && value.StartsWith("0x", StringComparison.Ordinal) && !value[2..].ContainsAnyExcept(CharSets.Hex))
        {
            context.Read(start, end);
            double score = 0.4 + context.Boost(s_group);
            if (score >= min)
            {
                found.Add("CRYPTO", "ethereum", start, value.Length, score);
            }
        }
    }

    private static bool IsBase58Check(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[25];
        bytes.Clear();
        foreach (char c in value)
        {
            int carry = Base58.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0)
            {
                return false;
            }

            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0)
            {
                return false;
            }
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[21..]);
    }

    private static bool IsBech32(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<uint> generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        uint check = 1;
        ReadOnlySpan<byte> prefix = [3, 3, 0, 2, 3];
        for (int i = 0; i < prefix.Length + value.Length - 3; i++)
        {
            int v = i < prefix.Length ? prefix[i] : Bech32.IndexOf(char.ToLowerInvariant(value[i - prefix.Length + 3]), StringComparison.Ordinal);
            if (v < 0)
            {
                return false;
            }

            uint top = check >> 25;
            check = ((check & 0x1ffffff) << 5) ^ (uint)v;
            for (int g = 0; g < 5; g++)
            {
                check ^= ((top >> g) & 1) != 0 ? generators[g] : 0;
            }
        }

        return check is 1 or 0x2bc830a3;
    }
}
