namespace HybridAi.Evaluation.Calibration;

public class SuiteHeadsTests
{
    [Fact]
    public void Fit_StatesThatTellWrongAnswers_AreReadAndSurviveTheFile()
    {
        var random = new Random(4);
        var outcomes = Outcomes(200, random);
        var fit = SuiteHeads.Fit(PromptClassifier.Default, outcomes)!;
        var (heads, balanced) = (fit.Heads, fit.Balanced);
        var calibration = CalibrationCommand.Run(SuiteReport.Labels(outcomes), new CalibrationOptions { ModelFingerprint = "m" }) with { Heads = heads };
        using var file = new MemoryStream();
        calibration.Write(file);

        var read = RoutingCalibration.Read(file.ToArray()).Heads!;

        read.Revision.ShouldBe(heads.Revision);
        read.ModelFingerprint.ShouldBe("m");
        balanced.ShouldBeInRange(0.05, 0.6, "some may stay, not all");
        read.Blend.Competence.ShouldBeGreaterThan(0.3);
        var fresh = Outcomes(200, random).Rows;
        double wrong = fresh.Where(r => r.IsWrong).Average(r => read.Score(r.State!.ToArray(), 0.5));
        double right = fresh.Where(r => !r.IsWrong).Average(r => read.Score(r.State!.ToArray(), 0.5));
        wrong.ShouldBeGreaterThan(right + 0.2);
    }

    [Fact]
    public void Fit_DraftsThatTellWrongAnswers_AreJudgedAndSurviveTheFile()
    {
        var random = new Random(6);
        SuiteOutcome[] rows = [.. Outcomes(400, random).Rows.Select(r => r with
        {
            State = [(float)random.NextDouble()], Confidence = Draft(20, r, random), EarlyConfidence = Draft(8, r, random),
        })];
        var outcomes = new OutcomeSet("m", "m", 1, rows[..200]);
        var fit = SuiteHeads.Fit(PromptClassifier.Default, outcomes)!;
        using var file = new MemoryStream();
        (CalibrationCommand.Run(SuiteReport.Labels(outcomes), new() { ModelFingerprint = "m" }) with { Heads = fit.Heads, Drafts = fit.Drafts }).Write(file);

        var read = RoutingCalibration.Read(file.ToArray()).Drafts!;

        read.ModelFingerprint.ShouldBe("m");
        (fit.Quality.KnownWithDraft - fit.Quality.Known).ShouldBeGreaterThan(0.15, "the prompt's state tells nothing here");
        foreach (var (head, confidence) in new (DraftHead, Func<SuiteOutcome, DraftConfidence>)[] { (read.Early, r => r.EarlyConfidence!), (read.End, r => r.Confidence!) })
        {
            head.Prior!.Draft.ShouldBeGreaterThan(0.2);
            double[] scores = [.. rows[200..].Select(r => head.Score(confidence(r)))];
            Discrimination.Auroc(scores, [.. rows[200..].Select(r => r.IsWrong)]).ShouldBeGreaterThan(0.75);
        }

        // Only the state of the draft tells.
        static DraftConfidence Draft(int tokens, SuiteOutcome row, Random random) => new(tokens, -1, -2, -1, 1, 1, 1, 1, 1, false, 5)
        {
            State = new float[] { (float)random.NextDouble(), (float)(random.NextDouble() + (row.IsWrong ? 0.8 : 0)) },
        };
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0.4, null)]
    [InlineData(null, 0.2)]
    public void Run_WithWhatWasFittedToTheSameOutcomes_GivesTheSameWithoutFittingAgain(double? share, double? loss)
    {
        var outcomes = Outcomes(150, new Random(5));
        var suite = SuiteHeads.Fit(PromptClassifier.Default, outcomes)!;
        var labels = SuiteReport.Labels(outcomes);
        var options = new CalibrationOptions { ModelFingerprint = "m", CloudShare = share, MaxLoss = loss };

        var again = CalibrationCommand.Run(labels, options, new Stopped());
        var once = CalibrationCommand.Run(labels, options with { Suite = suite }, new Stopped());

        once.ComputeRevision().ShouldBe(again.ComputeRevision());
        // A bound is tested on a third of the labels that nothing was fitted to: then what was fitted to all is of no use.
        ReferenceEquals(once.Adjustment, suite.Of(PromptClassifier.Default, labels)!.Adjustment).ShouldBe(loss is null);
        CalibrationCommand.Run([.. labels.Skip(1)], options with { Suite = suite }, new Stopped()).ComputeRevision().ShouldNotBe(once.ComputeRevision());
    }

    [Fact]
    public void Fit_TooFewOrNoModel_FitsNothing()
    {
        SuiteHeads.Fit(PromptClassifier.Default, Outcomes(SuiteHeads.MinOutcomes - 1, new Random(1))).ShouldBeNull();
        SuiteHeads.Fit(PromptClassifier.Default, Outcomes(150, new Random(1)) with { ModelFingerprint = "" }).ShouldBeNull();
    }

    // The first of eight numbers says whether the answer is wrong, the others nothing.
    private static OutcomeSet Outcomes(int count, Random random) => new("m", "m", 1, [.. Enumerable.Range(0, count).Select(i =>
    {
        bool wrong = random.Next(2) == 0;
        float[] state = [.. Enumerable.Range(0, 8).Select(d => (float)(random.NextDouble() + (d == 0 && wrong ? 0.8 : 0)))];
        return new SuiteOutcome($"f-{i}", "f", wrong ? 0 : 1) { Prompt = $"Task {random.Next()} about {random.Next(50)}.", State = state };
    })]);

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
