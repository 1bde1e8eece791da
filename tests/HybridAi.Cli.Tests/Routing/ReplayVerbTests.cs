using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;
using HybridAi.Testing;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Tests.Routing;

public sealed class ReplayVerbTests
{
    private static async Task RecordAsync(CliRun cli, bool streaming, double? threshold = null)
    {
        var time = new VirtualTime();
        await using var recorder = new RouteRecorder(new() { Path = Path.Combine(cli.Folder, "r.jsonl") });
        using var simulation = new Simulation(
            [ScriptedTarget.OnDevice(time), ScriptedTarget.InCloud(time)], threshold is null ? null : new HybridPolicy { Threshold = threshold.Value },
            p => new() { Time = p.Time, NextId = p.NextId, NextNonce = p.NextNonce, Observer = p.Observer, Recorder = recorder });
        for (var i = 0; i < 20; i++)
        {
            await simulation.AskAsync(i % 2 == 0 ? "What is the capital of France?" : "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.", streaming: streaming);
            await simulation.AskAsync("Is password=Tr0ub4dor&3xyz a good one?", streaming: streaming);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replay_WithoutAPolicy_SaysThatTheSameComesOut(bool streaming)
    {
        using var cli = new CliRun();
        await RecordAsync(cli, streaming);

        (await cli.RunAsync("route", "replay", "r.jsonl")).ShouldBe(0, cli.Error + cli.Out);

        cli.Out.Trim().ShouldBe("40 records, 40 decided the same under their own policy");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replay_WithAPolicy_ShowsShareCostAndPrivacy(bool streaming)
    {
        using var cli = new CliRun();
        await RecordAsync(cli, streaming);
        cli.Write("new.json", """{ "HybridAi": { "Mode": "PreferCloud", "Privacy": { "Preset": "off" }, "Targets": { "cloud": { "InputPerMillion": 10, "OutputPerMillion": 20 } } } }""");

        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "new.json", "--json")).ShouldBe(0, cli.Error + cli.Out);

        var report = JsonDocument.Parse(cli.Out).RootElement;
        report.GetProperty("reproduced").GetInt64().ShouldBe(40);
        report.GetProperty("onDeviceBefore").GetInt64().ShouldBe(30);
        report.GetProperty("onDeviceAfter").GetInt64().ShouldBe(0);
        report.GetProperty("costAfter").GetDecimal().ShouldBeGreaterThan(report.GetProperty("costBefore").GetDecimal());
        report.GetProperty("moves").GetProperty("local → cloud").GetInt64().ShouldBe(30);
        report.GetProperty("nowLeaving").GetProperty("PASSWORD").GetInt64().ShouldBe(20);
        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "new.json")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("on the device    75.0 % → 0.0 %");
        cli.Out.ShouldContain("leaves   requests with PASSWORD: 20");
    }

    [Fact]
    public async Task Replay_WithAPolicyThatSaysNothingOfTheThreshold_KeepsTheOneOfTheRecord()
    {
        // As with a model that brings a calibration: another scale, another threshold, and neither stands in the settings.
        using var cli = new CliRun();
        await RecordAsync(cli, streaming: true, threshold: 0.999);
        cli.Write("same.json", """{ "HybridAi": { "MaxAttempts": 3 } }""");
        cli.Write("lower.json", """{ "HybridAi": { "Threshold": 0.0 } }""");

        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "same.json")).ShouldBe(0, cli.Error + cli.Out);
        cli.Out.ShouldContain("on the device    100.0 % → 100.0 %");
        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "lower.json")).ShouldBe(0, cli.Error + cli.Out);
        cli.Out.ShouldContain("on the device    100.0 % → 50.0 %");
    }

    [Theory]
    [InlineData("""{ "HybridAi": { "Targets": { "cloud": { "InputPerMillion": 30, "OutputPerMillion": 20 } } } }""", 30, 20)]
    [InlineData("""{ "HybridAi": { "Targets": { "cloud": { "Model": "mine" } }, "Prices": { "Date": "2026-01-02", "PerMillion": { "mine": { "Input": 3, "Output": 4 } } } } }""", 3, 4)]
    public async Task Replay_WithOtherPrices_CountsWhatStaysWhereItWasAtTheNewOnes(string settings, decimal input, decimal output)
    {
        using var cli = new CliRun();
        await RecordAsync(cli, streaming: false);
        cli.Write("new.json", settings);
        var sent = File.ReadLines(Path.Combine(cli.Folder, "r.jsonl")).Skip(1).SelectMany(l => JsonDocument.Parse(l).RootElement.GetProperty("outcome").GetProperty("attempts").EnumerateArray())
            .Where(a => a.GetProperty("target").GetString() == "cloud").ToList();

        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "new.json", "--json")).ShouldBe(0, cli.Error + cli.Out);

        sent.Count.ShouldBe(10);
        var report = JsonDocument.Parse(cli.Out).RootElement;
        report.GetProperty("costAfter").GetDecimal().ShouldBe(sent.Sum(a => (a.GetProperty("in").GetInt64() * input) + (a.GetProperty("out").GetInt64() * output)) / 1_000_000m);
        report.GetProperty("costBefore").GetDecimal().ShouldNotBe(report.GetProperty("costAfter").GetDecimal());
        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "new.json")).ShouldBe(0, cli.Error + cli.Out);
        cli.Out.ShouldContain($"{input} in, {input} cached, {output} out a million tokens");
    }

    [Fact]
    public async Task Replay_OfAChangedRecord_SaysWhichDiffers()
    {
        using var cli = new CliRun();
        await RecordAsync(cli, streaming: true);
        var file = Path.Combine(cli.Folder, "r.jsonl");
        var lines = File.ReadAllLines(file);
        lines[1] = lines[1].Replace("\"reason\":\"easy\"", "\"reason\":\"hard\"", StringComparison.Ordinal);
        File.WriteAllLines(file, [.. lines, "{\"half"]);

        (await cli.RunAsync("route", "replay", "r.jsonl")).ShouldBe(1);

        cli.Out.ShouldContain("40 records, 39 decided the same under their own policy; 1 lines are no records");
        cli.Out.ShouldContain("was local (hard), is now local (easy)");
    }

    [Fact]
    public async Task Replay_WithoutAFile_SaysWhoWritesOne()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("route", "replay", "no.jsonl")).ShouldBe(2);

        cli.Error.ShouldContain("HybridAi:Recorder:Path");
    }

    [Fact]
    public async Task Replay_OfAWrongPolicy_SaysWhatIsWrong()
    {
        using var cli = new CliRun();
        await RecordAsync(cli, streaming: true);
        cli.Write("new.json", """{ "HybridAi": { "Threshold": 7 } }""");

        (await cli.RunAsync("route", "replay", "r.jsonl", "--policy", "new.json")).ShouldBe(2);

        cli.Error.ShouldContain("HybridAi:Threshold");
    }
}
