using System.Runtime.CompilerServices;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>The GPT-2 byte alphabet: 256 printable characters that stand for the 256 bytes in vocabulary files.</summary>
/// <remarks>Bytes that are printable in Latin-1 stand for themselves; the other 68 take U+0100 and up, in byte order.</remarks>
internal static class ByteAlphabet
{
    private const int CharCount = 0x100 + 68;

    private static readonly short[] ByteByChar = CreateByteByChar();

    /// <summary>Maps text in the byte alphabet to bytes, one per character.</summary>
    /// <returns><see langword="false"/> if a character is outside the alphabet; <paramref name="bytes"/> is then undefined.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryGetBytes(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var table = ByteByChar;
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i] < table.Length ? table[text[i]] : (short)-1;
            if (value < 0)
                return false;
            bytes[i] = (byte)value;
        }
        return true;
    }

    private static short[] CreateByteByChar()
    {
        var table = new short[CharCount];
        Array.Fill(table, (short)-1);
        var next = 0x100;
        for (var value = 0; value < 256; value++)
        {
            var itself = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            table[itself ? value : next++] = (short)value;
        }
        return table;
    }
}
