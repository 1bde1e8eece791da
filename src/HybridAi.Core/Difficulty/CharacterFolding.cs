using System.Globalization;
using System.Runtime.CompilerServices;

namespace HybridAi;

/// <summary>
/// Maps every UTF-16 unit to one byte, so that case, full-width forms, accents, typographic punctuation, look-alike letters and
/// invisible characters cannot change what the classifier reads. A table, because a look-up costs less than any branch.
/// </summary>
internal static class CharacterFolding
{
    /// <summary>Invisible or combining: skipped even inside a word.</summary>
    public const byte Drop = 0;

    /// <summary>Any horizontal white space.</summary>
    public const byte Space = 1;

    /// <summary>A line end.</summary>
    public const byte Newline = 2;

    /// <summary>A letter of a script the n-grams do not know.</summary>
    public const byte Foreign = 3;

    /// <summary>A character that is about half a word by itself (ideographs, kana, hangul).</summary>
    public const byte Ideograph = 4;

    /// <summary>Any other symbol.</summary>
    public const byte Other = 5;

    /// <summary>First code of the letters of other scripts that look like a Latin one: <c>code &amp; 0x7F</c> is the letter.</summary>
    public const byte LookAlike = 0xE1;

    // Pairs "letters of other scripts" → Latin letter they are drawn like (the common confusables of Cyrillic, Greek, Armenian).
    private const string LookAlikes =
        "aаАαΑ bвВΒЬ cсСϲ dԁ eеЕΕεҽ fϝ gց hһНнΗհ iіІιΙӏ jјЈ kкКκΚ lⅼ mмМΜ nΝոη oоОοΟօσ pрРρΡ qԛգ sѕЅ tтТτΤ uυս vνѵ wԝѡω xхХχΧ yуУγΥү zΖ";

    // Latin letters with marks; the first of each group is the plain one.
    private const string Accents =
        "aàáâãäåāăąǎÀÁÂÃÄÅĀĂĄǍª bɓ cçćĉċčÇĆĈĊČ dďđðĎĐÐ eèéêëēĕėęěÈÉÊËĒĔĖĘĚ fƒ gĝğġģĜĞĠĢɡ hĥħĤĦ iìíîïĩīĭįıÌÍÎÏĨĪĬĮİ jĵĴ kķĶ " +
        "lĺļľŀłĹĻĽĿŁ nñńņňŉÑŃŅŇⁿ oòóôõöøōŏőÒÓÔÕÖØŌŎŐº rŕŗřŔŖŘ sśŝşšßſŚŜŞŠ tţťŧŢŤŦ uùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ wŵŴ yýÿŷÝŸŶ zźżžŹŻŽ";

    private const string Punctuation = "'‘’‚‛ʼ´`′ \"“”„‟«»″ -‐‑‒–—―−­ .…。 ,，、 *×·∙⋅ /÷⁄∕ ~∼≈ =≡";

    /// <summary>The table, indexed by UTF-16 unit.</summary>
    public static readonly byte[] Table = Build();

    /// <summary>Folds the mathematical alphabets (U+1D400–U+1D7FF), which are drawn like Latin letters and digits.</summary>
    public static byte FoldPair(char high, char low)
    {
        if (high is >= '\uD840' and <= '\uD888') return Ideograph;
        if (high != '\uD835') return Other;
        int offset = char.ConvertToUtf32(high, low) - 0x1D400;
        return offset switch
        {
            >= 0 and < 13 * 52 => (byte)('a' + (offset % 26)),
            >= 0x3CE and < 0x400 => (byte)('0' + ((offset - 0x3CE) % 10)),
            _ => Other,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // 65,536 turns, once
    private static byte[] Build()
    {
        var table = new byte[char.MaxValue + 1];
        for (int i = 0x80; i <= char.MaxValue; i++) table[i] = Classify((char)i);
        for (int i = 0; i < 0x80; i++)
            table[i] = i switch
            {
                '\n' or '\r' => Newline,
                '\t' or ' ' or '\v' or '\f' => Space,
                < 0x20 or 0x7F => Drop,
                >= 'A' and <= 'Z' => (byte)(i | 0x20),
                _ => (byte)i,
            };
        for (int i = 0xFF01; i <= 0xFF5E; i++) table[i] = table[i - 0xFEE0];
        for (int i = 0; i < 26; i++)
            table[0x24B6 + i] = table[0x24D0 + i] = table[0x249C + i] = (byte)('a' + i);
        foreach (string group in Accents.Split(' ')) Map(table, group, 0);
        foreach (string group in Punctuation.Split(' ')) Map(table, group, 0);
        foreach (string group in LookAlikes.Split(' ')) Map(table, group, 0x80);
        return table;
    }

    private static void Map(byte[] table, string group, byte bit)
    {
        foreach (char c in group.AsSpan(1)) table[c] = (byte)(group[0] | bit);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte Classify(char c) => CharUnicodeInfo.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.SpacingCombiningMark => c == '\u0085' ? Newline : Drop,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Newline,
        UnicodeCategory.SpaceSeparator => Space,
        UnicodeCategory.OtherLetter when c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' => Ideograph,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Foreign,
        UnicodeCategory.DecimalDigitNumber => (byte)('0' + (int)CharUnicodeInfo.GetNumericValue(c)),
        _ => Other,
    };
}
