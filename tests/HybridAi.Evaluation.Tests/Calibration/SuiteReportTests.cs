namespace HybridAi.Evaluation.Calibration;

public class SuiteReportTests
{
    private static readonly OutcomeSet Outcomes = new("m", "f", 1,
    [
        new SuiteOutcome("a-1", "a", 1) { Prompt = "p1", Milliseconds = 300, FirstTextMilliseconds = 100, OutputTokens = 21 },
        new SuiteOutcome("a-2", "a", 0) { Prompt = "p2", Milliseconds = 300, FirstTextMilliseconds = 100, OutputTokens = 21 },
        new SuiteOutcome("b-1", "b", 1) { Prompt = "p3", Milliseconds = 300, FirstTextMilliseconds = 100, OutputTokens = 21 },
    ]);

    [Fact]
    public void Markdown_OfOutcomes_HasFamiliesBestFirstIntervalsAndSpeed()
    {
        string[] lines = SuiteReport.Markdown(Outcomes).Split('\n');

        lines[2].ShouldStartWith("| b | 100 % |");
        lines[3].ShouldBe("| a | 50 % | 9–91 | 2 |");
        lines[4].ShouldStartWith("| **all** | 67 % |");
        lines[6].ShouldBe("first text after 100 ms (median), then 100 tokens per second");
    }

    [Fact]
    public void Labels_OfOutcomes_AreWhatTheModelGotWrong() =>
        SuiteReport.Labels(Outcomes).ShouldBe([new("p1", 0), new("p2", 1), new("p3", 0)]);

    [Fact]
    public void Spread_ShortRun_MeetsEveryFamily()
    {
        var suite = CompetenceSuite.Generate();

        var some = SuiteReport.Spread(suite, CompetenceSuite.Families.Count);

        some.Select(p => p.Family).Distinct().Count().ShouldBe(CompetenceSuite.Families.Count);
        SuiteReport.Spread(suite, 100_000).ShouldBeSameAs(suite);
    }
}
