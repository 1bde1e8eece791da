using System.Buffers;
using System.Buffers.Text;

namespace HybridAi.Privacy.Detection;

/// <summary>Decoding of base64, base64url and hexadecimal runs.</summary>
internal static class Encodings
{
    /// <summary>Whether a base64url run (at most 2,048 characters) decodes to text that holds <paramref name="part"/>.</summary>
    public static bool DecodesTo(ReadOnlySpan<char> run, ReadOnlySpan<byte> part)
    {
        Span<byte> bytes = stackalloc byte[1600];
        int n = Base64(run, bytes);
        return n > 0 && bytes[..n].IndexOf(part) >= 0;
    }

    /// <summary>Decodes base64 or base64url; returns the number of bytes, or 0 when the run is none or too long.</summary>
    public static int Base64(ReadOnlySpan<char> run, Span<byte> bytes)
    {
        run = run.TrimEnd('=');
        int length = run.Length + ((4 - (run.Length % 4)) % 4);
        if (run.Length % 4 == 1 || length / 4 * 3 > bytes.Length)
        {
            return 0;
        }

        byte[] ascii = ArrayPool<byte>.Shared.Rent(Math.Max(length, 4));
        try
        {
            for (int i = 0; i < length; i++)
            {
                char c = i < run.Length ? run[i] : '=';
                if (c > 127)
                {
                    return 0;
                }

                ascii[i] = (byte)(c == '-' ? '+' : c == '_' ? '/' : c);
            }

            return System.Buffers.Text.Base64.DecodeFromUtf8(ascii.AsSpan(0, length), bytes, out _, out int written) == OperationStatus.Done ? written : 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ascii, clearArray: true);
        }
    }
}
