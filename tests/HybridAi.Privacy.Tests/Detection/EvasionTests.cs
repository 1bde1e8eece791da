using System.Text;

namespace HybridAi.Privacy.Tests.Detection;

public sealed class EvasionTests
{
    private static readonly (string Type, string Value)[] s_values =
    [
        ("CREDIT_CARD", "4012888888881881"), ("CREDIT_CARD", "4012-8888-8888-1881"), ("EMAIL_ADDRESS", "jane.doe@brookfield.co.uk"), ("IBAN_CODE", "DE89370400440532013000"),
        ("US_SSN", "536-90-4399"), ("PHONE_NUMBER", "(212) 736-5000"), ("CN_RIC", "11010519491231002X"),
    ];

    public static TheoryData<string> Disguises => new("zero-width", "soft-hyphen", "full-width", "spaced", "percent", "entity", "base64", "hex", "nbsp", "arabic-digits", "at-dot", "look-alike", "bom",
        "mathematical", "superscript", "keycap", "struck", "tags", "escaped", "middle-dot", "bare-base64");

    [Theory]
    [MemberData(nameof(Disguises))]
    public void Scan_DisguisedValue_IsFoundInThePlaceOfTheText(string disguise)
    {
        foreach ((string type, string value) in s_values)
        {
            string hidden = Hide(disguise, value);
            if (hidden == value && disguise is not "nbsp")
            {
                continue;
            }

            string text = $"my ssn, phone, card or mail: {hidden} , thanks";

            ScanResult result = PrivacyScanner.Default.Scan(text);

            Finding hit = result.Findings.FirstOrDefault(f => f.Type == type);
            hit.Type.ShouldBe(type, $"{disguise} {hidden}: {string.Join("; ", result.Findings.Select(f => f.Type))}");
            text.Substring(hit.Start, hit.Length).Trim('=').ShouldBe(hidden.Trim('=', '\u0336', '\uFE0F', '\u20E3'), disguise);
        }
    }

    private static string Hide(string disguise, string value) => disguise switch
    {
        "zero-width" => value.Insert(5, "\u200B").Insert(2, "\u200D"),
        "soft-hyphen" => value.Insert(6, "\u00AD"),
        "bom" => value.Insert(7, "\uFEFF"),
        "full-width" => string.Concat(value.Select(c => c is > ' ' and < (char)127 ? (char)(c + 0xFEE0) : c)),
        "spaced" => value.All(c => char.IsAsciiDigit(c) || c == '-') ? string.Join(' ', value.Where(char.IsAsciiDigit)) : value,
        "percent" => string.Concat(value.Select(c => $"%{(int)c:X2}")),
        "entity" => string.Concat(value.Select(c => $"&#{(int)c};")),
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes("value: " + value)),
        "hex" => Convert.ToHexString(Encoding.UTF8.GetBytes("value: " + value)),
        "bare-base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) is { Length: >= 20 } run ? run : value,
        "mathematical" => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? char.ConvertFromUtf32(0x1D7CE + c - '0')
            : char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(0x1D41A + c - 'a') : char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(0x1D5D4 + c - 'A') : c.ToString())),
        "superscript" => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'] : c)),
        "keycap" => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? $"{c}\uFE0F\u20E3" : c.ToString())),
        "struck" => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? $"{c}\u0336" : c.ToString())),
        "tags" => value.Insert(3, "\U000E0020"),
        "escaped" => string.Concat(value.Select((c, i) => i % 2 == 0 ? $"\\u{(int)c:x4}" : $"\\\\x{(int)c:X2}")),
        "middle-dot" => value.Replace('-', '·'),
        "nbsp" => value.Replace('-', '\u00A0'),
        "arabic-digits" => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + 0x660) : c)),
        "at-dot" => value.Replace("@", " [at] ", StringComparison.Ordinal).Replace(".", "[dot]", StringComparison.Ordinal) is var s && value.Contains('@', StringComparison.Ordinal) ? s : value,
        _ => value.Contains('@', StringComparison.Ordinal) ? value.Replace('o', 'о').Replace('a', 'а') : value,
    };

    /// <summary>A payload pasted as it was logged: line ends and quotes are escapes, once or twice.</summary>
    [Theory]
    [InlineData("""{"body":"card\n4012888888881881\nthanks"}""", "CREDIT_CARD", "4012888888881881")]
    [InlineData("""{"body":"{\"card\":\"x\\n4012888888881881\\n\"}"}""", "CREDIT_CARD", "4012888888881881")]
    [InlineData("""{"body":"Mail\tjane@brookfield.com\nSSN\t536-90-4399"}""", "US_SSN", "536-90-4399")]
    [InlineData("""{"body":"Bank\tDE89370400440532013000\n"}""", "IBAN_CODE", "DE89370400440532013000")]
    [InlineData("""{"tel":"\u002B49 30 901820"}""", "PHONE_NUMBER", """\u002B49 30 901820""")]
    [InlineData("""mail=jane.doe\u0040brookfield.com""", "EMAIL_ADDRESS", """jane.doe\u0040brookfield.com""")]
    [InlineData("""{"text":"Regards,\nDr. Anna Smith\nCardiology"}""", "PERSON", "Anna Smith")]
    public void Scan_EscapedPayload_IsReadAsItsReaderWould(string text, string type, string value)
    {
        var hits = PrivacyScanner.Default.Scan(text).Findings;

        hits.Where(f => f.Type == type).Select(f => text.Substring(f.Start, f.Length)).ShouldContain(value, string.Join("; ", hits));
    }

    /// <summary>A number that a line end cuts is found where words say what it is; a table of numbers is none.</summary>
    [Theory]
    [InlineData("Card number:\n4012\n8888\n8888\n1881", true)]
    [InlineData("Card number: 4012 8888\r\n8888 1881", true)]
    [InlineData("my card\t4012\t8888\t8888\t1881", true)]
    [InlineData("card 4012_8888_8888_1881", true)]
    [InlineData("width\theight\n4012\t8888\n8888\t1881", false)]
    public void Scan_CardAcrossLines_IsFoundByItsWords(string text, bool found)
    {
        PrivacyScanner.Default.Scan(text).Findings.Any(f => f.Type == "CREDIT_CARD").ShouldBe(found);
    }

    [Fact]
    public void Scan_IbanAcrossLines_IsFound()
    {
        PrivacyScanner.Default.Scan("pay to DE89 3704 0044\n0532 0130 00 today").Findings.ShouldHaveSingleItem().Type.ShouldBe("IBAN_CODE");
    }

    [Fact]
    public void Scan_SpelledOutAddress_IsFound()
    {
        const string Text = "write to jane dot doe at brookfield dot com please";

        Finding hit = PrivacyScanner.Default.Scan(Text).Findings.ShouldHaveSingleItem();

        Text.Substring(hit.Start, hit.Length).ShouldBe("jane dot doe at brookfield dot com");
    }
}
