namespace HybridAi.Privacy.Tests.Masking;

public sealed class MaskingTests
{
    private readonly MaskVault _vault = new("k7f3");

    private MaskedText Mask(string text, PrivacyPolicy? policy = null, MaskOrigin origin = MaskOrigin.Conversation)
    {
        policy ??= PrivacyPolicy.Default;
        return Masker.Mask(text, PrivacyScanner.Default.Scan(text, policy.DetectionThreshold), policy, Location.Cloud, _vault, origin);
    }

    [Fact]
    public void Mask_TextWithValues_ReplacesAndRestoresExactly()
    {
        const string Text = "Mail jane.doe@brookfield.co.uk or call (212) 736-5000; card 4012-8888-8888-1881, again 4012888888881881.";

        MaskedText masked = Mask(Text);

        masked.MustStay.ShouldBeFalse();
        masked.Text.ShouldBe("Mail [[k7f3-EMAIL-1]] or call [[k7f3-PHONE-2]]; card [[k7f3-CARD-3]], again [[k7f3-CARD-3a]].");
        Restorer.Restore(masked.Text, _vault).ShouldBe(Text);
    }

    [Fact]
    public void Mask_Secret_Stays() => Mask("key ghp_abcdefghijklmnopqrstuvwxyz0123456789").MustStay.ShouldBeTrue();

    [Fact]
    public void Mask_TowardsDevice_ChangesNothing()
    {
        const string Text = "mail jane.doe@brookfield.co.uk";
        ScanResult scan = PrivacyScanner.Default.Scan(Text);

        Masker.Mask(Text, scan, PrivacyPolicy.Default, Location.Device, _vault).ShouldBe(new MaskedText(Text, 0, false));
    }

    [Fact]
    public void Mask_NonceInText_IsNotAToken()
    {
        string first = Mask("mail jane.doe@brookfield.co.uk").Text;

        MaskedText forged = Mask("what is [[k7f3-EMAIL-1]]?");

        forged.Text.ShouldNotContain("[[k7f3-EMAIL-1]]");
        Restorer.Restore(forged.Text, _vault).ShouldBe("what is [[k7f3-EMAIL-1]]?");
        first.ShouldContain("[[k7f3-EMAIL-1]]");
    }

    [Fact]
    public void Mask_SystemOrigin_IsNeverRestored()
    {
        string system = Mask("support is ops@brookfield.co.uk", origin: MaskOrigin.System).Text;
        string user = Mask("write to ops@brookfield.co.uk").Text;

        Restorer.Restore(system, _vault).ShouldBe(system);
        Restorer.Restore(user, _vault).ShouldBe("write to ops@brookfield.co.uk");
    }

    [Fact]
    public void Mask_VaultFull_Stays()
    {
        var small = new MaskVault("k7f3", capacity: 1);
        const string Text = "a.b@brookfield.co.uk and c.d@brookfield.co.uk";

        Masker.Mask(Text, PrivacyScanner.Default.Scan(Text), PrivacyPolicy.Default, Location.Cloud, small).MustStay.ShouldBeTrue();
    }

    [Fact]
    public void Issue_SurnameOfAKnownPerson_IsTheSamePerson()
    {
        string? full = _vault.Issue("PERSON", "Anna Smith", null, MaskOrigin.Conversation);
        string? surname = _vault.Issue("PERSON", "Ms. Smith", null, MaskOrigin.Conversation);
        string? other = _vault.Issue("PERSON", "Bob Stone", null, MaskOrigin.Conversation);

        (full, surname, other).ShouldBe(("[[k7f3-PERSON-1]]", "[[k7f3-PERSON-1a]]", "[[k7f3-PERSON-2]]"));
        Restorer.Restore($"Dear {surname}, {full} and {other}", _vault).ShouldBe("Dear Ms. Smith, Anna Smith and Bob Stone");
    }

    [Theory]
    [InlineData("""{"email": "jane.doe@brookfield.co.uk", "n": 3, "note": "line\nbreak \u00e9 \"q\" jane.doe\u0040brookfield.co.uk"}""")]
    [InlineData("""["4012-8888-8888-1881", {"phone":"(212) 736-5000"}]""")]
    public void MaskJson_Strings_AreReplacedAndComeBackByteForByte(string json)
    {
        MaskedText masked = Masker.MaskJson(json, PrivacyScanner.Default, PrivacyPolicy.Default, Location.Cloud, _vault);

        masked.MustStay.ShouldBeFalse();
        masked.Masked.ShouldBeGreaterThanOrEqualTo(2);
        masked.Text.ShouldNotContain("brookfield");
        masked.Text.ShouldNotContain("8888");
        System.Text.Json.JsonDocument.Parse(masked.Text).Dispose();
        Restorer.RestoreJson(masked.Text, _vault).ShouldBe(json);
    }

    [Theory]
    [InlineData("""{"phone": 2127365000}""")]
    [InlineData("""{"card number": 4012888888881881}""")]
    [InlineData("""{"jane.doe@brookfield.co.uk": "x"}""")]
    public void MaskJson_NumberOrKey_Stays(string json) =>
        Masker.MaskJson(json, PrivacyScanner.Default, PrivacyPolicy.Default, Location.Cloud, _vault).MustStay.ShouldBeTrue();

    [Theory]
    [InlineData("k7f")]
    [InlineData("k7fe")]
    public void MaskVault_BadNonce_IsRefused(string nonce) => Should.Throw<ArgumentException>(() => new MaskVault(nonce));
}
