using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Eval;

public sealed class EvalVerbTests
{
    [Fact]
    public async Task Score_OfPrompts_IsAProbabilityForEachInOrder()
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync(["route", "score", "--tier", "lexical", "--jsonl"], """
            {"id":"easy","prompt":"What is the capital of France? Zürich 東京 🦊"}
            {"id":"hard","prompt":"Prove that there are infinitely many primes congruent to 3 modulo 4 and generalise the argument."}
            """);

        code.ShouldBe(0, cli.Error);
        var scores = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!, line => line.GetProperty("score").GetDouble());
        scores.Keys.ShouldBe(["easy", "hard"]);
        scores.Values.ShouldAllBe(score => score >= 0 && score <= 1);
        scores["hard"].ShouldBeGreaterThan(scores["easy"]);
    }

    [Fact]
    public async Task Score_OfALineThatIsNoPrompt_FailsWithItsNumber()
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync(["route", "score", "--jsonl"], "{\"id\":\"a\",\"prompt\":\"x\"}\n{\"id\":\"b\"}\n");

        code.ShouldBe(1);
        cli.Error.ShouldContain("2");
    }

    [Fact]
    public async Task Score_OfGzip_ReadsItAsAFileDoes()
    {
        using var cli = new CliRun();
        using var zipped = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("{\"id\":7,\"prompt\":\"x\"}\n"u8.ToArray());
        }

        zipped.Position = 0;
        (await cli.RunAsync(["route", "score", "--tier", "lexical"], bytes: zipped)).ShouldBe(0, cli.Error);
        cli.Out.ShouldStartWith("{\"id\":7,\"score\":0.");
    }

    [Theory]
    [InlineData("lexical", "--heads")]
    [InlineData("lexical", "--model")]
    public async Task Score_OptionTheTierDoesNotUse_IsSaid(string tier, string option)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(["route", "score", "--tier", tier, option, "x"], "{\"id\":7,\"prompt\":\"x\"}\n")).ShouldBe(0, cli.Error);
        cli.Error.ShouldContain("reads the text alone");
    }

    [Fact]
    public async Task Eval_Table_ShowsWhatItsMeanIsTheMeanOf()
    {
        using var cli = new CliRun();
        cli.Write("truth.jsonl", string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""{"id":{{i}},"prompt":"p","weak_score":{{i % 2}},"strong_score":1,"team":"{{(i < 20 ? "a" : "b")}}"}""")));
        cli.Write("scores.jsonl", string.Join('\n', Enumerable.Range(0, 41).Select(i => $$"""{"id":{{i}},"score":{{(i % 2 == 0 ? 3 : 2)}}}""")));

        (await cli.RunAsync("eval", "scores.jsonl", "--truth", "truth.jsonl", "--group", "team", "--output", "out")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("exact APGR (95 %)");
        cli.Out.ShouldContain("mean exact APGR 0.750");
        cli.Out.ShouldNotContain("NaN");
        cli.Error.ShouldContain("1 scores have no row");
        Directory.GetFiles(Path.Combine(cli.Folder, "out")).Select(Path.GetFileName).Order().ShouldBe(["curve.svg", "reliability.svg", "report.json", "report.md"]);

        (await cli.RunAsync("eval", "scores.jsonl", "--truth", "truth.jsonl", "--group", "tim")).ShouldBe(1);
        cli.Error.ShouldContain("No row has the field \"tim\"");
        (await cli.RunAsync("eval", "scores.jsonl", "--truth", "gone.jsonl")).ShouldBe(1);
        cli.Error.ShouldContain("'gone.jsonl' is not there");
        cli.ShouldTellNoPath();
    }

    [Theory]
    [InlineData("eval", "labels", "--train", "rows.jsonl", "--dev", "rows.jsonl", "--source", "none")]
    [InlineData("eval", "traffic", "rows.jsonl")]
    [InlineData("eval", "robustness", "empty.jsonl")]
    public async Task Eval_NothingOfWhatIsAskedFor_Fails(params string[] args)
    {
        using var cli = new CliRun();
        cli.Write("rows.jsonl", "{\"id\":1,\"prompt\":\"p\"}\n");
        cli.Write("empty.jsonl", "");

        (await cli.RunAsync(args)).ShouldBe(1);
        cli.Error.ShouldContain("Name a");
        cli.Out.ShouldBe("");
    }

    [Theory]
    [InlineData("whole number", "calibrate", "--limit", "x")]
    [InlineData("a number", "calibrate", "--threshold", "x")]
    public async Task Mistakes_OfAValue_NameNoTypes(string needed, params string[] args)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(args)).ShouldBe(2);
        cli.Error.ShouldContain(needed + " is needed");
        cli.Error.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("route", "score", "--tier", "best")]
    [InlineData("eval", "scores.jsonl")]
    [InlineData("train")]
    [InlineData("eval", "traffic", "log.jsonl", "--escalations", "3")]
    [InlineData("eval", "traffic", "log.jsonl", "--threshold", "7")]
    [InlineData("eval", "traffic", "log.jsonl", "--local-price", "-1")]
    public async Task Mistakes_OnTheCommandLine_AreUsageErrors(params string[] args)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(args)).ShouldBe(2);
    }
}
