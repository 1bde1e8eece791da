using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Eval;

public sealed class TrafficVerbTests
{
    private const string Log = """
        {"request":{"model":"mine","messages":[{"role":"user","content":"What is the capital of France?"}]},"response":{"usage":{"prompt_tokens":1000000,"completion_tokens":0}}}
        {"request":{"model":"mine","messages":[{"role":"user","content":"Is password=Tr0ub4dor&3xyz a good one?"}]},"response":{"usage":{"prompt_tokens":1000000,"completion_tokens":0}}}
        nonsense
        """;

    [Fact]
    public async Task Traffic_WithOwnPrices_ShowsShareSavingsAndPins()
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", Log);
        cli.Write("prices.json", """{ "date": "2026-01-02", "currency": "EUR", "perMillion": { "mine": { "input": 3, "output": 4 } } }""");

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--prices", "prices.json", "--local-price", "0.3")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("requests         2, and 1 lines that are none");
        cli.Out.ShouldContain("on the device    2 (100.0 %), of which pinned by privacy 1");
        cli.Out.ShouldContain("in the cloud     6.0000 EUR, prices of 2026-01-02");
        cli.Out.ShouldContain("with the device  0.6000 EUR");
        cli.Out.ShouldContain("saved            90.0 %");
        cli.Out.ShouldContain("pinned by PASSWORD: 1");
        (cli.Out + cli.Error).ShouldNotContain("Tr0ub4dor");
    }

    [Fact]
    public async Task Traffic_WithPricesOfTheConfiguration_UsesThemOverTheShippedOnes()
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", Log);
        cli.Write("hybridai.json", """{ "HybridAi": { "Prices": { "Date": "2026-02-03", "PerMillion": { "mine": { "Input": 3, "Output": 4 } } } } }""");
        cli.Write("other.json", """{ "HybridAi": { "Prices": { "Currency": "EUR", "PerMillion": { "mine": { "Input": 5, "Output": 4 } } } } }""");
        cli.Write("wrong.json", """{ "HybridAi": { "Prices": { "PerMillion": { "mine": { "Input": -5 } } } } }""");

        (await cli.RunAsync("eval", "traffic", "log.jsonl")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("in the cloud     6.0000 USD, prices of 2026-02-03");

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--config", "other.json")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("in the cloud     10.0000 EUR");

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--config", "wrong.json")).ShouldNotBe(0);
        cli.Error.ShouldContain("HybridAi:Prices:PerMillion:mine:Input");
    }

    [Fact]
    public async Task Traffic_AsJson_HasTheSameNumbers()
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", Log);

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--price-as", "gpt-4o", "--json")).ShouldBe(0, cli.Error);

        var report = JsonDocument.Parse(cli.Out).RootElement;
        report.GetProperty("requests").GetInt32().ShouldBe(2);
        report.GetProperty("cloudCost").GetDecimal().ShouldBe(5m);
        report.GetProperty("localShare").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task Traffic_OfAFileThatIsNotThere_SaysSo()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("eval", "traffic", "no.jsonl")).ShouldBe(1);

        cli.ShouldTellNoPath();
    }
}
