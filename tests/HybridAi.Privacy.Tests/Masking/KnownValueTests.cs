namespace HybridAi.Privacy.Masking;

public class KnownValueTests
{
    private const string Told = "My passport number is 084077630.";

    private static MaskVault Vault()
    {
        var vault = new MaskVault("k7f3");
        vault.Note(Told, PrivacyScanner.Default.Scan(Told), PrivacyPolicy.Default, Location.Cloud);
        return vault;
    }

    private static MaskedText Mask(string text, MaskVault vault) =>
        Masker.Mask(text, PrivacyScanner.Default.Scan(text), PrivacyPolicy.Default, Location.Cloud, vault);

    [Theory]
    [InlineData("Noted: 084077630. Anything else?", "Noted: [[k7f3-ID-1]]. Anything else?")]
    [InlineData("084077630", "[[k7f3-ID-1]]")]
    [InlineData("(084-077-630)", "([[k7f3-ID-1]])")]
    [InlineData("it was 084 077 630, twice 084077630", "it was [[k7f3-ID-1]], twice [[k7f3-ID-1a]]")]
    [InlineData("1084077630", "1084077630")]
    [InlineData("0840776301", "0840776301")]
    [InlineData("08407 and 7630", "08407 and 7630")]
    [InlineData("A0840B", "A0840B")]
    public void Value_NotedOnce_IsMaskedWithoutItsContext(string text, string masked) => Mask(text, Vault()).Text.ShouldBe(masked);

    [Fact]
    public void Value_MaskedOnce_IsKnownFromThenOn_AlsoAfterStorage()
    {
        var vault = new MaskVault("k7f3");
        Mask(Told, vault);
        var key = new byte[32];

        foreach (var one in (MaskVault[])[vault, MaskVault.Import(vault.Export(key, new byte[12]), key)])
        {
            one.Holds("so 084077630 it is").ShouldBeTrue();
            one.Holds("so 084077631 it is").ShouldBeFalse();
            Mask("so 084077630 it is", one).Text.ShouldBe("so [[k7f3-ID-1]] it is");
        }

        vault.Clear();
        vault.Holds("084077630").ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"to":"084077630"}""", """{"to":"[[k7f3-ID-1]]"}""", false)]
    [InlineData("""{"to":84077630,"n":084077630}""", null, true)]
    public void Value_InJson_IsMaskedOrMakesItStay(string json, string? masked, bool stays)
    {
        var result = Masker.MaskJson(json, PrivacyScanner.Default, PrivacyPolicy.Default, Location.Cloud, Vault());

        result.MustStay.ShouldBe(stays);
        if (masked is not null)
        {
            result.Text.ShouldBe(masked);
        }
    }

    [Fact]
    public void Name_ThatStoodBesideANumberOnce_IsNoSecretByItself()
    {
        const string Text = "Anna Smith's card is 4111 1111 1111 1111.";
        var vault = new MaskVault("k7f3");
        Mask(Text, vault);

        Mask("Anna Smith lives here.", vault).Text.ShouldBe("Anna Smith lives here.");
        Mask("4111-1111-1111-1111", vault).Text.ShouldBe("[[k7f3-CARD-2a]]");
    }

    [Fact]
    public void Secret_IsNotKept()
    {
        var vault = new MaskVault("k7f3");
        const string Text = "Log in with password: hunter2-Xq9!";
        vault.Note(Text, PrivacyScanner.Default.Scan(Text), PrivacyPolicy.Default, Location.Cloud);

        vault.Holds("hunter2-Xq9!").ShouldBeFalse();
    }
}
