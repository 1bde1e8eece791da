namespace HybridAi.Privacy.Detectors.Identifiers;

internal delegate bool ValueCheck(ReadOnlySpan<char> bare);

/// <summary>One way an identifier is written.</summary>
/// <param name="Type">Entity type.</param>
/// <param name="Score">Score without context.</param>
/// <param name="Mask"><c>#</c> digit, <c>@</c> letter, <c>&amp;</c> letter or umlaut, <c>*</c> either; separators and capitals stand for themselves.</param>
/// <param name="Check">Rule of the bare value, or null.</param>
/// <param name="IsChecksum">Whether the rule is a checksum, so that passing it validates.</param>
internal sealed record IdentifierFormat(string Type, double Score, string Mask, ValueCheck? Check, bool IsChecksum)
{
    /// <summary>Cue group that raises the score; set when the table is built.</summary>
    public int Group { get; init; } = -1;

    /// <summary>Length of the first run of letters and digits: formats are looked up by it. One separator and another run follow it, or nothing.</summary>
    public int FirstRun { get; } = Run(Mask) is int run && run + 1 < Mask.Length && Mask[run + 1] is ' ' or '-' or '.' or '/' or '+' ? throw new InvalidDataException(Mask) : Run(Mask);

    /// <summary>Digits and letters in a whole value.</summary>
    public int BareLength { get; } = Mask.Count(c => c is '#' or '@' or '&' or '*' || char.IsAsciiLetterOrDigit(c));

    /// <summary>Whether the mask has nothing but digits: then nothing in its look tells it from any other number.</summary>
    public bool IsPlainNumber { get; } = Mask.All(c => c == '#');

    /// <summary>Whether the mask names letters or digits: then fitting it in kind is not enough.</summary>
    public bool HasLiterals { get; } = Mask.Any(c => c is not ('#' or '@' or '&' or '*') && char.IsAsciiLetterOrDigit(c));

    /// <summary>Whether <paramref name="text"/> from <paramref name="at"/> on has the shape.</summary>
    public bool Matches(ReadOnlySpan<char> text, int at)
    {
        if (at + Mask.Length > text.Length)
        {
            return false;
        }

        for (int i = 0; i < Mask.Length; i++)
        {
            char c = text[at + i], m = Mask[i];
            bool fits = m switch
            {
                '#' => char.IsAsciiDigit(c),
                '@' => char.IsAsciiLetter(c),
                '&' => char.IsAsciiLetter(c) || c is 'Ä' or 'Ö' or 'Ü' or 'ä' or 'ö' or 'ü',
                '*' => char.IsAsciiLetterOrDigit(c),
                ' ' or '-' or '.' or '/' or '+' => c == m,
                _ => (c & ~0x20) == m || c == m,
            };
            if (!fits)
            {
                return false;
            }

        }

        return true;
    }

    private static int Run(string mask)
    {
        int i = 0;
        while (i < mask.Length && mask[i] is not (' ' or '-' or '.' or '/' or '+'))
        {
            i++;
        }

        return i;
    }
}
