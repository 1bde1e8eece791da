namespace HybridAi.Evaluation.Outcomes;

public class OutcomeTableTests
{
    private static readonly DraftConfidence Confidence = new(11, -1, -2, -1, 1, 1, 1, 1, 1, true, 40);

    [Fact]
    public void Mixes_HoldEveryFamilyOfTheSuiteOnce() =>
        TrafficMix.All.SelectMany(m => m.Families).ShouldBe(CompetenceSuite.Families, ignoreOrder: true);

    [Fact]
    public void Route_ScoreThatKnows_KeepsWhatIsRightAndAsMuchWrongAsIsAllowed()
    {
        // 50 right, 50 wrong: at 95 % of the answers right, 5 of the wrong ones may stay.
        SuiteOutcome[] rows = Rows(100, i => i < 50 ? 1 : 0);
        var table = new OutcomeTable(rows, new() { CloudFirstText = 500 });

        var knows = table.Route("knows", [.. rows.Select((_, i) => (double)i)]);
        var random = table.Route("random", new double[100]);
        var wrong = table.Route("wrong", [.. rows.Select((_, i) => -(double)i)]);

        (knows.Overall.LocalShare, knows.Overall.Accuracy, knows.Overall.LocalShareAt95).ShouldBe((0.55, 0.95, 0.55));
        knows.Overall.FirstText.ShouldBe((0.55 * 100) + (0.45 * 500), 1e-9);
        knows.Overall.Cost.ShouldBe(0.45, 1e-9);
        random.Overall.LocalShareAt95.ShouldBe(0.1, 1e-9);
        wrong.Overall.LocalShareAt95.ShouldBe(0.05, 1e-9);
    }

    [Fact]
    public void Route_DraftsThatKnow_HelpAScoreThatDoesNot()
    {
        SuiteOutcome[] rows = Rows(100, i => i % 2);
        var table = new OutcomeTable(rows, new());
        double[] blind = [.. rows.Select((_, i) => (double)i)];

        double alone = table.Route("score", blind).Overall.LocalShareAt95;
        var judged = table.Route("judged", blind, [.. rows.Select(r => 1 - r.Mark)]).Overall;

        alone.ShouldBeLessThan(0.12);
        judged.LocalShareAt95.ShouldBeGreaterThanOrEqualTo(0.5);
        judged.FirstText.ShouldBeGreaterThan(100, "a draft is held back until it was judged");
    }

    [Fact]
    public void Always_LocalAndCloud_AreTheEnds()
    {
        var table = new OutcomeTable(Rows(100, i => i < 30 ? 1 : 0), new());

        table.Always("local", local: true).Overall.ShouldBe(new MixOutcome("all", 100, 1, 0.3, 0, 100, 0));
        table.Always("cloud", local: false).Overall.Accuracy.ShouldBe(1);
    }

    [Fact]
    public void Residual_OfALength_IsNothing()
    {
        double[] answer = [.. Enumerable.Range(1, 50).Select(i => (double)i)], prompt = [.. Enumerable.Range(1, 50).Select(i => 10.0 + (i * 7 % 50))];
        double[] disguised = [.. answer.Select((a, i) => (3 * Math.Log(a)) - (2 * Math.Log(prompt[i])))];

        OutcomeEvaluation.Residual(disguised, answer, prompt).ShouldAllBe(r => Math.Abs(r - disguised.Average()) < 1e-9);
    }

    private static SuiteOutcome[] Rows(int count, Func<int, double> mark) =>
        [.. Enumerable.Range(0, count).Select(i => new SuiteOutcome($"{i}", "capitals", mark(i))
        {
            Prompt = $"prompt {i}", FirstTextMilliseconds = 100, Milliseconds = 200, Confidence = Confidence, EarlyConfidence = Confidence,
        })];
}
