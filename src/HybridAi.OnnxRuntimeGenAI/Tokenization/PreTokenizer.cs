using System.Runtime.CompilerServices;

namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Splits text into pre-tokens: hand-made scanners for the published patterns, linear in the length of the text.</summary>
/// <remarks>
/// GPT-2: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// Llama 3: <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>;
/// Qwen 2 has <c>\p{N}</c> in the place of <c>\p{N}{1,3}</c>. smollm and default apply the GPT-2 pattern to what lies between
/// the matches of earlier ones, so for it those matches are the end of the text.
/// </remarks>
internal static class PreTokenizer
{
    /// <summary>The end of the piece that starts at <paramref name="at"/>, which must be inside the text.</summary>
    public static int EndOfPiece(PreTokenizerKind kind, ReadOnlySpan<char> text, int at) => kind switch
    {
        PreTokenizerKind.Llama3 => EndOfLlama3(text, at, 3),
        PreTokenizerKind.Qwen2 => EndOfLlama3(text, at, 1),
        _ => EndOfGpt2(kind, text, at),
    };

    private static int EndOfGpt2(PreTokenizerKind kind, ReadOnlySpan<char> text, int at)
    {
        // Classes that an earlier pattern of the same tokenizer has already cut out of the text.
        var cut = kind switch
        {
            PreTokenizerKind.SmolLM => CharClass.Number,
            PreTokenizerKind.Default => CharClass.Punctuation,
            _ => CharClass.Other,
        };
        var first = CharClasses.At(text, at, out var length);
        if ((first & cut) != 0)
            return cut == CharClass.Number ? at + length : EndOfRun(text, at + length, CharClass.Punctuation);
        if (text[at] == '\'' && EndOfContraction(text, at, ignoreCase: false) is > 0 and var contraction)
            return contraction;
        var start = at;
        if (text[at] == ' ' && at + 1 < text.Length)
        {
            var second = CharClasses.At(text, at + 1, out var secondLength);
            // " 12" is one match of the GPT-2 pattern, but the default tokenizer then cuts its digits off again.
            var alone = second == CharClass.Space || (second & cut) != 0
                || (kind == PreTokenizerKind.Default && second == CharClass.Number);
            if (!alone)
                (start, first, length) = (at + 1, second, secondLength);
        }
        switch (first)
        {
            case CharClass.Letter:
                return EndOfRun(text, start + length, CharClass.Letter);
            case CharClass.Number:
                return kind == PreTokenizerKind.Default
                    ? EndOfDigits(text, start)
                    : EndOfRun(text, start + length, CharClass.Number);
            case CharClass.Space:
                return EndOfSpaces(text, at, EndOfRun(text, at + 1, CharClass.Space), cut);
            default:
                return EndOfSymbols(text, start + length, cut);
        }
    }

    private static int EndOfLlama3(ReadOnlySpan<char> text, int at, int maxNumbers)
    {
        var first = CharClasses.At(text, at, out var length);
        if (first == CharClass.Letter)
            return EndOfRun(text, at + length, CharClass.Letter);
        if (first == CharClass.Number)
            return EndOfRun(text, at + length, CharClass.Number, maxNumbers - 1);
        if (text[at] == '\'' && EndOfContraction(text, at, ignoreCase: true) is > 0 and var contraction)
            return contraction;
        var second = CharClass.Space;
        var secondLength = 0;
        if (at + length < text.Length)
            second = CharClasses.At(text, at + length, out secondLength);
        if (second == CharClass.Letter && text[at] is not ('\r' or '\n'))
            return EndOfRun(text, at + length + secondLength, CharClass.Letter);
        var symbols = first != CharClass.Space ? at + length
            : text[at] == ' ' && second is CharClass.Other or CharClass.Punctuation ? at + 1 + secondLength
            : -1;
        if (symbols > 0)
        {
            symbols = EndOfSymbols(text, symbols, CharClass.Other);
            while (symbols < text.Length && text[symbols] is '\r' or '\n')
                symbols++;
            return symbols;
        }
        var end = EndOfRun(text, at + 1, CharClass.Space);
        var newline = text[at..end].LastIndexOfAny('\r', '\n');
        return newline >= 0 ? at + newline + 1 : EndOfSpaces(text, at, end, CharClass.Other);
    }

    // \s+(?!\S)|\s+ on a run of white space: all of it at the end of the text, else all but the last, else the only one.
    private static int EndOfSpaces(ReadOnlySpan<char> text, int at, int end, CharClass cut)
    {
        if (end == text.Length || end - at == 1 || (CharClasses.At(text, end, out _) & cut) != 0)
            return end;
        return end - 1;
    }

    private static int EndOfRun(ReadOnlySpan<char> text, int at, CharClass of, int max = int.MaxValue)
    {
        for (; max > 0 && at < text.Length && CharClasses.At(text, at, out var length) == of; max--)
            at += length;
        return at;
    }

    private static int EndOfSymbols(ReadOnlySpan<char> text, int at, CharClass cut)
    {
        while (at < text.Length)
        {
            var c = CharClasses.At(text, at, out var length);
            if (c is not (CharClass.Other or CharClass.Punctuation) || (c & cut) != 0)
                break;
            at += length;
        }
        return at;
    }

    // [0-9][0-9][0-9] within \p{N}+: three ASCII digits, or everything up to the next three.
    private static int EndOfDigits(ReadOnlySpan<char> text, int at)
    {
        if (IsTriple(text, at))
            return at + 3;
        while (at < text.Length && CharClasses.At(text, at, out var length) == CharClass.Number && !IsTriple(text, at))
            at += length;
        return at;
    }

    private static bool IsTriple(ReadOnlySpan<char> text, int at) =>
        at + 2 < text.Length && char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1])
        && char.IsAsciiDigit(text[at + 2]);

    private static int EndOfContraction(ReadOnlySpan<char> text, int at, bool ignoreCase)
    {
        if (at + 1 >= text.Length)
            return -1;
        var first = Fold(text[at + 1], ignoreCase);
        if (first is 's' or 't' or 'm' or 'd')
            return at + 2;
        if (at + 2 >= text.Length)
            return -1;
        return (first, Fold(text[at + 2], ignoreCase)) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? at + 3 : -1;
    }

    // U+017F (long s) is the only character outside ASCII that folds to one of these letters.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static char Fold(char c, bool ignoreCase) => !ignoreCase ? c
        : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20)
        : c == '\u017F' ? 's'
        : c;
}
