using System.Text;

namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>Ways to write a value so that a reader still understands it and a pattern does not.</summary>
internal static class EvasionCorpus
{
    public static IReadOnlyList<(string Name, Func<string, string?> Apply)> Operators { get; } =
    [
        ("zero-width characters between", v => string.Join('\u200B', v.AsEnumerable())),
        ("soft hyphens between", v => Between(v, '\u00AD', 3)),
        ("word joiners between", v => Between(v, '\u2060', 2)),
        ("no-break spaces for spaces", v => v.Contains(' ', StringComparison.Ordinal) ? v.Replace(' ', '\u00A0') : null),
        ("thin spaces for spaces", v => v.Contains(' ', StringComparison.Ordinal) ? v.Replace(' ', '\u2009') : null),
        ("long dashes for hyphens", v => v.Contains('-', StringComparison.Ordinal) ? v.Replace('-', '\u2013') : null),
        ("full-width characters", v => Map(v, c => c is > ' ' and < '\u007f' ? (char)(c + 0xFEE0) : c)),
        ("Arabic-Indic digits", v => Map(v, c => char.IsAsciiDigit(c) ? (char)(c - '0' + 0x660) : c)),
        ("Devanagari digits", v => Map(v, c => char.IsAsciiDigit(c) ? (char)(c - '0' + 0x966) : c)),
        ("Cyrillic look-alikes", v => Map(v, c => "aeopcxyABEKMHOPCTX".IndexOf(c, StringComparison.Ordinal) is >= 0 and int i ? "аеорсхуАВЕКМНОРСТХ"[i] : c) is var m && m != v ? m : null),
        ("[at] and [dot]", v => v.Contains('@', StringComparison.Ordinal) ? v.Replace("@", " [at] ", StringComparison.Ordinal).Replace(".", " [dot] ", StringComparison.Ordinal) : null),
        ("(at) and (dot)", v => v.Contains('@', StringComparison.Ordinal) ? v.Replace("@", "(at)", StringComparison.Ordinal).Replace(".", "(dot)", StringComparison.Ordinal) : null),
        ("at and dot as words", v => v.Contains('@', StringComparison.Ordinal) ? v.Replace("@", " at ", StringComparison.Ordinal).Replace(".", " dot ", StringComparison.Ordinal) : null),
        ("percent-encoding", v => string.Concat(v.Select(c => $"%{(int)c:X2}"))),
        ("HTML entities, decimal", v => string.Concat(v.Select(c => $"&#{(int)c};"))),
        ("HTML entities, hexadecimal", v => string.Concat(v.Select(c => $"&#x{(int)c:x};"))),
        ("mathematical letters and digits", v => string.Concat(v.Select(c => char.IsAsciiDigit(c) ? char.ConvertFromUtf32(0x1D7F6 + c - '0')
            : char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(0x1D68A + c - 'a') : char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(0x1D670 + c - 'A') : c.ToString()))),
        ("superscript digits", v => Map(v, c => char.IsAsciiDigit(c) ? "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'] : c)),
        ("escapes of a string literal", v => string.Concat(v.Select(c => $"\\u{(int)c:x4}"))),
        ("base64", v => v.Length >= 12 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(v)) : null),
        ("hexadecimal", v => v.Length >= 8 ? Convert.ToHexString(Encoding.UTF8.GetBytes(v)) : null),
        ("spaced digits", v => v.All(char.IsAsciiDigit) && v.Length >= 9 ? string.Join(' ', v.AsEnumerable()) : null),
        ("dashed digits", v => v.All(char.IsAsciiDigit) && v.Length >= 9 ? string.Join('-', v.AsEnumerable()) : null),
    ];

    /// <summary>The texts with their value disguised; those the operator cannot change are left out.</summary>
    public static IEnumerable<Labelled> Disguise(IEnumerable<Labelled> texts, Func<string, string?> apply)
    {
        foreach (Labelled text in texts)
        {
            (string type, int start, int length) = text.Gold[0];
            if (apply(text.Text.Substring(start, length)) is { } value)
            {
                yield return new Labelled(string.Concat(text.Text.AsSpan(0, start), value, text.Text.AsSpan(start + length)), [(type, start, value.Length)]);
            }
        }
    }

    private static string Between(string value, char mark, int every) =>
        string.Concat(value.Select((c, i) => i > 0 && i % every == 0 ? $"{mark}{c}" : c.ToString()));

    private static string Map(string value, Func<char, char> map) => string.Concat(value.Select(map));
}
