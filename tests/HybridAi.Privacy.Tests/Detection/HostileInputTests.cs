namespace HybridAi.Privacy.Tests.Detection;

/// <summary>Work grows with the length of hostile text, not with its square: the characters looked at are counted, not the time.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string> Units => new(
        "1", "1 ", "12-", "1.", "a1", "@", "a@", "a.b@", "@a.", "1:", "::", "ff:", "[", "[[", "((", "%4", "%40", "&#", "&#49;", "eyJ", "eyJ.", "://", "a://b:", "password=", "token: ", "ghp_", "-----BEGIN PRIVATE KEY",
        "4111 1111 1111 1111 ", "DE89 ", "A", "Aa ", "Anna Smith ", "Mr. ", "+1 ", "0x", "bc1q", "\u200B", "\u200B1", "а1", "王", "他", "my name is ", "-", "/", " at a dot ", "9999999999 ", "00:1A:2B:", "Q", "Qw", "{\"a\":", "1/1/", "http://a.co/", "www.a.co", "%B4012888888881881^", ";4012888888881881=",
        "_", "=", "a=", "a.com ", "key=a1", "secret \"a1\" ", "1-", "a_1", "-----BEGIN PRIVATE KEY-----\nA1", "x.", "sk-a", "AKIA", "glpat-", "1x1", "张伟", "is 43 and ", "A, B and ", "dot ", "a dot ", "10:30 am ", "token");

    [Theory]
    [MemberData(nameof(Units))]
    public void Scan_RepeatedUnit_TakesLinearWork(string unit)
    {
        const int Length = 16_000;
        long small = PrivacyScanner.Default.CountWork(Repeat(unit, Length)), large = PrivacyScanner.Default.CountWork(Repeat(unit, 2 * Length));

        large.ShouldBeLessThanOrEqualTo((long)(2.2 * small) + 64);
        small.ShouldBeLessThanOrEqualTo(300L * Length);
    }

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));

    [Fact]
    public void Scan_RandomPieces_NeverFailsAndStaysInsideTheText()
    {
        string[] pieces =
        [
            "1", "23", "456", "7890", "A", "b", "Z9", "-", "/", ".", " ", ":", "@", "+", "(", ")", "%41", "&#52;", "\u200B", "\uD83D", "王", "Anna", "Smith", "IBAN ", "DE", "2A", "X", "K",
            "eyJ", "://", "password=", "token: ", "[at]", " dot ", "com", "\n", "é", "ａ", "а", "HRB ", "0x", "::", "年", "月", "路", "号", "SSN ", "born ", "\"", "\0",
        ];
        var random = new Random(3);
        for (int run = 0; run < 4000; run++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)]));
            ScanResult result = PrivacyScanner.Default.Scan(text, 0);
            result.IsComplete.ShouldBeTrue(text);
            result.Findings.ShouldAllBe(f => f.Start >= 0 && f.Length > 0 && f.End <= text.Length && f.Score >= 0 && f.Score <= 1);
        }
    }

    [Fact]
    public void Scan_RandomIdentifierShapes_NeverFails()
    {
        var random = new Random(4);
        foreach (var format in HybridAi.Privacy.Detectors.Identifiers.IdentifierTable.ByFirstRun.SelectMany(f => f))
        {
            for (int i = 0; i < 40; i++)
            {
                string value = string.Concat(format.Mask.Select(c => c switch
                {
                    '#' => (char)('0' + random.Next(10)),
                    '@' => (char)('A' + random.Next(26)),
                    '*' => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[random.Next(36)],
                    _ => c,
                }));
                PrivacyScanner.Default.Scan(value, 0).IsComplete.ShouldBeTrue($"{format.Type} {value}");
            }
        }
    }
}
