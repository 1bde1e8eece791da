using System.Text.RegularExpressions;

namespace HybridAi.Privacy.Tests.Policies;

public sealed class HipaaIdentifierTests
{
    /// <summary>The letters of 45 CFR 164.514(b)(2)(i) that text detectors speak for. (Q) is an attachment; (R) has no form of its own.</summary>
    [Theory]
    [InlineData('A', "The patient Maria Lindqvist was seen.", "Maria Lindqvist")]
    [InlineData('B', "She lives at 12 Oak Street, Springfield, IL 62704.", "62704")]
    [InlineData('B', "She lives at 12 Oak Street, Springfield, IL 62704.", "12 Oak Street")]
    [InlineData('C', "Admitted on 03/14/2023.", "03/14")]
    [InlineData('C', "Discharged on March 14.", "March 14")]
    [InlineData('C', "The patient is 93 years old.", "93")]
    [InlineData('D', "Call (212) 555-0182.", "555-0182")]
    [InlineData('E', "Fax: 212-736-5000", "736-5000")]
    [InlineData('F', "Write to maria@contoso.com", "maria@contoso.com")]
    [InlineData('G', "SSN 536-90-4399", "536-90-4399")]
    [InlineData('H', "MRN: 00483920", "00483920")]
    [InlineData('I', "Health plan beneficiary number: XKJ448839201", "XKJ448839201")]
    [InlineData('J', "Account number: 0048392014", "0048392014")]
    [InlineData('K', "Driver license: D1234567", "D1234567")]
    [InlineData('K', "Medical license DEA AB1234563", "AB1234563")]
    [InlineData('L', "VIN 1HGCM82633A004352", "1HGCM82633A004352")]
    [InlineData('L', "License plate 7ABC123", "7ABC123")]
    [InlineData('M', "IMEI 490154203237518", "490154203237518")]
    [InlineData('N', "See https://portal.example.org/p/4432", "portal.example.org/p/4432")]
    [InlineData('O', "Signed in from 203.0.113.77", "203.0.113.77")]
    public void Identifier_InASentence_IsMaskedOnceReleased_AndStaysBefore(char letter, string text, string value)
    {
        PrivacyPolicy policy = PrivacyPolicy.HipaaSafeHarbor;
        ScanResult scan = PrivacyScanner.Default.Scan(text, policy.DetectionThreshold);

        policy.Evaluate(scan, Location.Cloud).Strictest.ShouldBe(Treatment.Forbid);
        policy.Evaluate(scan, Location.Cloud, released: true).Strictest.ShouldBe(Treatment.Mask, $"({letter})");
        Masker.Mask(text, scan, policy, Location.Cloud, new MaskVault("k7f3")).Text.ShouldNotContain(value);
    }

    [Fact]
    public void Biometrics_AreAStatementThatStays()
    {
        PrivacyPolicy policy = PrivacyPolicy.HipaaSafeHarbor;
        ScanResult scan = PrivacyScanner.Default.Scan("Her fingerprint was enrolled for the scanner.", policy.DetectionThreshold);

        policy.Evaluate(scan, Location.Cloud, released: true).Strictest.ShouldBe(Treatment.Forbid);
    }

    [Fact]
    public void NothingFound_InAllPresetsOfARegulation_StaysUntilReleased()
    {
        foreach (PrivacyPolicy policy in new[] { PrivacyPolicy.GdprArticle9, PrivacyPolicy.HipaaSafeHarbor, PrivacyPolicy.PciDss, PrivacyPolicy.FromPreset("default+pci-dss") })
        {
            foreach (Location location in new[] { Location.Private, Location.Cloud })
            {
                policy.Evaluate(ScanResult.Empty, location).Strictest.ShouldBe(Treatment.Forbid);
                policy.Evaluate(ScanResult.Empty, location, released: true).Strictest.ShouldBe(Treatment.Allow);
                policy.Evaluate(ScanResult.Incomplete, location, released: true).Strictest.ShouldBe(Treatment.Forbid);
            }
        }
    }

    [Fact]
    public void Page_HasARowForEachOfTheEighteen_AndEachSectionBeginsWithItsLimit()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root(), "docs", "reference", "privacy-presets.md")).ReplaceLineEndings("\n");

        for (char letter = 'A'; letter <= 'R'; letter++)
        {
            Regex.Count(page, $@"(?m)^\| \({letter}\) ").ShouldBe(1, $"({letter})");
        }

        foreach (string preset in new[] { "default", "gdpr-art9", "hipaa-safe-harbor", "pci-dss" })
        {
            page.ShouldContain($"## {preset}\n\nNot a de-identification determination; measured misses per identifier: [what is found and what is missed](privacy-evaluation.md).");
        }
    }
}
