using System.Text.Json;
using HybridAi.Cli.Demo;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Eval;

public sealed class CalibrateVerbTests
{
    private const string Prompts = """
        {"id":"poem","prompt":"Write a poem about animal number 7."}
        {"id":"proof","prompt":"Prove theorem number 7 about the integral of the function."}
        """;

    [Fact]
    public async Task Calibrate_OnLabels_ChangesScoresThatUseTheFile()
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", Labels(120));

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", "--out", "c.json", "--cloud-share", "0.3")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("learned from 120 labels");
        cli.ShouldTellNoPath();

        var scores = await ScoresAsync(cli, "--calibration", "c.json");
        scores["proof"].ShouldBeGreaterThan(scores["poem"] + 0.2);
        File.ReadAllText(Path.Combine(cli.Folder, "c.json")).ShouldNotContain("theorem", customMessage: "the file is content-free");
    }

    [Fact]
    public async Task Calibrate_WithoutAnyLabel_ScoresAreTheShippedOnesToTheLastBit()
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", "");

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl")).ShouldBe(0, cli.Error);

        (await ScoresAsync(cli, "--calibration", "calibration.json")).ShouldBe(await ScoresAsync(cli));
    }

    [Fact]
    public async Task Score_WithAStaleOrBrokenCalibration_SaysWhatToDo()
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", "");
        await cli.RunAsync("calibrate", "--labels", "labels.jsonl");
        var file = Path.Combine(cli.Folder, "calibration.json");
        cli.Write("stale.json", File.ReadAllText(file).Replace(PromptClassifier.Default.Revision, "0123456789abcdef", StringComparison.Ordinal));
        cli.Write("broken.json", "{");

        (await cli.RunAsync(["route", "score", "--jsonl", "--calibration", "stale.json"], Prompts)).ShouldBe(2);
        cli.Error.ShouldContain("calibrate again");
        (await cli.RunAsync(["route", "score", "--jsonl", "--calibration", "broken.json"], Prompts)).ShouldBe(1);
        cli.Error.ShouldContain("calibration");
    }

    [Fact]
    public async Task Calibrate_WithoutLabels_RunsTheSuiteOnTheLocalModel()
    {
        using var cli = new CliRun();
        cli.UseTinyModel();

        (await cli.RunAsync("calibrate", "--limit", "24", "--threshold", "0.3")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("| family | right | 95 % | prompts |");
        cli.Out.ShouldContain("tokens per second");
        File.ReadAllText(Path.Combine(cli.Folder, "calibration.svg")).ShouldStartWith("<svg");
        var calibration = RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(cli.Folder, "calibration.json")));
        calibration.Adjustment!.Labels.ShouldBe(24);
        calibration.Threshold.ShouldBe(0.3);
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Calibrate_WithAJudge_SendsAnswersThereAndSaysWhatItCosts()
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseTinyModel();
        cli.UseCloud(server.Endpoint, StandInCloud.Key);
        cli.Write("prompts.jsonl", "{\"prompt\":\"What is the capital of France?\"}\n{\"prompt\":\"Add 2 and 3.\"}\n");

        await cli.RunAsync("calibrate", "--labels", "prompts.jsonl", "--judge", "cloud");

        cli.Error.ShouldContain("2 prompts and their local answers go to 'cloud' to be graded: about");
        server.Received.Count.ShouldBe(2, cli.Error);
        server.Received.ShouldAllBe(body => body.Contains("Reply with one number from 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calibrate_JudgeThatIsNotThere_IsSaid()
    {
        using var cli = new CliRun();
        cli.Write("prompts.jsonl", "");

        (await cli.RunAsync("calibrate", "--labels", "prompts.jsonl", "--judge", "cloud")).ShouldBe(4);
        cli.Error.ShouldContain("not configured");
    }

    [Theory]
    [InlineData("calibrate", "--judge", "cloud")]
    [InlineData("calibrate", "--limit", "0")]
    [InlineData("calibrate", "--labels", "l.jsonl", "--cloud-share", "0.3", "--max-loss", "0.1")]
    [InlineData("calibrate", "--labels", "l.jsonl", "--cloud-share", "1.3")]
    [InlineData("calibrate", "--labels", "l.jsonl", "--max-loss", "0.1", "--confidence", "1")]
    public async Task Calibrate_WishesThatCannotBeMet_AreUsageErrors(params string[] args)
    {
        using var cli = new CliRun();
        cli.Write("l.jsonl", "");

        (await cli.RunAsync(args)).ShouldBe(2);
    }

    private static async Task<Dictionary<string, double>> ScoresAsync(CliRun cli, params string[] more)
    {
        (await cli.RunAsync(["route", "score", "--tier", "lexical", "--jsonl", .. more], Prompts)).ShouldBe(0, cli.Error);
        return cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!, line => line.GetProperty("score").GetDouble());
    }

    private static string Labels(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => i % 3 == 0
        ? $$"""{"prompt":"Prove theorem number {{i}} about the integral of the function.","local_score":0,"cloud_score":1}"""
        : $$"""{"prompt":"Write a poem about animal number {{i}}.","need":0}"""));
}
