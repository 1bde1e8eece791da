using System.Buffers.Binary;
using HybridAi.Privacy.Detection;

namespace HybridAi.Privacy.Detectors;

/// <summary>The public suffix list (publicsuffix.org, ICANN part) as sorted hashes of its rules.</summary>
internal static class PublicSuffixes
{
    private const int MostDots = 4;
    private static readonly uint[] s_rules = Load();
    private static readonly ulong[] s_filter = Filter();

    /// <summary>Whether somebody can own the host: a known suffix with at least one label more.</summary>
    public static bool IsRegistrable(ReadOnlySpan<char> host)
    {
        int labelStart = host.LastIndexOf('.');
        if (labelStart <= 0 || labelStart == host.Length - 1 || !Contains(Words.Hash(host[(labelStart + 1)..])))
        {
            return false;
        }

        // The whole host being a rule (co.uk) means nobody owns it.
        return host[0] != '.' && (host.Count('.') > MostDots || !Contains(Words.Hash(host)));
    }

    /// <summary>Whether the last label is a top-level domain.</summary>
    public static bool IsTopLevel(ReadOnlySpan<char> label) => Contains(Words.Hash(label));

    /// <summary>RFC 2606 names, which belong to nobody.</summary>
    public static bool IsReserved(ReadOnlySpan<char> host) =>
        EndsWithHost(host, "example.com") || EndsWithHost(host, "example.org") || EndsWithHost(host, "example.net");

    private static bool EndsWithHost(ReadOnlySpan<char> host, string name) =>
        host.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (host.Length == name.Length || host[^(name.Length + 1)] == '.');

    private static bool Contains(uint hash) =>
        (s_filter[(hash >> 6) & 1023] & (1ul << (int)(hash & 63))) != 0 && Array.BinarySearch(s_rules, hash) >= 0;

    /// <summary>A bit for what may be a rule: most that is asked is none.</summary>
    private static ulong[] Filter()
    {
        var filter = new ulong[1024];
        foreach (uint hash in s_rules)
        {
            filter[(hash >> 6) & 1023] |= 1ul << (int)(hash & 63);
        }

        return filter;
    }

    private static uint[] Load()
    {
        using var stream = Resources.Open("suffixes.bin");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var rules = new uint[bytes.Length / 4];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * 4));
        }

        return rules;
    }
}
