namespace HybridAi.Privacy.Restoring;

/// <summary>What stands at a place of a text that may go on.</summary>
internal enum TokenMatch
{
    /// <summary>No token begins here, whatever follows.</summary>
    None,

    /// <summary>It depends on what follows.</summary>
    Open,

    /// <summary>A live token.</summary>
    Token,
}

/// <summary>
/// Recognises a token of one vault, also when a model or a renderer has changed its brackets, case, separators, label or escapes. The nonce must have survived.
/// An answer other than <see cref="TokenMatch.Open"/> holds for every continuation of the text; that makes restoring exact for every split.
/// </summary>
internal static class TokenMatcher
{
    private const int LongestLabel = 24, LongestNumber = 6;

    public static TokenMatch At(
        ReadOnlySpan<char> text, int at, bool final, bool strict, char before, MaskVault vault, bool json, out int end, out string value)
    {
        end = at;
        value = "";
        var units = new TokenUnits(text, at, final, strict);
        char bracket = units.Peek(out int next);
        int open = 0;
        if (units.NeedsMore)
        {
            return TokenMatch.Open;
        }

        if (bracket is '[' or '(' or '{')
        {
            bool escaped = next - at > 1;
            while (units.Peek(out next) == bracket && open < 5)
            {
                // An escaped bracket before a plain one belongs to the text: "\[[[…]]".
                if (next - units.At > 1 != escaped)
                {
                    return TokenMatch.None;
                }

                units.MoveTo(next);
                open++;
            }

            if (units.NeedsMore && open < 5)
            {
                return TokenMatch.Open;
            }

            // Brackets of the text around a token are not the token's: "([[…]])", "[[[…]]](link)".
            if (open is 3 or > 4 || (bracket != '[' && open is 1) || (strict && (open != 2 || bracket != '[')))
            {
                return TokenMatch.None;
            }

            Decoration(ref units);
        }
        else if (strict || char.IsLetterOrDigit(before) || before == '_')
        {
            return TokenMatch.None;
        }

        foreach (char wanted in vault.Nonce)
        {
            char c = units.Peek(out next);
            if (units.NeedsMore)
            {
                return TokenMatch.Open;
            }

            if (strict ? c != wanted : char.ToLowerInvariant(c) != wanted)
            {
                return TokenMatch.None;
            }

            units.MoveTo(next);
        }

        return Body(text, ref units, open, bracket, final, strict, vault, json, out end, out value);
    }

    private static TokenMatch Body(
        ReadOnlySpan<char> text, ref TokenUnits units, int open, char bracket, bool final, bool strict, MaskVault vault, bool json, out int end, out string value)
    {
        end = 0;
        value = "";
        int separators = Separators(ref units, strict);
        int letters = 0;
        while (letters < LongestLabel && char.IsLetter(units.Peek(out int next)))
        {
            units.MoveTo(next);
            letters++;
        }

        int more = letters > 0 ? Separators(ref units, strict) : 1;
        if (units.NeedsMore && separators > 0)
        {
            return TokenMatch.Open;
        }

        if (separators == 0)
        {
            return units.NeedsMore ? TokenMatch.Open : TokenMatch.None;
        }

        int number = 0, digits = 0;
        while (digits < LongestNumber && char.IsAsciiDigit(units.Peek(out int next)))
        {
            number = (number * 10) + units.Peek(out _) - '0';
            units.MoveTo(next);
            digits++;
        }

        if (units.NeedsMore)
        {
            return TokenMatch.Open;
        }

        if (digits == 0 || more == 0 || (strict && letters == 0))
        {
            return TokenMatch.None;
        }

        return Close(text, ref units, open, bracket, final, strict, vault, json, number, out end, out value);
    }

    private static TokenMatch Close(
        ReadOnlySpan<char> text, ref TokenUnits units, int open, char bracket, bool final, bool strict, MaskVault vault, bool json, int number,
        out int end, out string value)
    {
        end = 0;
        value = "";
        char variant = '\0', c = char.ToLowerInvariant(units.Peek(out int next));
        if (c is >= 'a' and <= 'z')
        {
            TokenUnits behind = units;
            behind.MoveTo(next);
            char after = behind.Peek(out _);
            if (behind.NeedsMore)
            {
                return TokenMatch.Open;
            }

            if (!char.IsLetter(after))
            {
                variant = c;
                units = behind;
            }
        }

        end = units.At;
        int closed = 0;
        if (open > 0)
        {
            char closing = bracket switch { '[' => ']', '(' => ')', _ => '}' };
            TokenUnits tail = units;
            Decoration(ref tail);
            int limit = open == 1 ? 1 : open == 4 ? 4 : 2;
            bool escaped = false;
            while (closed < limit && tail.Peek(out next) == closing && (closed == 0 || next - tail.At > 1 == escaped))
            {
                // Brackets written in another way than the first belong to the text.
                escaped = next - tail.At > 1;
                tail.MoveTo(next);
                closed++;
            }

            if (tail.NeedsMore && closed < limit)
            {
                return TokenMatch.Open;
            }

            end = closed > 0 ? tail.At : end;
        }

        bool atEnd = end >= text.Length;
        if (atEnd && !final && closed == 0)
        {
            return TokenMatch.Open;
        }

        // A token cut at the end of the answer is not guessed; doubled brackets count only when doubled on both sides.
        bool cut = atEnd && final && ((open > 0 && closed == 0) || (open == 0 && vault.HasLonger(number)));
        if (cut || (strict && closed != 2) || (open == 4 && closed is not (4 or 2)))
        {
            return TokenMatch.None;
        }

        if (open == 4 && closed == 2)
        {
            return TokenMatch.None;
        }

        return vault.TryGet(number, variant, json, out value, out _) ? TokenMatch.Token : TokenMatch.None;
    }

    private static int Separators(ref TokenUnits units, bool strict)
    {
        int count = 0;
        while (count < 3 && units.Peek(out int next) is var c && (strict ? c == '-' && count == 0 : c is '-' or '_' or ' ' or '.' or ':' or '/' or '\n' or '\r' or '#'))
        {
            units.MoveTo(next);
            count++;
        }

        return count;
    }

    /// <summary>Emphasis, quotes and a space between the brackets and what they hold.</summary>
    private static void Decoration(ref TokenUnits units)
    {
        for (int i = 0; i < 3; i++)
        {
            if (units.Peek(out int next) is '*' or '`' or '"' or '\'' or ' ' or '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' or '\u2018' or '\u2019')
            {
                units.MoveTo(next);
            }
        }
    }
}
