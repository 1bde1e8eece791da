namespace HybridAi.Evaluation.Outcomes;

/// <summary>The checked-in outcomes sent through the product's learner. The figures of the page need every fit, and a minute: <c>hybridai eval learning</c>.</summary>
public class LearningStudyTests
{
    private const int Orders = 5;

    private static readonly SuiteOutcome[] Known = [.. TestRows.Shipped.Rows.Where(r => r.State is not null)];
    private static readonly RoutingCalibration Calibration = RoutingCalibration.Read(File.ReadAllBytes(TestRows.HeadPath("calibration.json")));

    // As routing scores them with the built-in model, the state always read.
    private static readonly Lazy<double[]> Shipped = new(() =>
    {
        var classifier = Calibration.Apply(PromptClassifier.Default);
        return [.. Known.Select(r => Calibration.Heads!.Score([.. r.State!], classifier.Score(r.Prompt)))];
    });

    private static LearningRow[] Rows(double[] scores, double threshold) => [.. LearningStudy.Rows("test", Known, scores, threshold, 1, Orders, default)];

    [Fact]
    public void Learning_NothingReported_IsRoutingAsItWas()
    {
        var row = Rows(Shipped.Value, Calibration.Threshold!.Value)[0];

        row.Local.ShouldBe(Shipped.Value.Count(s => s < Calibration.Threshold) / (double)Known.Length, 1e-12);
        row.Wrong.ShouldBe(row.WrongByThreshold, 1e-12);
    }

    [Fact]
    public void Learning_ScoresThatFit_AreLeftAlmostAsTheyAre()
    {
        var rows = Rows(Shipped.Value, Calibration.Threshold!.Value);

        foreach (var learned in rows[1..3])
        {
            learned.Local.ShouldBe(rows[0].Local, 0.04);
            learned.Wrong.ShouldBeLessThan(rows[0].Wrong + 0.015);
        }
    }

    [Fact]
    public void Learning_ScoresThatAreTooLow_EndsMuchOfTheHarmAtNoMoreThanAThresholdWouldCost()
    {
        var rows = Rows(LearningStudy.Moved(Shipped.Value, -1), Calibration.Threshold!.Value);

        rows[1].WrongLate.ShouldBeLessThan(0.7 * rows[0].WrongLate);
        rows[2].WrongLate.ShouldBeLessThan(0.85 * rows[0].WrongLate, "one report in five is slower");
        rows[1].LocalLate.ShouldBeGreaterThan(0.03);
        rows[1].Wrong.ShouldBeLessThan(rows[1].WrongByThreshold + 0.01);
    }

    [Fact]
    public void Learning_ScoresThatAreTooHigh_LoosensButNotPastWhatItSaw()
    {
        var rows = Rows(LearningStudy.Moved(Shipped.Value, 1), Calibration.Threshold!.Value);
        double fitting = Shipped.Value.Count(s => s < Calibration.Threshold) / (double)Known.Length;

        rows[1].LocalLate.ShouldBeInRange(rows[0].LocalLate + 0.005, fitting + 0.03);
        rows[1].Wrong.ShouldBeLessThan(rows[1].Local / 2);
    }

    [Fact]
    public void Learning_ModelThatNobodyCalibrated_StopsAnsweringWhatItCannot()
    {
        var rows = Rows(LearningStudy.NeverCalibrated(Known), HybridPolicy.DefaultThreshold);

        rows[0].Wrong.ShouldBeGreaterThan(0.2);
        rows[1].Wrong.ShouldBeLessThan(0.1 * rows[0].Wrong);
        rows.ShouldBe(Rows(LearningStudy.NeverCalibrated(Known), HybridPolicy.DefaultThreshold), "the same orders give the same figures");
    }
}
