using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Demo;

[Collection(RealModel.Name)]
public sealed class DemoVerbTests
{
    [Fact]
    public async Task Demo_OnTheRealModel_KeepsSensitivePromptsAndSendsHardOnes()
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync("demo", "--json");

        code.ShouldBe(0, cli.Error);
        var rows = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        rows.Count.ShouldBe(12);
        foreach (var row in rows)
        {
            var isLocal = row.GetProperty("target").GetString() == "local";
            row.GetProperty("requestsLeft").GetInt32().ShouldBe(isLocal && !row.GetProperty("escalated").GetBoolean() ? 0 : 1);
            row.GetProperty("answer").GetString().ShouldNotBeNullOrWhiteSpace();
        }

        var sensitive = rows.Where(row => row.GetProperty("reason").GetString() == "pinned").ToList();
        sensitive.ShouldNotBeEmpty();
        sensitive.ShouldAllBe(row => row.GetProperty("requestsLeft").GetInt32() == 0);
        var masked = rows.Single(row => row.GetProperty("prompt").GetString()!.Contains("4111", StringComparison.Ordinal));
        masked.GetProperty("target").GetString().ShouldBe("cloud");
        masked.GetProperty("masked").GetInt32().ShouldBe(1);
        masked.GetProperty("answer").GetString()!.ShouldContain("told 4111 1111 1111 1111.");
        rows.ShouldContain(row => row.GetProperty("target").GetString() == "cloud" && row.GetProperty("cost").GetDecimal() > 0);
        rows[0].GetProperty("answer").GetString()!.ShouldContain("Paris");
    }

    [Fact]
    public async Task Demo_ForPeople_ShowsAMaskOutAndBackInAStreamAndAPinThatHolds()
    {
        using var cli = new CliRun();
        cli.UseTinyModel();

        (await cli.RunAsync("demo")).ShouldBe(0, cli.Error);

        var lines = cli.Out.Split('\n').Select(l => l.Trim()).ToList();
        lines.ShouldContain(l => l.StartsWith("the cloud got") && l.Contains("-PERSON-1]] paid with [[") && !l.Contains("Lindqvist") && !l.Contains("4111"));
        lines.ShouldContain(l => l.StartsWith("the cloud sent") && l.Replace("|", "").Contains("-PERSON-1]]") && !l.Contains("-PERSON-1]]")); // Cut by the stream.
        lines.ShouldContain(l => l.StartsWith("you read") && l.Replace("|", "").Contains("told Maria Lindqvist."));
        lines.ShouldContain(l => l.StartsWith("the cloud got") && l.EndsWith("nothing"));
        lines.ShouldContain(l => l.StartsWith("you read") && l.Contains("refused: privacy: health 1"));
    }
}
