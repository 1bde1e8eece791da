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

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", "--out", "c.json", "--cloud-share", "0.3", "--tier", "lexical")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("learned from 120 labels");
        cli.ShouldTellNoPath();

        var scores = await ScoresAsync(cli, "--calibration", "c.json");
        scores["proof"].ShouldBeGreaterThan(scores["poem"] + 0.2);
        File.ReadAllText(Path.Combine(cli.Folder, "c.json")).ShouldNotContain("theorem", customMessage: "the file is content-free");
    }

    [Fact]
    public async Task Calibrate_ModelThatCannotBeOpened_LearnsFromTheTextAndSaysSo()
    {
        using var cli = new CliRun();
        cli.Environment["HYBRIDAI__TARGETS__LOCAL__PATH"] = Path.Combine(cli.Folder, "not-there.gguf");
        cli.Write("labels.jsonl", Labels(120));

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl")).ShouldBe(0, cli.Error);

        cli.Error.ShouldContain("learned from the prompts' text alone:");
        cli.Out.ShouldContain("learned from 120 labels;");
        var calibration = Written(cli);
        calibration.Heads.ShouldBeNull();
        calibration.ModelFingerprint.ShouldBeNull();

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", "--model", "not-there.gguf")).ShouldBe(4, "who names a model wants it");
    }

    [Fact]
    public async Task Calibrate_ModelThatShowsItsState_LearnsFromItAndScoresWithIt()
    {
        using var cli = new CliRun();
        cli.UseTinyModel();
        cli.Write("labels.jsonl", Labels(120));

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("learned from 120 labels and the model's hidden states");
        cli.Error.ShouldContain("states of labels [");
        var calibration = Written(cli);
        calibration.ModelFingerprint.ShouldBe(calibration.Heads!.ModelFingerprint);

        string[] score = ["route", "score", "--jsonl", "--calibration", "calibration.json"];
        var text = await ScoresAsync(cli, "--calibration", "calibration.json");
        (await cli.RunAsync([.. score, "--model", TestCache.TinyModel], Prompts)).ShouldBe(0, cli.Error);
        var both = Parse(cli);
        both["proof"].ShouldBeGreaterThan(both["poem"] + 0.2);
        both["proof"].ShouldNotBe(text["proof"]);
    }

    [Fact]
    public async Task Calibrate_MorePromptsWithoutLabels_MakeTheShareMoreExact()
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", Labels(60));
        cli.Write("prompts.jsonl", string.Join('\n', Enumerable.Range(0, 2400).Select(i => $$"""{"prompt":"Tell me about animal number {{i}}."}""")));

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", "--cloud-share", "0.3")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("cloud share 30 % ± 11.6 points (95 %) of traffic like these 60 prompts; for ±2 points: 2017 prompts, which need no label");

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", "--cloud-share", "0.3", "--prompts", "prompts.jsonl")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("± 1.8 points (95 %) of traffic like these 2460 prompts");
        cli.Out.ShouldNotContain("need no label");
    }

    [Fact]
    public async Task Calibrate_LabelsOfTwoModels_AreRefused()
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", "{\"prompt\":\"a\",\"need\":1,\"model\":\"m1\"}\n{\"prompt\":\"b\",\"need\":0,\"model\":\"m2\"}\n");

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl")).ShouldBe(1);
        cli.Error.ShouldContain("2 local models (m1, m2)");
    }

    [Theory]
    [InlineData("{\"prompt\":\"a\",\"need\":NaN}", "Line 2 cannot be used: it is not valid JSON")]
    [InlineData("{\"prompt\":\"a\",\"need\":1e999}", "Line 2 cannot be used")]
    [InlineData("{\"prompt\":\"a\",\"need\":\"0.5\"}", "\"need\" is not a number")]
    [InlineData("{\"prompt\":\"a\",\"need\":2}", "not within 0 and 1")]
    [InlineData("{\"prompt\":null,\"need\":1}", "it has no \"prompt\"")]
    [InlineData("[1]", "it is not a JSON object")]
    [InlineData("{\"prompt\":\"a\"", "it is not valid JSON")]
    public async Task Calibrate_LineThatIsNoLabel_IsNamed(string line, string why)
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", "\uFEFF{\"prompt\":\"fine\",\"need\":1}\r\n" + line + "\r\n");

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl")).ShouldBe(1);
        cli.Error.ShouldContain(why);
        cli.ShouldTellNoPath();
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

    [Theory]
    [InlineData("--cloud-share", "0.3")]
    [InlineData("--max-loss", "0.1")]
    public async Task Calibrate_WishWithoutAnythingToMeetItOn_FailsAndLeavesTheOldFile(string wish, string value)
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", "");
        cli.Write("calibration.json", "old");

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", wish, value, "--tier", "lexical")).ShouldBe(1);

        cli.Error.ShouldContain("error: A ");
        File.ReadAllText(Path.Combine(cli.Folder, "calibration.json")).ShouldBe("old");
    }

    [Theory]
    [InlineData("--prompts", "labels.jsonl")]
    [InlineData("--confidence", "0.8")]
    public async Task Calibrate_OptionThatChangesNothing_IsAUsageError(string option, string value)
    {
        using var cli = new CliRun();
        cli.Write("labels.jsonl", Labels(30));

        (await cli.RunAsync("calibrate", "--labels", "labels.jsonl", "--threshold", "0.3", option, value)).ShouldBe(2);
        cli.Error.ShouldContain("ask for one");
    }

    [Theory]
    [InlineData("calibrate", "--out", "no/such/c.json")]
    [InlineData("train", "--train", "gone.jsonl", "--dev", "gone.jsonl", "--output", "no/such/t.bin")]
    [InlineData("eval", "suite", "no/such/outcomes.jsonl")]
    public async Task PlaceThatIsNotThere_IsSaidBeforeAnyWork(params string[] args)
    {
        using var cli = new CliRun();
        cli.UseTinyModel();

        (await cli.RunAsync(args)).ShouldBe(2);

        cli.Error.ShouldContain("the folder for '");
        cli.Error.ShouldNotContain("prompts");
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Calibrate_WithoutLabels_GoesOnWhereAStoppedRunEnded()
    {
        using var cli = new CliRun();
        cli.UseTinyModel();
        string[] calibrate = ["calibrate", "--limit", "24", "--threshold", "0.3"];
        (await cli.RunAsync(calibrate)).ShouldBe(0, cli.Error);
        var kept = Path.Combine(cli.Folder, "calibration.outcomes.jsonl");
        var lines = await File.ReadAllLinesAsync(kept);
        lines.Length.ShouldBe(25, "a header and an outcome for each prompt");
        var whole = await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "calibration.svg"));

        // As a stopped run leaves it: ten outcomes and half of one.
        await File.WriteAllTextAsync(kept, string.Join('\n', lines[..11]) + "\n" + lines[11][..40]);
        (await cli.RunAsync(calibrate)).ShouldBe(0, cli.Error);

        cli.Error.ShouldContain("10 of these are there already");
        (await File.ReadAllLinesAsync(kept))[..11].ShouldBe(lines[..11]);
        (await File.ReadAllLinesAsync(kept)).Length.ShouldBe(25);
        (await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "calibration.svg"))).ShouldBe(whole);
        Directory.GetFiles(cli.Folder, "*.part").ShouldBeEmpty();

        await File.WriteAllTextAsync(kept, lines[0].Replace("\"fingerprint\":\"", "\"fingerprint\":\"other", StringComparison.Ordinal) + "\n");
        (await cli.RunAsync(calibrate)).ShouldBe(2);
        cli.Error.ShouldContain("another model");
        (await File.ReadAllLinesAsync(kept)).Length.ShouldBe(1, "nothing of another model is overwritten");

        using (var other = new FileStream(kept, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            (await cli.RunAsync(calibrate)).ShouldBe(1);
            cli.Error.ShouldContain("another process is writing 'calibration.outcomes.jsonl'");
            (await cli.RunAsync("eval", "outcomes", "calibration.outcomes.jsonl")).ShouldBe(1);
            cli.Error.ShouldContain("another process is writing 'calibration.outcomes.jsonl'");
        }

        cli.ShouldTellNoPath();
    }

    private static RoutingCalibration Written(CliRun cli) => RoutingCalibration.Read(File.ReadAllBytes(Path.Combine(cli.Folder, "calibration.json")));

    private static async Task<Dictionary<string, double>> ScoresAsync(CliRun cli, params string[] more)
    {
        (await cli.RunAsync(["route", "score", "--tier", "lexical", "--jsonl", .. more], Prompts)).ShouldBe(0, cli.Error);
        return Parse(cli);
    }

    private static Dictionary<string, double> Parse(CliRun cli) =>
        cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!, line => line.GetProperty("score").GetDouble());

    private static string Labels(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => i % 3 == 0
        ? $$"""{"prompt":"Prove theorem number {{i}} about the integral of the function.","local_score":0,"cloud_score":1}"""
        : $$"""{"prompt":"Write a poem about animal number {{i}}.","need":0}"""));
}
