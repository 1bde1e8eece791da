using System.Runtime.CompilerServices;

namespace HybridAi.Privacy.Detection;

/// <summary>How this library cuts text into words and what number stands for a word. Data files are cut by the same rules.</summary>
internal static class Words
{
    private const uint Offset = 2166136261, Prime = 16777619;

    /// <summary>FNV-1a-32 over the lower-case code units, a typographic apostrophe as a plain one; for ASCII words the FNV-1a-32 of their bytes.</summary>
    public static uint Hash(ReadOnlySpan<char> word)
    {
        uint h = Offset;
        foreach (char c in word)
        {
            h = Step(h, c);
        }

        return h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Step(uint hash, char c)
    {
        uint lower = c < 128 ? (uint)(char.IsAsciiLetterUpper(c) ? c | 0x20 : c) : c == '\u2019' ? '\'' : char.ToLowerInvariant(c);
        return (hash ^ lower) * Prime;
    }

    public static uint Start => Offset;

    /// <summary>The number of a phrase from that of its beginning and that of its next word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Join(uint phrase, uint word) => (uint.RotateLeft(phrase, 7) * 0x9E3779B1u) ^ word;

    /// <summary>The number of a phrase, cut into words as text is.</summary>
    public static uint HashPhrase(ReadOnlySpan<char> phrase, out int words)
    {
        words = 0;
        uint h = 0;
        int at = 0;
        while (Next(phrase, ref at, out int start, out int end))
        {
            uint word = Hash(phrase[start..end]);
            h = words++ == 0 ? word : Join(h, word);
        }

        return h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWordChar(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c) : IsHan(c) || char.IsLetterOrDigit(c) || IsMark(c);

    /// <summary>Blocks that have nothing but letters: no need to look each up.</summary>
    private static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3';

    /// <summary>Chinese and Japanese write no spaces, Korean glues particles on: every run of these is looked up by its parts.</summary>
    public static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF';

    /// <summary>Next word at or after <paramref name="at"/>. A word ends before a possessive 's, which is skipped; each ideograph is a word.</summary>
    public static bool Next(ReadOnlySpan<char> text, ref int at, out int start, out int end)
    {
        int i = at;
        while (i < text.Length && !IsWordChar(text[i]))
        {
            i++;
        }

        start = end = i;
        if (i == text.Length)
        {
            at = i;
            return false;
        }

        if (IsIdeograph(text[i]))
        {
            at = end = i + 1;
            return true;
        }

        for (; i < text.Length; i++)
        {
            char c = text[i];
            if (IsWordChar(c) && !IsIdeograph(c))
            {
                continue;
            }

            if (c is not ('\'' or '\u2019') || i + 1 >= text.Length || !char.IsLetter(text[i + 1]))
            {
                break;
            }

            if ((text[i + 1] | 0x20) == 's' && (i + 2 == text.Length || !IsWordChar(text[i + 2])))
            {
                end = i;
                at = i + 2;
                return true;
            }
        }

        at = end = i;
        return true;
    }

    /// <summary>The lower-case form of ASCII letters and digits, 0 of what is in no word.</summary>
    public static byte[] Lower { get; } = [.. Enumerable.Range(0, 128).Select(c => (byte)(char.IsAsciiLetterOrDigit((char)c) ? char.ToLowerInvariant((char)c) : 0))];

    /// <summary>The same with the word's number, in one go: a word that begins before <paramref name="to"/>.</summary>
    public static bool NextHashed(ReadOnlySpan<char> text, ref int at, int to, out ContextWord word)
    {
        byte[] lower = Lower;
        word = default;
        int i = at;
        while (i < to && (text[i] < 128 ? lower[text[i]] == 0 : !IsWordChar(text[i])))
        {
            i++;
        }

        if (i >= to)
        {
            at = i;
            return false;
        }

        uint hash = Offset;
        int start = i;
        while (i < text.Length && text[i] < 128 && lower[text[i]] is not 0 and byte b)
        {
            hash = (hash ^ b) * Prime;
            i++;
        }

        if (i == text.Length || (text[i] < 128 && text[i] != '\''))
        {
            at = i;
            word = new ContextWord { Start = start, End = i, Hash = hash };
            return true;
        }

        int end;
        at = start;
        Next(text, ref at, out start, out end);
        word = new ContextWord { Start = start, End = end, Hash = Hash(text[start..end]) };
        return true;
    }

    private static bool IsMark(char c) => c is >= '\u0300' and <= '\u036F' or >= '\u0900' and <= '\u0EFF';
}
