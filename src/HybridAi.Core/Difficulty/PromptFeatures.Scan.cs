using System.Runtime.CompilerServices;
using System.Text;

namespace HybridAi;

/// <content>The scanner: from UTF-16 units to words and symbols.</content>
internal sealed partial class PromptFeatures
{
    private void ScanPart(ReadOnlySpan<char> text)
    {
        _foreignText = false;
        if (!Ascii.IsValid(text))
        {
            int length = 0; // what is invisible must not come between a digit and its decimal point
            foreach (char c in text)
                if (CharacterFolding.Table[c] != CharacterFolding.Drop) _visible[length++] = c;
            text = _visible.AsSpan(0, length);
            _foreignText = IsForeign(text);
        }

        Scan(text);
    }

    /// <summary>Whether most letters belong to a script without Latin look-alikes: then look-alikes are what they are.</summary>
    private static bool IsForeign(ReadOnlySpan<char> text)
    {
        int latin = 0, foreign = 0;
        foreach (char c in text)
        {
            byte code = CharacterFolding.Table[c];
            if (code is >= (byte)'a' and <= (byte)'z') latin++;
            else if (code == CharacterFolding.Foreign) foreign++;
        }

        return foreign * 3 > latin;
    }

    private void Scan(ReadOnlySpan<char> text)
    {
        byte[] fold = CharacterFolding.Table;
        Span<byte> word = stackalloc byte[MaxWord];
        StartClause();
        bool lineStart = true;
        int i = 0;
        while (i < text.Length)
        {
            byte code = fold[text[i]];
            if (IsWordCode(code))
            {
                i = ReadWord(text, i, word, ref lineStart);
                continue;
            }

            int start = i++;
            if (code is CharacterFolding.Drop) continue;
            if (code is CharacterFolding.Space)
            {
                if (lineStart && start > 0)
                {
                    while (i < text.Length && fold[text[i]] is CharacterFolding.Space) i++;
                    if (_counts.Lines > 0 && i < text.Length && fold[text[i]] is not CharacterFolding.Newline) _counts.IndentedLines++;
                }

                continue;
            }

            if (code is CharacterFolding.Newline)
            {
                EndLine();
                lineStart = true;
                continue;
            }

            bool repeated = start > 0 && text[start - 1] == text[start];
            Symbol(code, text, start, ref i, repeated, lineStart);
            lineStart = false;
        }

        EndLine();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWordCode(byte code) =>
        code is >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' ||
        (code >= CharacterFolding.LookAlike && !_foreignText);

    private int ReadWord(ReadOnlySpan<char> text, int i, Span<byte> word, ref bool lineStart)
    {
        byte[] fold = CharacterFolding.Table;
        int length = 0, digits = 0, integerDigits = 0;
        bool fraction = false;
        uint hash = 0;
        while (i < text.Length)
        {
            byte code = fold[text[i]];
            if (code >= CharacterFolding.LookAlike && !_foreignText) code &= 0x7F;
            if (code is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
                if (!fraction) integerDigits++;
                code = (byte)'0';
            }
            else if (code is CharacterFolding.Drop)
            {
                i++;
                continue;
            }
            else if (code is (byte)'\'' && length > digits && i + 1 < text.Length && fold[text[i + 1]] is >= (byte)'a' and <= (byte)'z')
            {
                i++;
                continue;
            }
            else if (code is (byte)'.' or (byte)',' && digits > 0 && digits == length && i + 1 < text.Length &&
                     fold[text[i + 1]] is >= (byte)'0' and <= (byte)'9')
            {
                fraction |= code == '.';
                i++;
                continue;
            }
            else if (code is not (>= (byte)'a' and <= (byte)'z'))
            {
                break;
            }

            if (length < MaxWord) word[length] = code;
            length++;
            hash = (hash * NgramHash.Base) + code;
            i++;
        }

        if (lineStart && length == 1 && digits == 0 && i + 1 < text.Length && text[i] is '.' or ')' && text[i + 1] is ' ' && word[0] <= 'j')
        {
            _counts.Options++;
            _inOptions = true;
        }
        else if (lineStart && length <= 2 && digits == length && i < text.Length && text[i] is '.' or ')')
        {
            _counts.Bullets++;
        }
        else if (lineStart && length > 1)
        {
            _inOptions = false;
        }

        lineStart = false;
        Word(hash, word[..Math.Min(length, MaxWord)], length, digits, integerDigits, fraction);
        return i;
    }

    private void Symbol(byte code, ReadOnlySpan<char> text, int start, ref int i, bool repeated, bool lineStart)
    {
        byte next = i < text.Length ? CharacterFolding.Table[text[i]] : CharacterFolding.Newline;
        bool ends = next is CharacterFolding.Space or CharacterFolding.Newline or (byte)'"' or (byte)')';
        switch (code)
        {
            case CharacterFolding.Foreign or >= CharacterFolding.LookAlike:
                ForeignWord(text, ref i);
                return;
            case CharacterFolding.Ideograph:
                Content();
                _counts.Ideographs++;
                return;
            case CharacterFolding.Other:
                if (char.IsHighSurrogate(text[start]) && i < text.Length && char.IsLowSurrogate(text[i]))
                    Pair(text, ref i);
                else if (!repeated) _counts.OtherSymbols++;
                return;
            case (byte)'.' or (byte)'!' or (byte)'?':
                if (code == '?' && !repeated) _counts.Questions++;
                if (ends || next is (byte)'.' or (byte)'!' or (byte)'?') EndClause(sentence: true);
                return;
            case (byte)',' or (byte)':' or (byte)';':
                if (code == ',' && !repeated) _counts.Commas++;
                if (code == ';' && next is CharacterFolding.Newline) _counts.CodeMarks++;
                if (ends) EndClause(sentence: false);
                return;
            case (byte)'-' when lineStart && next is CharacterFolding.Space:
                _counts.Bullets++;
                return;
            case (byte)'=' or (byte)'+' or (byte)'*' or (byte)'/' or (byte)'^' or (byte)'<' or (byte)'>':
                if (!repeated) _counts.Operators++;
                break;
            case (byte)'\\':
                _counts.Backslashes++;
                break;
            case (byte)'$' or (byte)'%':
                if (!repeated) _counts.Money++;
                break;
            case (byte)'(' or (byte)')' or (byte)'[' or (byte)']':
                _counts.Brackets++;
                if (code == '(' && next == ')') _counts.CodeMarks++;
                return;
            case (byte)'{' or (byte)'}':
                _counts.CodeMarks++;
                break;
            case (byte)'"':
                if (!repeated) _counts.Quotes++;
                return;
            case (byte)'_':
                if (!repeated) _counts.Blanks++;
                return;
            default:
                return;
        }

        if (repeated) return;
        Content();
        AddNgram(NgramHash.Mix(NgramHash.Symbol(code)));
    }

    private void Pair(ReadOnlySpan<char> text, ref int i)
    {
        byte code = CharacterFolding.FoldPair(text[i - 1], text[i]);
        i++;
        if (code == CharacterFolding.Ideograph)
        {
            Content();
            _counts.Ideographs++;
            return;
        }

        if (code == CharacterFolding.Other)
        {
            _counts.OtherSymbols++;
            return;
        }

        // A word in one of the mathematical alphabets, which are drawn like plain letters.
        Span<byte> word = stackalloc byte[MaxWord];
        uint hash = 0;
        int length = 0, digits = 0;
        while (true)
        {
            if (code is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
                code = (byte)'0';
            }

            if (length < MaxWord) word[length] = code;
            length++;
            hash = (hash * NgramHash.Base) + code;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) break;
            code = CharacterFolding.FoldPair(text[i], text[i + 1]);
            if (code is CharacterFolding.Other or CharacterFolding.Ideograph) break;
            i += 2;
        }

        Word(hash, word[..Math.Min(length, MaxWord)], length, digits, digits, false);
    }

    private void ForeignWord(ReadOnlySpan<char> text, ref int i)
    {
        byte[] fold = CharacterFolding.Table;
        int length = 1;
        while (i < text.Length && fold[text[i]] is CharacterFolding.Foreign or CharacterFolding.Drop or >= CharacterFolding.LookAlike)
        {
            length++;
            i++;
        }

        Content();
        _counts.Words++;
        _counts.Letters += Math.Min(length, 20);
        if (length >= 8) _counts.LongWords++;
        _counts.Foreign++;
        _counts.Unknown++;
        _counts.Emitted++;
        _previous = 0;
    }
}
