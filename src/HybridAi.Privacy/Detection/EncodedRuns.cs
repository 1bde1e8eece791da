using System.Buffers;
using System.Text;

namespace HybridAi.Privacy.Detection;

/// <summary>Runs of base64 or hexadecimal that decode to readable text.</summary>
internal static class EncodedRuns
{
    private const int Shortest = 16, Longest = 65_536;

    /// <summary>Every run of four characters that stand for three digits begins with M, N or O; a run for other text is hardly without a digit.</summary>
    private static readonly SearchValues<char> s_anchors = SearchValues.Create("0123456789MNO");
    private static readonly SearchValues<char> s_alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=");

    /// <summary>Next run from <paramref name="at"/> on whose bytes are text; moves behind it. Begin at 0, or behind a run.</summary>
    /// <remarks>
    /// A run long enough that begins at a place or later has the sixteenth character from there in it or begins behind that one: most of the text is
    /// leapt over (the idea of R. Boyer, J. Moore, 1977).
    /// </remarks>
    public static bool Next(ReadOnlySpan<char> text, ref int at, out int start, out int end, out string decoded)
    {
        (start, end, decoded) = (0, 0, "");
        int anchor = -1;
        while (at + Shortest <= text.Length)
        {
            if (anchor < at)
            {
                int hop = text[at..].IndexOfAny(s_anchors);
                if (hop < 0)
                {
                    break;
                }

                anchor = at + hop;
                at += hop > 2 * Shortest ? text[at..anchor].LastIndexOfAnyExcept(s_alphabet) + 1 : 0;
                continue;
            }

            int probe = at + Shortest - 1;
            while (probe >= at && IsInAlphabet(text[probe]))
            {
                probe--;
            }

            if (probe >= at)
            {
                at = probe + 1;
                continue;
            }

            start = at;
            int behind = text[(at + Shortest)..].IndexOfAnyExcept(s_alphabet);
            end = at = behind < 0 ? text.Length : at + Shortest + behind;
            if (anchor < end && end - start <= Longest && TryDecode(text[start..end], out decoded))
            {
                return true;
            }
        }

        at = text.Length;
        return false;
    }

    private static bool IsInAlphabet(char c) => c < 128 && s_isInAlphabet[c];

    private static readonly bool[] s_isInAlphabet = [.. Enumerable.Range(0, 128).Select(c => s_alphabet.Contains((char)c))];

    private static bool TryDecode(ReadOnlySpan<char> run, out string decoded)
    {
        decoded = "";
        byte[] bytes = ArrayPool<byte>.Shared.Rent((run.Length * 3 / 4) + 4);
        try
        {
            int n = run.Length % 2 == 0 && !run.ContainsAnyExcept(CharSets.Hex) ? Hex(run, bytes) : 0;
            n = IsText(bytes.AsSpan(0, n)) ? n : Encodings.Base64(run, bytes);
            if (!IsText(bytes.AsSpan(0, n)))
            {
                return false;
            }

            decoded = Encoding.UTF8.GetString(bytes, 0, n);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    private static int Hex(ReadOnlySpan<char> run, byte[] bytes)
    {
        for (int i = 0; i < run.Length / 2; i++)
        {
            bytes[i] = (byte)((Nibble(run[2 * i]) << 4) | Nibble(run[(2 * i) + 1]));
        }

        return run.Length / 2;
    }

    private static int Nibble(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        int readable = 0;
        foreach (byte b in bytes)
        {
            readable += b is (>= 32 and < 127) or (byte)'\n' or (byte)'\r' or (byte)'\t' or >= 0xC0 ? 1 : 0;
        }

        return bytes.Length >= 8 && readable >= bytes.Length * 0.95;
    }
}
