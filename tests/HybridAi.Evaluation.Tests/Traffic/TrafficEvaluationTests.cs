using System.Text;
using System.Text.Json;

namespace HybridAi.Evaluation.Tests.Traffic;

public sealed class TrafficEvaluationTests
{
    private const string Easy = "What is the capital of France?";
    private const string Hard = "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.";
    private const string Secret = "Is password=Tr0ub4dor&3xyz a good one?";

    private static string Pair(string prompt, string model = "gpt-5-mini-2025-08-07", int input = 1000, int output = 500) =>
        """{"request":{"model":"MODEL","messages":[{"role":"system","content":"You help."},{"role":"user","content":PROMPT}]},"response":{"model":"MODEL","choices":[{"message":{"role":"assistant","content":"x"}}],"usage":{"prompt_tokens":INPUT,"completion_tokens":OUTPUT,"prompt_tokens_details":{"cached_tokens":200}}}}"""
            .Replace("MODEL", model).Replace("PROMPT", JsonSerializer.Serialize(prompt)).Replace("INPUT", $"{input}").Replace("OUTPUT", $"{output}");

    private static Task<SavingsReport> Run(SavingsOptions? options, params string[] lines) => TrafficEvaluation.RunAsync(new StringReader(string.Join('\n', lines)), null, options);

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi \ud800"}],"usage":{"prompt_tokens":7,"completion_tokens":3}}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Hi \ud800"}]}],"usage":{"prompt_tokens":7,"completion_tokens":3}}""")]
    public void Read_HalfOfASurrogatePair_IsReadAsTheReplacementCharacter(string line) => TrafficLog.Read(line)!.Prompt.ShouldBe("Hi \uFFFD");

    [Theory]
    [InlineData("""{"request":{"model":"m","messages":[{"role":"user","content":"Hi there"}]},"response":{"usage":{"prompt_tokens":7,"completion_tokens":3}}}""")]
    [InlineData("""{"custom_id":"1","request":{"body":{"model":"m","messages":[{"role":"user","content":"Hi there"}]}},"response":{"status_code":200,"body":{"model":"m","usage":{"prompt_tokens":7,"completion_tokens":3}}}}""")]
    [InlineData("""{"id":"chatcmpl-1","model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Hi there"}]}],"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}""")]
    [InlineData("""{"id":"1","input":[{"role":"user","content":"Hi there"}],"model":"m","usage":{"input_tokens":7,"output_tokens":3}}""")]
    [InlineData("""{"request_id":"1","model":"m","messages":[{"role":"user","content":"Hi there"}],"prompt_tokens":7,"completion_tokens":3,"spend":0.01}""")]
    [InlineData("""{"request_id":"1","model":"m","messages":"{}","proxy_server_request":"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi there\"}]}","prompt_tokens":7,"completion_tokens":3,"spend":0.01}""")]
    public void Read_EveryForm_FindsModelPromptAndTokens(string line)
    {
        var request = TrafficLog.Read(line).ShouldNotBeNull();

        request.Model.ShouldBe("m");
        request.Prompt.ShouldBe("Hi there");
        request.AllText.ShouldContain("Hi there");
        (request.InputTokens, request.OutputTokens).ShouldBe((7, 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"messages\":\"[\"}")]
    [InlineData("{\"usage\":{\"prompt_tokens\":-1}}")]
    public void Read_WhatIsNoRequest_IsNull(string line) => TrafficLog.Read(line).ShouldBeNull();

    [Fact]
    public void Read_AnyJson_NeverThrows()
    {
        var random = new Random(7);
        var line = Pair(Easy);
        for (var i = 0; i < 2000; i++)
        {
            var broken = new StringBuilder(line);
            for (var cut = 0; cut < 3; cut++)
            {
                broken[random.Next(broken.Length)] = "{}[],:\"0an\\"[random.Next(11)];
            }

            Should.NotThrow(() => TrafficLog.Read(broken.ToString()));
        }
    }

    [Fact]
    public async Task Run_CountsEasyPinnedMalformedAndPrices()
    {
        var report = await Run(new() { LocalPerMillion = 1m, EscalationShare = 0.5 }, Pair(Easy), Pair(Hard), Pair(Secret), "not json", Pair(Easy, "unheard-of"), "");

        report.Requests.ShouldBe(4);
        report.Malformed.ShouldBe(1);
        report.Unpriced.ShouldBe(1);
        report.Local.ShouldBe(3);
        report.Pinned.ShouldBe(1);
        report.PinnedBy["PASSWORD"].ShouldBe(1);

        // 800 × 0.25 + 200 × 0.025 + 500 × 2, per million; the device 1,500 × 1.
        const decimal cloud = 0.001205m, here = 0.0015m;
        report.CloudCost.ShouldBe(3 * cloud, 1e-9m);
        report.HybridCost.ShouldBe(cloud + here + (cloud / 2) + here, 1e-9m);
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"What is the capital of France?"}],"tools":[{"type":"function","function":{"name":"map"}}],"prompt_tokens":7,"completion_tokens":3}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}],"prompt_tokens":7,"completion_tokens":3}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi there"}],"max_tokens":9000,"prompt_tokens":7,"completion_tokens":3}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"PROOF"},{"role":"assistant","content":"Which one?"},{"role":"user","content":"and why?"}],"prompt_tokens":7,"completion_tokens":3}""")]
    public async Task Run_OfWhatTheDeviceCannotDo_StaysInTheCloud(string line)
    {
        var report = await Run(new() { Device = TargetProfile.OnDevice(8192) }, line.Replace("PROOF", Hard), Pair(Easy));

        (report.Requests, report.Local).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Run_UnderAPolicy_DecidesAsTheClientWould()
    {
        (await Run(new() { Policy = new() { Mode = InferenceMode.PreferCloud } }, Pair(Easy), Pair(Secret))).Local.ShouldBe(1);
        (await Run(new() { Policy = new() { Off = ["local"] } }, Pair(Easy), Pair(Secret))).ShouldSatisfyAllConditions(
            r => (r.Local, r.Refused, r.Pinned).ShouldBe((0, 1, 1)), r => r.HybridCost.ShouldBe(r.CloudCost / 2));
        (await Run(new() { Policy = new() { Rules = [new() { Name = "r", Language = "en", Target = "cloud" }] } }, Pair(Easy))).Local.ShouldBe(0);
    }

    [Fact]
    public async Task Run_WithACalibration_AddsTheChancesOfTheDevicesAnswers()
    {
        LabelledPrompt[] labels = [.. Enumerable.Range(0, 40).Select(i => new LabelledPrompt(i % 2 == 0 ? $"What is the capital of country {i}?" : $"Prove theorem {i} step by step.", i % 2))];
        var calibration = CalibrationCommand.Run(labels, new() { Threshold = 0.5 });
        var policy = new HybridPolicy { Calibration = calibration, Threshold = 0.5 };

        var report = await Run(new() { Policy = policy }, Pair(Easy), Pair(Hard), Pair("What is the capital of country 7?"));

        var scorer = calibration.Apply(PromptClassifier.Default);
        var kept = new[] { Easy, Hard, "What is the capital of country 7?" }.Select(p => scorer.Score(p)).Where(s => s < 0.5).ToList();
        kept.Count.ShouldBeInRange(1, 2);
        report.Local.ShouldBe(kept.Count);
        report.ExpectedWrong!.Value.ShouldBe(kept.Sum(), 1e-3);
        (await Run(null, Pair(Easy))).ExpectedWrong.ShouldBeNull();
    }

    [Fact]
    public async Task Run_WithManyRequests_HasAnIntervalAroundTheShare()
    {
        var lines = Enumerable.Range(0, 300).Select(i => Pair(i % 3 == 0 ? Easy : Hard, input: 500 + (i * 37 % 900))).ToArray();

        var report = await Run(null, lines);
        var again = await Run(null, lines);

        report.SavedShare.ShouldBeInRange(0.25, 0.42);
        report.SavedLow.ShouldBeInRange(0.2, report.SavedShare);
        report.SavedHigh.ShouldBeInRange(report.SavedShare, 0.5);
        (again.SavedLow, again.SavedHigh).ShouldBe((report.SavedLow, report.SavedHigh));
    }

    [Fact]
    public async Task Run_WithoutContent_PricesAndTakesItToStayInTheCloud()
    {
        var report = await Run(new() { PriceOthersAs = "gpt-4o" }, """{"model":"mine","prompt_tokens":1000,"completion_tokens":0}""");

        (report.Unscored, report.Local, report.Unpriced).ShouldBe((1, 0, 0));
        report.CloudCost.ShouldBe(0.0025m);
        report.SavedShare.ShouldBe(0);
        (await Run(null)).ShouldSatisfyAllConditions(r => r.Requests.ShouldBe(0), r => r.SavedShare.ShouldBe(0));
        await Should.ThrowAsync<ArgumentException>(() => Run(new() { PriceOthersAs = "nobody" }, Pair(Easy)));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Run(new() { EscalationShare = 2 }, Pair(Easy)));
    }

    [Fact]
    public void Prices_FindNamesWithPrefixesAndDates_AndNotTheirRelatives()
    {
        var table = PriceTable.Shipped;

        table.Find("openai/gpt-5-mini-2025-08-07").ShouldBe(table.Find("gpt-5-mini"));
        table.Find("gpt-5-mini").ShouldNotBe(table.Find("gpt-5"));
        table.Find("gpt-5-turbo").ShouldBeNull();
        table.Find(null).ShouldBeNull();
        DateOnly.ParseExact(table.Date, "yyyy-MM-dd").Year.ShouldBe(2026);
        table.Sources.ShouldNotBeEmpty();
        Should.Throw<InvalidDataException>(() => PriceTable.Read(new MemoryStream("{}"u8.ToArray())));
        Should.Throw<InvalidDataException>(() => PriceTable.Read(new MemoryStream("""{"perMillion":{"m":{"input":-1,"output":1}}}"""u8.ToArray())));
    }
}
