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

    [Theory]
    [InlineData("route", "score", "--tier", "best")]
    [InlineData("eval", "scores.jsonl")]
    [InlineData("train")]
    public async Task Mistakes_OnTheCommandLine_AreUsageErrors(params string[] args)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(args)).ShouldBe(2);
    }
}
