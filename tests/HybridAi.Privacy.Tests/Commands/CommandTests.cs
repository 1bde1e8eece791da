using System.Security.Cryptography;
using System.Text.Json;
using HybridAi.Privacy.Commands;

namespace HybridAi.Privacy.Tests.Commands;

public sealed class CommandTests
{
    private static async Task<(int Code, string Output, string Errors)> Scan(string input, PrivacyScanCommand command)
    {
        using var reader = new StringReader(input);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = await command.RunAsync("input", reader, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    [Fact]
    public async Task Scan_JsonLines_GivesFindingsStatementsAndAction()
    {
        const string Input = """
            {"id":"a","text":"mail jane.doe@brookfield.co.uk"}
            {"id":7,"text":"Tina has been diagnosed with hepatitis."}
            {"text":"hello there"}
            not json
            """;

        (int code, string output, string errors) = await Scan(Input, new PrivacyScanCommand { JsonLines = true });

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("""{"id":"a","findings":[{"type":"EMAIL_ADDRESS","kind":null,"start":5,"end":30,"score":1,"validated":true}],"statements":[],"action":"Mask"}""");
        using JsonDocument second = JsonDocument.Parse(lines[1]);
        second.RootElement.GetProperty("id").GetInt32().ShouldBe(7);
        second.RootElement.GetProperty("action").GetString().ShouldBe("Forbid");
        second.RootElement.GetProperty("statements")[0].GetProperty("class").GetString().ShouldBe("health");
        lines[2].ShouldBe("""{"id":null,"findings":[],"statements":[],"action":"Allow"}""");
        (code, errors.Contains("line 4", StringComparison.Ordinal)).ShouldBe((1, true));
    }

    [Fact]
    public async Task Scan_MinScoreZero_ReportsBareCandidatesOfSeveralTypes()
    {
        (_, string output, _) = await Scan("""{"id":1,"text":"130692544"}""", new PrivacyScanCommand { JsonLines = true, MinScore = 0 });

        output.ShouldContain("CA_SIN");
        output.ShouldContain("US_BANK_NUMBER");
    }

    [Fact]
    public async Task Scan_ClosedPreset_ForbidsWhatNobodyReleased()
    {
        (_, string output, _) = await Scan("""{"id":1,"text":"hello"}""", new PrivacyScanCommand { JsonLines = true, Preset = "hipaa-safe-harbor" });

        output.ShouldContain("\"action\":\"Forbid\"");
    }

    [Fact]
    public async Task Scan_ViewForPeople_NamesPlacesNotValues()
    {
        (_, string output, _) = await Scan("one\ntwo jane.doe@brookfield.co.uk", new PrivacyScanCommand());

        output.ShouldContain("input:2:5  EMAIL_ADDRESS");
        output.ShouldNotContain("brookfield");
    }

    [Fact]
    public async Task MaskAndRestore_OverASealedVault_GiveBackTheText()
    {
        const string Text = "mail jane.doe@brookfield.co.uk";
        byte[] key = new byte[32], iv = new byte[12];
        var vault = new MaskVault("k7f3");
        using var masked = new StringWriter();
        using var errors = new StringWriter();
        using var input = new StringReader(Text);
        (await PrivacyTextCommands.MaskAsync(input, masked, errors, vault)).ShouldBe(0);

        byte[] sealedVault = vault.Export(key, iv);
        MaskVault opened = MaskVault.Import(sealedVault, key);
        using var restored = new StringWriter();
        using var tokens = new StringReader(masked.ToString());
        await PrivacyTextCommands.RestoreAsync(tokens, restored, opened);

        masked.ToString().ShouldBe("mail [[k7f3-EMAIL-1]]");
        restored.ToString().ShouldBe(Text);
        sealedVault.AsSpan().IndexOf("brookfield"u8).ShouldBe(-1);
        sealedVault[^1] ^= 1;
        Should.Throw<CryptographicException>(() => MaskVault.Import(sealedVault, key));
    }

    [Fact]
    public async Task Mask_Statement_StaysAndSaysWhyWithoutText()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var input = new StringReader("Tina has been diagnosed with hepatitis.");

        (await PrivacyTextCommands.MaskAsync(input, output, errors, new MaskVault("k7f3"))).ShouldBe(3);

        output.ToString().ShouldBeEmpty();
        errors.ToString().ShouldContain("health");
        errors.ToString().ShouldNotContain("Tina");
    }

    [Fact]
    public void Explain_Preset_ListsEveryRow()
    {
        using var output = new StringWriter();

        PrivacyTextCommands.Explain(output, "gdpr-art9");

        string text = output.ToString();
        PrivacyPolicy.GdprArticle9.Rules.Where(r => r.Subject.Length > 1).ShouldAllBe(r => text.Contains(r.Subject, StringComparison.Ordinal));
        text.ShouldContain("Closed");
    }
}
