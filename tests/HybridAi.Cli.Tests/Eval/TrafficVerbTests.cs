using System.Globalization;
using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;
using HybridAi.Models.SmolLM2;

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

    // By what prompts need in general both are easy; the built-in model's own answers say otherwise.
    private const string LooksEasy = """
        {"model":"gpt-4o","messages":[{"role":"user","content":"Write a haiku about autumn."}],"usage":{"prompt_tokens":9,"completion_tokens":20}}
        {"model":"gpt-4o","messages":[{"role":"user","content":"Translate to French: I have lost my umbrella on the train."}],"usage":{"prompt_tokens":12,"completion_tokens":12}}
        """;

    [Fact]
    public async Task Traffic_WithoutAThreshold_DecidesLikeTheShippedCalibration()
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", LooksEasy);

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--json")).ShouldBe(0, cli.Error);

        var report = JsonDocument.Parse(cli.Out).RootElement;
        report.GetProperty("local").GetInt32().ShouldBe(0);
        report.GetProperty("threshold").GetDouble().ShouldBe(SmolLM2Model.Calibration.Threshold!.Value);
        report.GetProperty("evidence").GetString().ShouldBe(SmolLM2Model.Calibration.Evidence);
    }

    // Between the two prompts, whatever the shipped calibration says of them.
    private static readonly double[] _scores = [.. new[] { "Write a haiku about autumn.", "Translate to French: I have lost my umbrella on the train." }
        .Select(p => SmolLM2Model.Calibration.Apply(PromptClassifier.Default).Score(p)).Order()];

    private static double Between => Math.Round((_scores[0] + _scores[1]) / 2, 4);

    [Theory]
    [InlineData("{}", "", 0)]
    [InlineData("""{ "Threshold": BETWEEN }""", "", 1)]
    [InlineData("""{ "Threshold": BETWEEN }""", "--threshold 1", 2)]
    [InlineData("""{ "Mode": "OnlyOnDevice" }""", "", 2)]
    [InlineData("""{ "Targets": { "local": { "Path": "other.gguf" } } }""", "", 1)]
    [InlineData("""{ "Targets": { "local": { "Path": "other.gguf" } } }""", "--threshold 0.05", 0)]
    public async Task Traffic_WithAConfiguration_DecidesAsItSays(string section, string more, int local)
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", LooksEasy);
        cli.Write("hybridai.json", $$"""{ "HybridAi": {{section}} }""".Replace("BETWEEN", Between.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        (await cli.RunAsync(["eval", "traffic", "log.jsonl", "--json", .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ShouldBe(0, cli.Error);

        JsonDocument.Parse(cli.Out).RootElement.GetProperty("local").GetInt32().ShouldBe(local);
    }

    [Fact]
    public async Task Traffic_WithACalibration_UsesItsScoresAndItsThreshold()
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", LooksEasy);
        var own = SmolLM2Model.Calibration with { Threshold = Between, Evidence = "of my own" };
        using (var file = File.Create(Path.Combine(cli.Folder, "own.json")))
        {
            own.Write(file);
        }

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--calibration", "own.json")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("on the device    1 (50.0 %)");
        cli.Out.ShouldContain(string.Create(CultureInfo.InvariantCulture,
            $"expected wrong   {_scores[0]:0.0} of the device's answers, {_scores[0] * 50:0.0} % of all; threshold {Between:0.####}, calibration: of my own"));

        using (var file = File.Create(Path.Combine(cli.Folder, "own.json")))
        {
            (own with { ClassifierRevision = "another" }).Write(file);
        }

        (await cli.RunAsync("eval", "traffic", "log.jsonl", "--calibration", "own.json")).ShouldNotBe(0);
        cli.Error.ShouldContain("stale");
    }

    [Fact]
    public async Task Traffic_OfAModelWithoutACalibration_SaysThatItDoesNotKnowHowManyAreWrong()
    {
        using var cli = new CliRun();
        cli.Write("log.jsonl", LooksEasy);
        cli.UseTinyModel();

        (await cli.RunAsync("eval", "traffic", "log.jsonl")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("expected wrong   not known: without a calibration a score (threshold 0.12)");
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
