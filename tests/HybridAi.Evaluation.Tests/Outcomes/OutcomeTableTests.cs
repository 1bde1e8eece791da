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
        var judged = table.Route("judged", blind, [.. blind.Select((b, i) => b + (1000 * (1 - rows[i].Mark)))]).Overall;

        alone.ShouldBeLessThan(0.12);
        judged.LocalShareAt95.ShouldBeGreaterThanOrEqualTo(0.5);
        judged.FirstText.ShouldBeGreaterThan(100, "a draft is held back until it was judged");
    }

    [Fact]
    public void Setting_Threshold_IsTheHighestThatKeepsWrongAnswersRareBothBeforeAndAfterTheDraft()
    {
        // Scores 0.005, 0.015 ... 0.995; wrong answers only from 0.5 on, so that 2 % wrong are reached with the 20th of these 1,000.
        SuiteOutcome[] rows = Rows(1000, i => i % 100 < 50 ? 1 : 0);
        CompetenceScore[] scores = [.. rows.Select((_, i) => ProbeHeads.LogOdds(((i % 100) + 0.5) / 100)).Select(s => new CompetenceScore { Prompt = s, Score = s, Early = s, EarlyUnread = s })];
        CompetenceScore[] judged = [.. scores.Select((s, i) => s with { Early = rows[i].IsWrong ? 10 : s.Score, EarlyUnread = rows[i].IsWrong ? 10 : s.Score })];

        double quality = ThresholdSetting.Quality.Find(new(rows, new int[1000], scores)), savings = ThresholdSetting.Savings.Find(new(rows, new int[1000], scores));

        quality.ShouldBe(0.51, "ten wrong ones; the 95 % interval of twenty ends above 2.5 %");
        savings.ShouldBe(0.58);
        Interval.OfShare(80, 1000).High.ShouldBeLessThan(0.1);
        Interval.OfShare(90, 1000).High.ShouldBeGreaterThan(0.1);
        ThresholdSetting.Quality.Find(new(rows, new int[1000], judged)).ShouldBe(0.99, "all wrong drafts are refused");
        ThresholdSetting.Quality.Find(new(rows, new int[1000], [.. scores.Select(s => s with { Prompt = -10, Score = -10, Early = -10, EarlyUnread = -10 })])).ShouldBe(0, "nothing may stay");
    }

    [Fact]
    public void EarlySaving_OfDraftsThatWereRefused_IsWhatTheyWouldHaveBeenWrittenOnTo()
    {
        SuiteOutcome[] rows = [.. Rows(4, _ => 0).Select((r, i) => r with { Confidence = Confidence with { Tokens = i == 3 ? 5 : 32 } })];
        CompetenceScore[] scores =
        [
            new() { Score = -1, Early = 1 }, // begun and refused: 8 of 32 tokens
            new() { Score = -1, Early = -1 }, // stays
            new() { Score = 1, Early = 1 }, // never begun
            new() { Score = -1, Early = 1 }, // refused, but over before the eighth token
        ];

        OutcomeEvaluation.EarlySaving(rows, new(rows, new int[4], scores), 0).ShouldBe(1 - (13 / 37.0), 1e-12);
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
