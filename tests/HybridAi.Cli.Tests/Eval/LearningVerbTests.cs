using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Eval;

// The figures themselves take a minute: the study is tested with the outcomes that are checked in.
public sealed class LearningVerbTests
{
    [Theory]
    [InlineData("none.jsonl", "'none.jsonl' is not there")]
    [InlineData("bad.jsonl", "not the header of an outcome file")]
    [InlineData("few.jsonl", "at least 200 outcomes")]
    public async Task Learning_FileThatGivesNoFigures_SaysWhy(string file, string expected)
    {
        using var cli = new CliRun();
        cli.Write("bad.jsonl", "{}");
        cli.Write("few.jsonl", "{\"outcome_format\":1,\"model\":\"m\",\"fingerprint\":\"f\",\"suite\":1}");

        (await cli.RunAsync("eval", "learning", file)).ShouldBe(1);

        cli.Error.ShouldContain(expected);
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Learning_OrdersOutOfRange_IsAUsageError()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("eval", "learning", "few.jsonl", "--orders", "0")).ShouldBe(2);

        cli.Error.ShouldContain("--orders must be from 1 to 1000");
    }
}
