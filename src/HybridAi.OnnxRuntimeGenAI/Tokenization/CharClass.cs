using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>The character classes that pre-tokenizer patterns tell apart.</summary>
[Flags]
internal enum CharClass : byte
{
    /// <summary>None of the others; a lone surrogate too, as it is encoded as U+FFFD.</summary>
    Other = 0,

    /// <summary>Unicode L.</summary>
    Letter = 1,

    /// <summary>Unicode N.</summary>
    Number = 2,

    /// <summary>Unicode White_Space.</summary>
    Space = 4,

    /// <summary>Unicode P, or one of <c>$+&lt;=&gt;^~|</c>: what llama.cpp's default pattern splits off first.</summary>
    Punctuation = 8,
}

/// <summary>Classifies characters; ASCII by table.</summary>
internal static class CharClasses
{
    private static readonly CharClass[] Ascii = [.. Enumerable.Range(0, 128).Select(value => Classify(value))];

    /// <summary>The class of the character at <paramref name="at"/> and its length in UTF-16 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharClass At(ReadOnlySpan<char> text, int at, out int length)
    {
        var c = text[at];
        length = 1;
        return c < 128 ? Ascii[c] : AtWide(text, at, out length);
    }

    private static CharClass AtWide(ReadOnlySpan<char> text, int at, out int length)
    {
        Rune.DecodeFromUtf16(text[at..], out var rune, out length);
        return Classify(rune.Value);
    }

    private static CharClass Classify(int codePoint)
    {
        if (codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint))
            return CharClass.Space;
        switch (CharUnicodeInfo.GetUnicodeCategory(codePoint))
        {
            case <= UnicodeCategory.OtherLetter:
                return CharClass.Letter;
            case >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber:
                return CharClass.Number;
            case >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation:
                return CharClass.Punctuation;
            default:
                return codePoint < 128 && "$+<=>^~|".Contains((char)codePoint, StringComparison.Ordinal)
                    ? CharClass.Punctuation
                    : CharClass.Other;
        }
    }
}
