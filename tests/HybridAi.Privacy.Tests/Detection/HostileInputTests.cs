namespace HybridAi.Privacy.Tests.Detection;

/// <summary>Work grows with the length of hostile text, not with its square: the characters looked at are counted, not the time.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string> Units => new(
        "1", "1 ", "12-", "1.", "a1", "@", "a@", "a.b@", "@a.", "1:", "::", "ff:", "[", "[[", "((", "%4", "%40", "&#", "&#49;", "eyJ", "eyJ.", "://", "a://b:", "password=", "token: ", "ghp_", "-----BEGIN PRIVATE KEY",
        "4111 1111 1111 1111 ", "DE89 ", "A", "Aa ", "Anna Smith ", "Mr. ", "+1 ", "0x", "bc1q", "\u200B", "\u200B1", "а1", "王", "他", "my name is ", "-", "/", " at a dot ", "9999999999 ", "00:1A:2B:", "Q", "Qw", "{\"a\":", "1/1/");

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
}
