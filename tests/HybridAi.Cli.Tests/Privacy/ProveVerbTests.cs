using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Privacy;

public sealed class ProveVerbTests
{
    private const string Configuration = """
        { "HybridAi": { "Targets": {
            "cloud": { "Endpoint": "https://api.example.com/v1", "ApiKeyName": "SOME_KEY" },
            "own": { "Endpoint": "https://llm.example.com/v1", "ApiKeyName": "SOME_KEY", "Location": "Private" } } } }
        """;

    private static string Line(string id, string text, params (string Type, string Value)[] spans) => JsonSerializer.Serialize(new
    {
        id,
        text,
        spans = spans.Select(s => new
        {
            type = s.Type,
            start = text.IndexOf(s.Value, StringComparison.Ordinal),
            end = text.IndexOf(s.Value, StringComparison.Ordinal) + s.Value.Length,
        }),
    });

    private static readonly string[] _good =
    [
        Line("a", "Please charge my card 4111 1111 1111 1111.", ("CREDIT_CARD", "4111 1111 1111 1111")),
        Line("b", "Mail bob.miller@example.org today.", ("EMAIL_ADDRESS", "bob.miller@example.org")),
        Line("c", "The patient was diagnosed with hepatitis C.", ("health", "diagnosed with hepatitis C")),
        Line("d", "What is the capital of France?"),
        Line("e", "Anna Smith is a common name.", ("PERSON", "Anna Smith")),
    ];

    private static CliRun Run(params string[] corpus)
    {
        var cli = new CliRun();
        cli.Write("mine.json", Configuration);
        cli.Write("corpus.jsonl", string.Join('\n', corpus) + "\n");
        return cli;
    }

    private static JsonElement Report(CliRun cli, string folder = "privacy-proof") =>
        JsonDocument.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(cli.Folder, folder), "*.json").Single())).RootElement;

    [Fact]
    public async Task Prove_PolicyThatHolds_SaysSoAndShowsWhatWasMaskedAndStayed()
    {
        using var cli = Run(_good);

        var code = await cli.RunAsync("privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl", "--out", "proof");

        code.ShouldBe(0, cli.Error + cli.Out);
        var report = Report(cli, "proof");
        report.GetProperty("holds").GetBoolean().ShouldBeTrue();
        report.GetProperty("requests").GetInt32().ShouldBe(5 * 2 * 2); // texts, targets, shapes
        report.GetProperty("masked").GetInt32().ShouldBe(2 * 2 * 2);
        report.GetProperty("stayed").GetInt32().ShouldBe(2 * 2);
        report.GetProperty("asIs").GetInt32().ShouldBe(2 * 2 * 2);
        var types = report.GetProperty("types").EnumerateArray().ToDictionary(t => t.GetProperty("type").GetString()!);
        types["PERSON"].GetProperty("left").GetInt32().ShouldBe(4);
        types["PERSON"].GetProperty("leftTreated").GetInt32().ShouldBe(0);
        types["CREDIT_CARD"].GetProperty("left").GetInt32().ShouldBe(0);
        types.Values.Sum(t => t.GetProperty("missed").GetInt32()).ShouldBe(0);
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Prove_ValueThatLeaves_FailsAndNamesThePlaceAndNotTheValue()
    {
        using var cli = Run([.. _good, Line("f", "My code is B7-4432-X.", ("CUSTOMER_CODE", "B7-4432-X"))]);

        (await cli.RunAsync("privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl")).ShouldBe(1, cli.Error);

        var report = Report(cli);
        report.GetProperty("holds").GetBoolean().ShouldBeFalse();
        var leak = report.GetProperty("leaks")[0];
        leak.GetProperty("id").GetString().ShouldBe("f");
        (leak.GetProperty("start").GetInt32(), leak.GetProperty("end").GetInt32()).ShouldBe((11, 20));
        foreach (var file in Directory.GetFiles(Path.Combine(cli.Folder, "privacy-proof")))
        {
            var text = await File.ReadAllTextAsync(file);
            foreach (var value in (string[])["B7-4432-X", "4111", "bob.miller", "Anna", cli.Folder])
            {
                text.ShouldNotContain(value);
            }
        }
    }

    [Fact]
    public async Task Prove_ClosedPolicy_LetsNothingLeaveUntilReleased()
    {
        using var cli = Run(_good);
        cli.Write("mine.json", """
            { "HybridAi": { "Privacy": { "Preset": "gdpr-art9", "ReleasedTags": ["support"] }, "Targets": { "cloud": { "Endpoint": "https://api.example.com/v1" } } } }
            """);

        (await cli.RunAsync("privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl", "--out", "a")).ShouldBe(0, cli.Error);
        (await cli.RunAsync("privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl", "--out", "b", "--tag", "support")).ShouldBe(0, cli.Error);

        Report(cli, "a").GetProperty("stayed").GetInt32().ShouldBe(10);
        Report(cli, "b").GetProperty("stayed").GetInt32().ShouldBeLessThan(10);
        Report(cli, "b").GetProperty("masked").GetInt32().ShouldBeGreaterThan(0);
    }

    private const string Own = """
        { "HybridAi": {
            "Privacy": {
                "Table": { "EMAIL_ADDRESS": { "Private": "Allow", "Cloud": "Forbid" }, "CUSTOMER_CODE": { "Private": "Allow" }, "PROJECT": { "Cloud": "Forbid" } },
                "Patterns": [ { "Type": "CUSTOMER_CODE", "Pattern": "\\b[A-Z]\\d-\\d{4}-[A-Z]\\b" } ],
                "DenyList": [ { "Text": "Bluebird", "Type": "PROJECT" } ],
                "Tenants": { "clinic": {
                    "Preset": "hipaa-safe-harbor + gdpr-art9", "Require": { "Agreements": [ "BAA" ] },
                    "Patterns": [ { "Type": "WARD_CODE", "Pattern": "\\bW\\d{3}\\b" } ] } },
                "ReleasedTenants": [ "clinic" ] },
            "Targets": {
                "cloud": { "Endpoint": "https://api.example.com/v1" },
                "own": { "Endpoint": "https://llm.example.com/v1", "Location": "Private", "Agreement": "BAA" } } } }
        """;

    private static readonly string[] _own =
    [
        Line("mail", "Write to jane.doe@brookfield.co.uk please", ("EMAIL_ADDRESS", "jane.doe@brookfield.co.uk")),
        Line("code", "Customer B7-4432-X complains about the invoice.", ("CUSTOMER_CODE", "B7-4432-X")),
        Line("project", "Summarise the state of Bluebird for the board.", ("PROJECT", "Bluebird")),
        Line("ward", "Patient lies in W113 since Monday.", ("WARD_CODE", "W113")),
    ];

    private static async Task<(JsonElement Report, string Markdown)> ProveOwnAsync(string[] corpus, int expected, params string[] more)
    {
        using var cli = Run(corpus);
        cli.Write("mine.json", Own);
        (await cli.RunAsync(["privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl", .. more])).ShouldBe(expected, cli.Error + cli.Out);
        return (Report(cli), await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(cli.Folder, "privacy-proof"), "*.md").Single()));
    }

    [Fact]
    public async Task Prove_OwnRowsWordsAndPatterns_AreWhatIsProved()
    {
        var (report, markdown) = await ProveOwnAsync(_own, 1);

        var types = report.GetProperty("types").EnumerateArray().ToDictionary(t => t.GetProperty("type").GetString()!);
        (types["EMAIL_ADDRESS"].GetProperty("private").GetString(), types["EMAIL_ADDRESS"].GetProperty("cloud").GetString()).ShouldBe(("Allow", "Forbid"));
        types["EMAIL_ADDRESS"].GetProperty("left").GetInt32().ShouldBe(2); // To the organisation's own server, as its row allows.
        types["EMAIL_ADDRESS"].GetProperty("leftTreated").GetInt32().ShouldBe(0);
        types["CUSTOMER_CODE"].GetProperty("missed").GetInt32().ShouldBe(0);
        types["PROJECT"].GetProperty("missed").GetInt32().ShouldBe(0);
        types["PROJECT"].GetProperty("left").GetInt32().ShouldBe(0);
        report.GetProperty("leaks").EnumerateArray().Select(l => (l.GetProperty("id").GetString(), l.GetProperty("cause").GetString())).Distinct()
            .ShouldBe([("ward", "Missed")]);
        markdown.ShouldContain("for CUSTOMER_CODE, PROJECT;");
    }

    [Fact]
    public async Task Prove_Tenant_HasItsPresetItsWordsAndWhatItsTargetsMustOffer()
    {
        var (report, markdown) = await ProveOwnAsync(_own, 0, "--tenant", "clinic");

        report.GetProperty("preset").GetString().ShouldBe("hipaa-safe-harbor+gdpr-art9");
        var cloud = report.GetProperty("targets").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "cloud");
        cloud.GetProperty("stayed").GetInt32().ShouldBe(8);
        cloud.GetProperty("stayedBecause").GetProperty("requirement").GetInt32().ShouldBe(8);
        report.GetProperty("targets").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "own").GetProperty("masked").GetInt32().ShouldBe(8);
        markdown.ShouldContain("agreement BAA");
    }

    [Fact]
    public async Task Prove_LabelsThatLookWrong_AreNotedAndTheCauseOfEachLeakIsTold()
    {
        var (report, _) = await ProveOwnAsync(
            [
                Line("a", "Mail bob@contoso.com", ("EMAIL", "bob@contoso.com")),
                Line("b", "Mail jane.doe@brookfield.co.uk now", ("EMAIL_ADDRESS", "ane.doe@brookfield.co.uk")),
                Line("b", "What is the capital of France?"),
            ],
            1, "--tenant", "nobody");

        var notes = string.Join('\n', report.GetProperty("notes").EnumerateArray().Select(n => n.GetProperty("note").GetString()));
        notes.ShouldContain("is EMAIL_ADDRESS meant?");
        notes.ShouldContain("inside a word (texts b)");
        notes.ShouldContain("more than once (b)");
        notes.ShouldContain("tenant nobody");
        var leaks = report.GetProperty("leaks").EnumerateArray().ToList();
        leaks.ShouldAllBe(l => l.GetProperty("cause").GetString() == "Allowed" && l.GetProperty("foundAs").GetString() == "EMAIL_ADDRESS");
        leaks.Count.ShouldBe(2); // The cloud never sees it: an e-mail address is forbidden there.
    }

    [Fact]
    public async Task Prove_CorpusWithMistakes_TellsAllOfThemAtOnce()
    {
        using var cli = Run("{\"id\":7,\"text\":\"x\"}", "{\"id\":\"y\",\"text\":\"xyz\",\"spans\":[{\"type\":\"A\"},{\"type\":\"A\",\"start\":2,\"end\":9}]}");

        (await cli.RunAsync("privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl")).ShouldNotBe(0);

        cli.Error.ShouldContain("text 1 (id 7) has no \"spans\"");
        cli.Error.ShouldContain("text 2 (id y) has a span without");
        cli.Error.ShouldContain("text 2 (id y) has a span 2..9");
    }

    [Theory]
    [InlineData("{\"id\":1,\"text\":\"x\"}", "spans")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":[{\"type\":\"A\",\"start\":0,\"end\":5}]}", "not inside its 1 char")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":[{\"type\":\"A\"}]}", "without")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":[{\"type\":\"A\",\"start\":\"0\",\"end\":1}]}", "without")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":[{\"type\":\"A\",\"start\":0,\"end\":1e99}]}", "without")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":[{\"type\":\"\",\"start\":0,\"end\":1}]}", "without")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":[null,7]}", "without")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"spans\":{}}", "spans")]
    [InlineData("{\"id\":1,\"text\":\"\\ud800\",\"spans\":[]}", "line 1")]
    [InlineData("{\"id\":1,\"text\":17,\"spans\":[]}", "line 1")]
    [InlineData("[]", "line 1")]
    [InlineData("null", "line 1")]
    [InlineData("", "empty")]
    [InlineData("nonsense", "line 1")]
    public async Task Prove_CorpusThatIsNone_SaysWhereAndWhat(string line, string expected)
    {
        using var cli = Run(line);

        (await cli.RunAsync("privacy", "prove", "--config", "mine.json", "--corpus", "corpus.jsonl")).ShouldNotBe(0);

        cli.Error.ShouldContain(expected);
        cli.ShouldTellNoPath();
    }
}
