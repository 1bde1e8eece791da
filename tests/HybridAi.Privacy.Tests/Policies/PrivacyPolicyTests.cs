namespace HybridAi.Privacy.Tests.Policies;

public sealed class PrivacyPolicyTests
{
    private static ScanResult Found(params string[] types) =>
        ScanResult.Create(types.Select((t, i) => new Finding(t, null, i * 10, 5, 0.9, false)), []);

    [Theory]
    [InlineData("PERSON", Treatment.Allow)]
    [InlineData("LOCATION", Treatment.Allow)]
    [InlineData("EMAIL_ADDRESS", Treatment.Mask)]
    [InlineData("CREDIT_CARD", Treatment.Mask)]
    [InlineData("US_SSN", Treatment.Mask)]
    [InlineData("CVV", Treatment.Forbid)]
    [InlineData("SECRET", Treatment.Forbid)]
    [InlineData("SOMETHING_OF_A_MODEL", Treatment.Mask)]
    public void Default_OneEntity_IsTreatedAsDesigned(string type, Treatment expected)
    {
        PrivacyPolicy.Default.Evaluate(Found(type), Location.Cloud).Strictest.ShouldBe(expected);
        PrivacyPolicy.Default.Evaluate(Found(type), Location.Device).Strictest.ShouldBe(Treatment.Allow);
    }

    [Fact]
    public void Default_NameBesideIdentifier_IsMasked()
    {
        ScanResult scan = Found("PERSON", "EMAIL_ADDRESS");

        PrivacyPolicy.Default.TreatmentOf(scan.Findings[0], scan, Location.Cloud).ShouldBe(Treatment.Mask);
    }

    [Fact]
    public void Default_Statement_IsForbidden()
    {
        ScanResult scan = ScanResult.Create([], [new StatementFinding(StatementClasses.Health, 0.8)]);

        PrivacyVerdict verdict = PrivacyPolicy.Default.Evaluate(scan, Location.Private);

        verdict.Strictest.ShouldBe(Treatment.Forbid);
        verdict.Reason.ShouldBe(VerdictReason.Labels);
        verdict.Labels.ShouldHaveSingleItem().Subject.ShouldBe(StatementClasses.Health);
    }

    [Fact]
    public void Default_IncompleteScan_IsForbiddenOffDevice()
    {
        PrivacyPolicy.Default.Evaluate(ScanResult.Incomplete, Location.Private).Reason.ShouldBe(VerdictReason.IncompleteScan);
        PrivacyPolicy.Default.Evaluate(ScanResult.Incomplete, Location.Device).Strictest.ShouldBe(Treatment.Allow);
    }

    [Theory]
    [InlineData("gdpr-art9")]
    [InlineData("hipaa-safe-harbor")]
    [InlineData("pci-dss")]
    public void ClosedPreset_NothingFound_StaysUntilReleased(string preset)
    {
        PrivacyPolicy policy = PrivacyPolicy.FromPreset(preset);

        policy.Evaluate(ScanResult.Empty, Location.Cloud).Reason.ShouldBe(VerdictReason.NotReleased);
        policy.Evaluate(ScanResult.Empty, Location.Cloud).Strictest.ShouldBe(Treatment.Forbid);
        policy.Evaluate(ScanResult.Empty, Location.Cloud, released: true).Strictest.ShouldBe(Treatment.Allow);
    }

    [Fact]
    public void Compose_TwoPresets_IsNeverLooserThanEither()
    {
        PrivacyPolicy[] all = [.. PrivacyPolicy.Presets];
        IEnumerable<string> subjects = all.SelectMany(p => p.Rules).Select(r => r.Subject).Where(s => !s.Contains('/', StringComparison.Ordinal)).Distinct();
        foreach (string subject in subjects)
        {
            foreach (PrivacyPolicy a in all)
            {
                foreach (PrivacyPolicy b in all)
                {
                    PrivacyRule both = PrivacyPolicy.Compose(a, b).RuleFor(subject);
                    both.Cloud.ShouldBe((Treatment)Math.Max((int)a.RuleFor(subject).Cloud, (int)b.RuleFor(subject).Cloud), $"{subject} {a.Preset} {b.Preset}");
                    both.Threshold.ShouldBe(Math.Min(a.RuleFor(subject).Threshold, b.RuleFor(subject).Threshold));
                }
            }
        }
    }

    [Fact]
    public void RevisionId_SameTable_IsSame_OtherTable_Differs()
    {
        var rules = new[] { new PrivacyRule("*", Treatment.Mask, Treatment.Mask), new PrivacyRule("~", Treatment.Forbid, Treatment.Forbid) };

        new PrivacyPolicy("a", PrivacyPosture.Open, rules).RevisionId.ShouldBe(new PrivacyPolicy("b", PrivacyPosture.Open, rules.Reverse()).RevisionId);
        new PrivacyPolicy("a", PrivacyPosture.Closed, rules).RevisionId.ShouldNotBe(new PrivacyPolicy("a", PrivacyPosture.Open, rules).RevisionId);
        PrivacyPolicy.Presets.Select(p => p.RevisionId).Distinct().Count().ShouldBe(PrivacyPolicy.Presets.Count);
    }

    [Fact]
    public void FromPreset_Unknown_SaysWhichExist() =>
        Should.Throw<ArgumentException>(() => PrivacyPolicy.FromPreset("hippa")).Message.ShouldContain("hipaa-safe-harbor");
}
