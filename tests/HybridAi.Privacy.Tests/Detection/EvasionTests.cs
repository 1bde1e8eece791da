using System.Text;

namespace HybridAi.Privacy.Tests.Detection;

public sealed class EvasionTests
{
    private static readonly (string Type, string Value)[] s_values =
    [
        ("CREDIT_CARD", "4012888888881881"), ("CREDIT_CARD", "4012-8888-8888-1881"), ("EMAIL_ADDRESS", "jane.doe@brookfield.co.uk"), ("IBAN_CODE", "DE89370400440532013000"),
        ("US_SSN", "536-90-4399"), ("PHONE_NUMBER", "(212) 736-5000"), ("CN_RIC", "11010519491231002X"),
    ];

    public static TheoryData<string> Disguises => new("zero-width", "soft-hyphen", "full-width", "spaced", "percent", "entity", "base64", "hex", "nbsp", "arabic-digits", "at-dot", "look-alike", "bom");

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
            text.Substring(hit.Start, hit.Length).Trim('=').ShouldBe(hidden.Trim('='), $"{disguise}");
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
        "nbsp" => value.Replace('-', '\u00A0'),
        "arabic-digits" => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + 0x660) : c)),
        "at-dot" => value.Replace("@", " [at] ", StringComparison.Ordinal).Replace(".", "[dot]", StringComparison.Ordinal) is var s && value.Contains('@', StringComparison.Ordinal) ? s : value,
        _ => value.Contains('@', StringComparison.Ordinal) ? value.Replace('o', 'о').Replace('a', 'а') : value,
    };

    [Fact]
    public void Scan_SpelledOutAddress_IsFound()
    {
        const string Text = "write to jane dot doe at brookfield dot com please";

        Finding hit = PrivacyScanner.Default.Scan(Text).Findings.ShouldHaveSingleItem();

        Text.Substring(hit.Start, hit.Length).ShouldBe("jane dot doe at brookfield dot com");
    }
}
