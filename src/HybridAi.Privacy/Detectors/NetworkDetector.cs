using HybridAi.Privacy.Detection;
using HybridAi.Privacy.Detectors.Identifiers;

namespace HybridAi.Privacy.Detectors;

/// <summary>IPv4 and IPv6 addresses with or without a prefix length, and MAC addresses.</summary>
internal static class NetworkDetector
{
    private const int LongestV6 = 45;
    private static readonly int s_ip = ContextCues.Table.Id("IP_ADDRESS"), s_mac = ContextCues.Table.Id("MAC_ADDRESS");

    public static int Find(ReadOnlySpan<char> text, int start, int end, double min, ref HexRun hex, ref ContextWindow context, ref FindingBuffer found)
    {
        char next = end < text.Length ? text[end] : '\0', previous = start > 0 ? text[start - 1] : '\0';
        if (previous == ':' && V6(text, start, min, ref hex, ref context, ref found) is > 0 and int v6)
        {
            return v6;
        }

        if (next == '.' && end - start <= 3 && char.IsAsciiDigit(text[start]) && V4End(text, start) is > 0 and int v4)
        {
            return V4(text, start, v4, min, ref context, ref found);
        }

        if (end - start == 2 && previous is ':' or '-' && next == previous)
        {
            start = FirstPair(text, start, previous);
        }

        bool pair = (end - start + 1) % 3 == 0 && next is ':' or '-';
        if ((pair || (end - start == 4 && next == '.')) && MacEnd(text, start) is > 0 and int mac)
        {
            ReadOnlySpan<char> value = text[start..mac];
            if (value.ContainsAnyExcept("0:-.") && value.ContainsAnyExcept("fF:-."))
            {
                context.Read(start, mac);
                // "2341.2341.2346" is an identity card as soon as a card of a network.
                double score = (value.ContainsAny(CharSets.HexLetters) || !value.Contains('.') ? 0.75 : 0.3) + context.Boost(s_mac);
                found.Add("MAC_ADDRESS", null, start, mac - start, score, validated: true);
                return score > 0.6 ? mac : 0;
            }
        }

        return next == ':' ? V6(text, start, min, ref hex, ref context, ref found) : 0;
    }

    private static int V4End(ReadOnlySpan<char> text, int start)
    {
        int i = start;
        for (int part = 0; part < 4; part++)
        {
            int value = 0, digits = 0;
            while (i < text.Length && char.IsAsciiDigit(text[i]) && digits < 4)
            {
                value = (value * 10) + text[i++] - '0';
                digits++;
            }

            if (digits is 0 or > 3 || value > 255 || (part < 3 && (i >= text.Length || text[i++] != '.')))
            {
                return 0;
            }
        }

        bool inside = (start > 0 && (text[start - 1] is '.' or '_' or '-' || char.IsLetterOrDigit(text[start - 1])))
            || (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_' || (text[i] is '.' or '-' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))));
        return inside ? 0 : i;
    }

    private static int V4(ReadOnlySpan<char> text, int start, int end, double min, ref ContextWindow context, ref FindingBuffer found)
    {
        int last = Prefix(text, end, 32);
        context.Read(start, last);
        double score = Rank(text[start..end]) + (context.Boost(s_ip) / 2);
        score -= context.Boost(ContextCues.Unlikely) > 0 ? 0.3 : 0;
        if (score >= min)
        {
            found.Add("IP_ADDRESS", null, start, last - start, score, validated: true);
        }

        return last;
    }

    /// <summary>Addresses that are nobody's (unspecified, loopback, broadcast, 1.2.3.4 and other favourites of examples) and documentation ranges (RFC 5737) are worth less.</summary>
    private static double Rank(ReadOnlySpan<char> value) => value switch
    {
        "0.0.0.0" or "127.0.0.1" or "255.255.255.255" or "1.2.3.4" or "255.255.255.0" or "1.1.1.1" or "8.8.8.8" or "8.8.4.4" => 0.15,
        _ when value.StartsWith("127.", StringComparison.Ordinal) || value.StartsWith("255.", StringComparison.Ordinal) || value[0] == '0' => 0.2,
        _ when value.StartsWith("192.0.2.", StringComparison.Ordinal) || value.StartsWith("198.51.100.", StringComparison.Ordinal)
            || value.StartsWith("203.0.113.", StringComparison.Ordinal) => 0.5,
        _ => 0.7,
    };

    /// <summary>The scan stops at digits: groups of letters alone before them belong to the address too.</summary>
    private static int FirstPair(ReadOnlySpan<char> text, int start, char separator)
    {
        int first = start;
        while (first >= 3 && start - first < 15 && text[first - 1] == separator && char.IsAsciiHexDigit(text[first - 2]) && char.IsAsciiHexDigit(text[first - 3]))
        {
            first -= 3;
        }

        return first;
    }

    private static int MacEnd(ReadOnlySpan<char> text, int start)
    {
        int size = text[start + 2] is ':' or '-' ? 2 : 4, groups = size == 2 ? 6 : 3;
        char separator = text[start + size];
        int length = (groups * (size + 1)) - 1, end = start + length;
        if (end > text.Length || (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == separator))
            || (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == separator)))
        {
            return 0;
        }

        for (int i = 0; i < length; i++)
        {
            if (i % (size + 1) == size ? text[start + i] != separator : !char.IsAsciiHexDigit(text[start + i]))
            {
                return 0;
            }
        }

        return end;
    }

    private static int V6(ReadOnlySpan<char> text, int at, double min, ref HexRun hex, ref ContextWindow context, ref FindingBuffer found)
    {
        hex.Cover(text, at, ref found);
        if (at - hex.Start > LongestV6)
        {
            return 0;
        }

        int start = hex.Start, end = Math.Min(hex.End, start + LongestV6 + 4);
        while (end < text.Length && end - start < LongestV6 + 4 && (char.IsAsciiHexDigit(text[end]) || text[end] is ':' or '.'))
        {
            end++;
        }

        while (end > start && text[end - 1] is '.' || (end > start + 1 && text[end - 1] == ':' && text[end - 2] != ':'))
        {
            end--;
        }

        ReadOnlySpan<char> value = text[start..end];
        if (hex.AskedStart == start && hex.AskedEnd == end)
        {
            return 0;
        }

        found.Work += value.Length;
        bool shape = value.Length is >= 3 and <= LongestV6
            && (start == 0 || (!char.IsLetterOrDigit(text[start - 1]) && text[start - 1] is not ('_' or '.')))
            && (end == text.Length || (!char.IsLetterOrDigit(text[end]) && text[end] != '_'));
        if (!shape || (found.Count > 0 && found.Items[^1] is { Type: "IP_ADDRESS" } last && last.Start == start) || !IsV6(value))
        {
            (hex.AskedStart, hex.AskedEnd) = (start, end);
            return 0;
        }

        int stop = Prefix(text, end, 128);
        context.Read(start, stop);
        double score = value.Length < 6 ? 0.15 : value.StartsWith("2001:db8", StringComparison.OrdinalIgnoreCase) ? 0.5 : 0.75;
        score += context.Boost(s_ip) / 2;
        if (score >= min)
        {
            found.Add("IP_ADDRESS", null, start, stop - start, score, validated: true);
        }

        return stop;
    }

    /// <summary>RFC 4291 section 2.2: eight groups of up to four hexadecimal digits, "::" once for some of them, an IPv4 address for the last two.</summary>
    private static bool IsV6(ReadOnlySpan<char> value)
    {
        int groups = 0, i = value.StartsWith("::", StringComparison.Ordinal) ? 2 : 0;
        bool gap = i == 2;
        while (i < value.Length)
        {
            int start = i;
            while (i < value.Length && i - start < 5 && char.IsAsciiHexDigit(value[i]))
            {
                i++;
            }

            if (i < value.Length && value[i] == '.')
            {
                return V4End(value[start..], 0) == value.Length - start && (gap ? groups <= 5 : groups == 6);
            }

            if (i == start || i - start > 4)
            {
                return false;
            }

            groups++;
            if (i == value.Length)
            {
                break;
            }

            if (value[i++] != ':' || i == value.Length)
            {
                return false;
            }

            if (value[i] == ':')
            {
                if (gap)
                {
                    return false;
                }

                gap = true;
                i++;
            }
        }

        return gap ? groups <= 7 : groups == 8;
    }

    private static int Prefix(ReadOnlySpan<char> text, int end, int longest)
    {
        int i = end + 1, bits = 0;
        if (end >= text.Length || text[end] != '/')
        {
            return end;
        }

        while (i < text.Length && i - end <= 3 && char.IsAsciiDigit(text[i]))
        {
            bits = (bits * 10) + text[i++] - '0';
        }

        return i > end + 1 && bits <= longest && (i == text.Length || !char.IsAsciiLetterOrDigit(text[i])) ? i : end;
    }
}

/// <summary>The run of hexadecimal digits and colons last met, and the address last looked for in it: a long run is walked once.</summary>
internal struct HexRun
{
    public int Start, End, AskedStart, AskedEnd;

    /// <summary>Makes this the run around <paramref name="at"/>.</summary>
    public void Cover(ReadOnlySpan<char> text, int at, ref FindingBuffer found)
    {
        if (at >= Start && at <= End && End > 0)
        {
            return;
        }

        (Start, End, AskedStart, AskedEnd) = (at, at, -1, -1);
        while (Start > 0 && Is(text[Start - 1]))
        {
            Start--;
        }

        while (End < text.Length && Is(text[End]))
        {
            End++;
        }

        found.Work += End - Start;
    }

    private static bool Is(char c) => c == ':' || char.IsAsciiHexDigit(c);
}
