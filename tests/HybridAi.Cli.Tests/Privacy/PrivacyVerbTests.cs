using System.Text;
using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Privacy;

public sealed class PrivacyVerbTests
{
    private const string Text = "Mail bob@example.org, card 4111 1111 1111 1111.";

    [Fact]
    public async Task Scan_OfJsonLines_WritesFindingsWithOffsetsAndTheAction()
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync(["privacy", "scan", "--jsonl"], $$"""
            {"id":7,"text":"{{Text}}"}

            {"id":"b","text":"Nothing here."}
            """);

        code.ShouldBe(0, cli.Error);
        var lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(2);
        lines[0].GetProperty("id").GetInt32().ShouldBe(7);
        lines[0].GetProperty("action").GetString().ShouldBe("Mask");
        var card = lines[0].GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("type").GetString() == "CREDIT_CARD");
        Text[card.GetProperty("start").GetInt32()..card.GetProperty("end").GetInt32()].ShouldBe("4111 1111 1111 1111");
        card.GetProperty("validated").GetBoolean().ShouldBeTrue();
        lines[1].GetProperty("id").GetString().ShouldBe("b");
        lines[1].GetProperty("findings").GetArrayLength().ShouldBe(0);
        lines[1].GetProperty("action").GetString().ShouldBe("Allow");
    }

    [Fact]
    public async Task Scan_OfFiles_ShowsATable()
    {
        using var cli = new CliRun();
        cli.Write("a.txt", Text);

        (await cli.RunAsync("privacy", "scan", "a.txt")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("CREDIT_CARD");
        cli.Out.ShouldContain("towards a public cloud: Mask");
        cli.Out.ShouldNotContain("\u001b", customMessage: "no colours in a pipe");
    }

    [Fact]
    public async Task Mask_ThenRestore_GivesTheValuesBack()
    {
        using var cli = new CliRun();
        cli.Write("a.txt", Text);

        (await cli.RunAsync("privacy", "mask", "a.txt", "--nonce", "k7f3")).ShouldBe(0, cli.Error);
        var masked = cli.Out;
        (await cli.RunAsync(["privacy", "restore", "--source", "a.txt", "--nonce", "k7f3"], masked)).ShouldBe(0, cli.Error);

        masked.ShouldContain("[[k7f3-");
        masked.ShouldNotContain("4111");
        masked.ShouldNotContain("bob@");
        cli.Out.ShouldBe(Text);
    }

    [Fact]
    public async Task MaskAndRestore_OfJsonLines_AgreeOverTheNonceInTheLine()
    {
        using var cli = new CliRun();

        await cli.RunAsync(["privacy", "mask", "--jsonl"], $$"""{"id":1,"text":"{{Text}}"}""");
        var line = JsonDocument.Parse(cli.Out).RootElement;
        var answer = line.GetProperty("text").GetString()!;
        var nonce = line.GetProperty("nonce").GetString()!;
        await cli.RunAsync(["privacy", "restore", "--jsonl"], JsonSerializer.Serialize(new { id = 1, text = Text, answer, nonce }));

        line.GetProperty("masked").GetInt32().ShouldBe(2);
        JsonDocument.Parse(cli.Out).RootElement.GetProperty("answer").GetString().ShouldBe(Text);
    }

    public static TheoryData<string> Originals => new(
        "Card 4111 1111 1111 1111,\r\nmail bob@fabrikam.com\r\n\r\n",
        "\n\tbob@fabrikam.com \U0001F600 \u200B",
        """{"card": "4111 1111 1111 1111",  "mail":"bob\u0040fabrikam.com", "n": 17, "quote": "\"bob@fabrikam.com\""}""",
        "[\r\n  \"bob@fabrikam.com\"\r\n]\r\n",
        "[[k7f3-EMAIL-1]] and bob@fabrikam.com",
        string.Concat(Enumerable.Repeat("nothing here ", 50_000)) + "bob@fabrikam.com");

    [Theory, MemberData(nameof(Originals))]
    public async Task Mask_ThenRestore_GivesBackEveryByte(string original)
    {
        using var cli = new CliRun();
        cli.Write("a.txt", original);

        (await cli.RunAsync("privacy", "mask", "a.txt", "--nonce", "k7f3")).ShouldBe(0, cli.Error);
        var masked = cli.Out;
        (await cli.RunAsync(["privacy", "restore", "--source", "a.txt", "--nonce", "k7f3"], masked)).ShouldBe(0, cli.Error);

        masked.ShouldNotContain("bob@");
        masked.ShouldContain("[[k7f3-");
        cli.Out.ShouldBe(original);
    }

    [Fact]
    public async Task Mask_OfJson_LeavesItJson()
    {
        using var cli = new CliRun();

        (await cli.RunAsync(["privacy", "mask"], """{"to":"bob@fabrikam.com","n":[1,2]}""")).ShouldBe(0, cli.Error);
        JsonDocument.Parse(cli.Out).RootElement.GetProperty("to").GetString()!.ShouldStartWith("[[");

        (await cli.RunAsync(["privacy", "mask"], """{"card":4111111111111111}""")).ShouldBe(3);
        cli.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("utf-16 without a mark")]
    [InlineData("latin-1")]
    [InlineData("binary")]
    public async Task Bytes_ThatAreNoText_Stay(string kind)
    {
        using var cli = new CliRun();
        const string Message = "Müller pays with 4111 1111 1111 1111.";
        File.WriteAllBytes(Path.Combine(cli.Folder, "a.txt"), kind switch
        {
            "utf-16 without a mark" => Encoding.Unicode.GetBytes(Message),
            "latin-1" => Encoding.Latin1.GetBytes(Message),
            _ => [0x89, 0x50, 0x4E, 0x47, 0, 0xFF, .. Encoding.ASCII.GetBytes("4111111111111111")],
        });

        (await cli.RunAsync("privacy", "mask", "a.txt")).ShouldBe(3);
        cli.Out.ShouldBeEmpty();
        cli.Error.ShouldContain("UTF-8");
        (await cli.RunAsync("privacy", "scan", "a.txt")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("Forbid (IncompleteScan)");
    }

    [Fact]
    public async Task File_InUtf16WithAMark_IsReadAsText()
    {
        using var cli = new CliRun();
        File.WriteAllText(Path.Combine(cli.Folder, "a.txt"), Text, Encoding.Unicode);

        (await cli.RunAsync("privacy", "mask", "a.txt", "--nonce", "k7f3")).ShouldBe(0, cli.Error);
        var masked = cli.Out;
        (await cli.RunAsync(["privacy", "restore", "--source", "a.txt", "--nonce", "k7f3"], masked)).ShouldBe(0, cli.Error);

        masked.ShouldNotContain("4111");
        cli.Out.ShouldBe(Text);
    }

    [Fact]
    public async Task Mask_OfWhatMustStay_PrintsNothingAndIsRefusedByPrivacy()
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync(["privacy", "mask"], "password=Tr0ub4dor&3xyz for db");

        code.ShouldBe(3);
        cli.Out.ShouldBeEmpty();
        cli.Error.ShouldNotContain("Tr0ub4dor");
    }

    [Theory]
    [InlineData("default")]
    [InlineData("gdpr-art9")]
    [InlineData("hipaa-safe-harbor+pci-dss")]
    public async Task Explain_PrintsThePolicy(string preset)
    {
        using var cli = new CliRun();

        (await cli.RunAsync("privacy", "explain", "--preset", preset)).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("CREDIT_CARD");
    }

    [Fact]
    public async Task Explain_AConfiguration_PrintsWhatItMakesOfThePreset()
    {
        using var cli = new CliRun();
        cli.UseTinyModel();
        cli.Write("mine.json", """
            {"HybridAi":{"Privacy":{"Preset":"default","Table":{"EMAIL_ADDRESS":{"Cloud":"AskConsent","Threshold":0.6}},"Require":{"Regions":["eu"]},
             "Tenants":{"clinic":{"Preset":"hipaa-safe-harbor+pci-dss"}},"ReleasedTags":["billing"]}}}
            """);

        (await cli.RunAsync("privacy", "explain", "--config", "mine.json")).ShouldBe(0, cli.Error);
        cli.Out.Split('\n').Single(l => l.Contains("EMAIL_ADDRESS")).ShouldMatch(@"Mask.*AskConsent.*0\.60");
        cli.Out.ShouldContain("must offer: region eu");
        cli.Out.ShouldContain("own: clinic");

        (await cli.RunAsync("privacy", "explain", "--config", "mine.json", "--tenant", "clinic")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("hipaa-safe-harbor+pci-dss (revision");
        cli.Out.ShouldContain("closed: nothing leaves");
        cli.Out.ShouldContain("released: tags billing, tenants none");
        (await cli.RunAsync("privacy", "explain", "--config", "mine.json", "--preset", "default")).ShouldNotBe(0);
    }

    [Theory]
    [InlineData(2, "privacy", "scan", "--preset", "unknown")]
    [InlineData(2, "privacy", "scan", "--min-score", "2")]
    [InlineData(2, "privacy", "mask", "--nonce", "aeio")]
    [InlineData(2, "privacy", "restore")]
    [InlineData(2, "privacy", "nothing")]
    [InlineData(1, "privacy", "scan", "missing.txt")]
    [InlineData(1, "privacy", "scan", "--jsonl")]
    public async Task Mistakes_AreToldInOneSentence(int expected, params string[] args)
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync(args, "{\"id\":1,\"text\":7}");

        code.ShouldBe(expected, cli.Error);
        cli.Out.ShouldBeEmpty();
        cli.Error.ShouldContain("error: ");
    }
}
