using FsCheck;
using FsCheck.Fluent;

namespace HybridAi.Learning;

public class LearnedScoresTests
{
    private static readonly LearningPolicy _policy = new() { Enabled = true };

    [Fact]
    public void Fit_NoOutcomes_IsTheIdentity()
    {
        var learned = OutcomeFit.Fit(new(), _policy);

        foreach (var task in Enum.GetValues<TaskType>())
        {
            for (var score = -12.0; score <= 12; score += 0.37)
            {
                learned.Shift(score, 0, task, 2).ShouldBe(0);
                OutcomeLearner.Moved(ProbeHeads.Probability(score), 0).ShouldBe(ProbeHeads.Probability(score));
            }
        }
    }

    // Whatever is reported: a shift stays within its bounds, and of two requests of one kind the harder one stays the harder one.
    [Fact]
    public void Shift_AnyOutcomes_IsBoundedAndKeepsTheOrderOfScores()
    {
        var outcome = Gen.Choose(-140, 140).Zip(Gen.Choose(0, 5)).Zip(Gen.Choose(0, 10)).Select(t => (Score: t.Item1.Item1 / 10.0, Task: (TaskType)t.Item1.Item2, Wrong: t.Item2 / 10.0));
        var most = Gen.Choose(0, 40).Select(m => m / 10.0);
        Prop.ForAll(outcome.ListOf().Zip(most).Zip(Gen.Choose(1, 100)).ToArbitrary(), given =>
        {
            var ((outcomes, bound), pull) = given;
            var cells = new OutcomeCells();
            foreach (var (score, task, wrong) in outcomes)
            {
                cells.Fade(0.99);
                cells.Add(OutcomeCells.CellOf(score, task), score, 1, wrong);
            }

            var learned = OutcomeFit.Fit(cells, _policy with { Pull = pull });
            foreach (var task in Enum.GetValues<TaskType>())
            {
                foreach (var threshold in new[] { -2.0, -0.4, 1.3 })
                {
                    var before = double.NegativeInfinity;
                    for (var score = -12.0; score <= 12; score += 0.61)
                    {
                        var shift = learned.Shift(score, threshold, task, bound);
                        double.IsFinite(shift).ShouldBeTrue();
                        Math.Abs(shift).ShouldBeLessThanOrEqualTo(bound);
                        (score + shift).ShouldBeGreaterThan(before);
                        before = score + shift;
                    }
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Fit_OutcomesAsTheScoresSay_MovesNextToNothing()
    {
        var cells = new OutcomeCells();
        for (var score = -3.0; score <= 0; score += 0.1)
        {
            cells.Add(OutcomeCells.CellOf(score, TaskType.Writing), score, 20, ProbeHeads.Probability(score));
        }

        var learned = OutcomeFit.Fit(cells, _policy);

        learned.Shift(-0.4, -0.4, TaskType.Writing, 2).ShouldBe(0, 0.02);
    }

    // The device is worse by 1.5 log-odds than the scores say, and on one kind of task much better near the threshold.
    [Fact]
    public void Fit_ScoresThatAreOff_FindsByHowMuch()
    {
        var cells = new OutcomeCells();
        for (var score = -3.0; score <= 0; score += 0.1)
        {
            cells.Add(OutcomeCells.CellOf(score, TaskType.Maths), score, 30, ProbeHeads.Probability(score + 1.5));
            cells.Add(OutcomeCells.CellOf(score, TaskType.Code), score, 30, ProbeHeads.Probability(score - 1));
        }

        var learned = OutcomeFit.Fit(cells, _policy);

        learned.Shift(-0.4, -0.4, TaskType.Maths, 4).ShouldBe(1.5, 0.2);
        learned.Shift(-0.4, -0.4, TaskType.Code, 4).ShouldBeInRange(-1, -0.5, "down only to the upper end of a standard error");
    }

    [Fact]
    public void Shift_OnTheDecidingPath_AllocatesNothing()
    {
        var cells = new OutcomeCells();
        cells.Add(OutcomeCells.CellOf(-1, TaskType.Code), -1, 50, 1);
        var learned = OutcomeFit.Fit(cells, _policy);
        var sum = learned.Shift(-1, -0.4, TaskType.Code, 2);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            sum += OutcomeLearner.Moved(0.3, learned.Shift(-1, -0.4, TaskType.Code, 2));
        }

        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
        sum.ShouldBeGreaterThan(0);
    }
}
