using System.Security.Cryptography;

namespace HybridAi.Evaluation.Outcomes;

public class ShippedOutcomesTests
{
    private static readonly OutcomeSet Set = TestRows.Shipped;

    [Fact]
    public void Outcomes_AreTheOnesOnThePage()
    {
        string page = File.ReadAllText(Path.Combine(TestRows.Root, "docs", "reference", "routing-evaluation.md"));

        page.ShouldContain(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(TestRows.OutcomePath))).ToLowerInvariant());
        foreach (string head in new[] { "calibration.json", "draft.json" })
            page.ShouldContain(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(TestRows.HeadPath(head)))).ToLowerInvariant(), customMessage: head);
        var prompts = CompetenceSuite.GenerateMany(2).ToDictionary(p => p.Id, p => p.Prompt);
        Set.SuiteVersion.ShouldBe(CompetenceSuite.Version);
        Set.Rows.ShouldAllBe(r => prompts[r.Id] == r.Prompt);
        Set.Rows.Count.ShouldBe(prompts.Count);
        Set.Rows.Select(r => r.Family).Distinct().Count().ShouldBe(CompetenceSuite.Families.Count);
    }

    [Fact]
    public void DraftHeads_FittedAgain_AreTheShippedOnes()
    {
        var shipped = DraftHeads.Read(File.ReadAllBytes(TestRows.HeadPath("draft.json")));

        shipped.ModelFingerprint.ShouldBe(Set.ModelFingerprint);
        foreach (bool early in new[] { true, false })
        {
            DraftHead fitted = DraftFitting.Fit(Set.Rows, early, Set.ModelFingerprint), there = early ? shipped.Early : shipped.End;
            for (int i = 0; i < fitted.Weights.Length; i++) fitted.Weights[i].ShouldBe(there.Weights[i], 1e-6);
            fitted.Bias.ShouldBe(there.Bias, 1e-6);
            there.States!.Dimensions.ShouldBe(Set.Rows[0].State!.Count);
            var (own, shippedHead) = (fitted.States!.Find(DraftHead.StateHead)!, there.States.Find(DraftHead.StateHead)!);
            for (int i = 0; i < own.Weights.Length; i++) own.Weights[i].ShouldBe(shippedHead.Weights[i], 1e-4f);
        }
    }

    [Fact]
    public void Drafts_OfUnseenFamilies_AreToldApartAndNotByTheirLength()
    {
        int[] folds = OutcomeFolds.Of(Set.Rows, OutcomeSplit.UnseenFamilies);
        double[] early = DraftFitting.OutOfFold(Set.Rows, folds, early: true, "fold"), end = DraftFitting.OutOfFold(Set.Rows, folds, early: false, "fold");
        bool[] wrong = [.. Set.Rows.Select(r => r.IsWrong)];
        double[] answer = [.. Set.Rows.Select(r => (double)r.Confidence!.Tokens)], prompt = [.. Set.Rows.Select(r => (double)r.Confidence!.PromptTokens)];

        Discrimination.Auroc(early, wrong).ShouldBeGreaterThan(0.67 + 0.03);
        Discrimination.Auroc(end, wrong).ShouldBeGreaterThan(0.70 + 0.01);
        Discrimination.Auroc(OutcomeEvaluation.Residual(early, answer, prompt), wrong).ShouldBeGreaterThan(0.64);
        Discrimination.Auroc(OutcomeEvaluation.Residual(end, answer, prompt), wrong).ShouldBeGreaterThan(0.64);

        // What the state is for: the numbers of the study alone tell less.
        Discrimination.Auroc(DraftFitting.OutOfFold(Set.Rows, folds, early: true), wrong).ShouldBeLessThan(Discrimination.Auroc(early, wrong) - 0.05);
    }

    [Fact]
    public void Competence_BeforeTheDraft_IsToldInAndOutOfTheFamilies()
    {
        bool[] wrong = [.. Set.Rows.Select(r => r.IsWrong)];
        var (means, scales) = CompetenceFitting.Standardisation(Set.Rows);

        Auroc(OutcomeSplit.UnseenFamilies).ShouldBeGreaterThan(0.62);
        Auroc(OutcomeSplit.SameFamilies).ShouldBeGreaterThan(0.80);

        double Auroc(OutcomeSplit split) => Discrimination.Auroc(OutcomeFolds.OutOfFold(Set.Rows, OutcomeFolds.Of(Set.Rows, split), training =>
        {
            var heads = new ProbeHeads("fold", means, scales, [CompetenceFitting.FitState(training, means, scales)], new(0, 0, 0, 1));
            return row => heads.RawScore(ProbeHeads.Competence, [.. row.State!]);
        }), wrong);
    }

    // A tenth of the outcomes: the figures of the page need all of them, and minutes.
    [Fact]
    public void Report_OfSomeOutcomes_HasEveryRouterSettingAndShareAsked()
    {
        var report = OutcomeEvaluation.Run(Set with { Rows = [.. Set.Rows.GroupBy(r => r.Family).SelectMany(g => g.Take(4))] });

        report.Routers.Select(r => r.Name).ShouldBe(["always local", "always cloud", "random", "word count", "tier 0", "0+1", "0+1+2", "calibrated"]);
        report.Settings.Select(s => s.Name).ShouldBe(["quality", "balanced", "savings"]);
        report.Settings.Select(s => s.Threshold).ShouldBeInOrder();
        foreach (var setting in report.Settings)
        {
            double most = ThresholdSetting.All.Single(s => s.Name == setting.Name).MostWrong;
            setting.Same[0].WrongInterval.High.ShouldBeLessThanOrEqualTo(most, setting.Name);
            setting.Same.Skip(1).Sum(m => m.Local).ShouldBe(setting.Same[0].Local, "the mixes hold every prompt once");
            setting.Unseen[0].Count.ShouldBe(report.Outcomes.Rows.Count);
        }

        report.Asked.Select(a => a.Share).ShouldBe([0, 0.25, 0.5, 0.85, 1]);
        report.Asked.Select(a => a.Margin).ShouldBeInOrder();
        report.Asked.Select(a => a.AddedMilliseconds).ShouldBeInOrder();
        (report.Asked[0].AddedMilliseconds, report.Asked[^1].AddedMilliseconds).ShouldBe((0, 120));
        using var text = new StringWriter();
        OutcomeMarkdown.Write(report, text);
        text.ToString().ShouldContain("| balanced (");
        text.ToString().ShouldNotContain("NaN");
        OutcomePlots.Curve(report).ShouldContain("the shipped default");
    }

    [Fact]
    public void Readme_OutcomeTable_IsThatOfThePage()
    {
        string page = File.ReadAllText(Path.Combine(TestRows.Root, "docs", "reference", "routing-evaluation.md"));
        string[] rows = [.. File.ReadLines(Path.Combine(TestRows.Root, "README.md")).SkipWhile(l => !l.StartsWith("| router |", StringComparison.Ordinal)).TakeWhile(l => l.StartsWith('|'))];

        rows.Length.ShouldBe(10, "a head and eight routers");
        page.ShouldContain(string.Join('\n', rows));
    }

    // The whole fit takes minutes: its parts are compared one by one, the blends by what they do.
    [Fact]
    public void Calibration_Shipped_BelongsToTheseOutcomesAndThisClassifier()
    {
        var shipped = RoutingCalibration.Read(File.ReadAllBytes(TestRows.HeadPath("calibration.json")));
        var (means, scales) = CompetenceFitting.Standardisation(Set.Rows);
        var rows = TrafficMix.MarkCloudFirst(Set.Rows);
        var fitted = CompetenceFitting.FitState(rows, means, scales, CompetenceFitting.StateRidge * rows.Length / CompetenceFitting.StateRidgeRows);
        var heads = shipped.Heads!;

        shipped.StaleReason(PromptClassifier.Default, Set.ModelFingerprint).ShouldBeNull();
        heads.Means.ToArray().ShouldBe(means);
        var there = heads.Find(ProbeHeads.Competence)!;
        for (int i = 0; i < means.Length; i++) fitted.Weights[i].ShouldBe(there.Weights[i], 1e-4f);
        shipped.Adjustment!.Labels.ShouldBe(Set.Rows.Count);
        (heads.Blend.Lexical > 0.2 && heads.Blend.Competence > 0.2 && heads.Blend.Need == 0).ShouldBeTrue();

        // It has seen these rows: here the score is nearly certain.
        var classifier = shipped.Apply(PromptClassifier.Default);
        double[] scores = [.. rows.Select(r => heads.Score([.. r.State!], classifier.Score(r.Prompt)))];
        int[] stay = [.. Enumerable.Range(0, rows.Length).Where(i => !rows[i].IsCloudFirst)];
        Discrimination.Auroc([.. stay.Select(i => scores[i])], [.. stay.Select(i => rows[i].IsWrong)]).ShouldBeGreaterThan(0.9);
        string page = File.ReadAllText(Path.Combine(TestRows.Root, "docs", "reference", "routing-evaluation.md"));
        page.ShouldContain(FormattableString.Invariant($"| **balanced**, the default | {shipped.Threshold:0.00} |"));
    }

    // The suite's next seed and words of our own: neither was fitted to. Tier 0 alone, as when the model is busy.
    [Fact]
    public void Calibration_Shipped_SendsKindsThatRoutingDoesNotHelpToTheCloud()
    {
        var shipped = RoutingCalibration.Read(File.ReadAllBytes(TestRows.HeadPath("calibration.json")));
        var classifier = shipped.Apply(PromptClassifier.Default);
        var fresh = CompetenceSuite.Generate(3).Where(p => TrafficMix.Of(p.Family)!.CloudFirst).ToList();

        TrafficMix.All.Where(m => m.CloudFirst).Select(m => m.Name).ShouldBe(["translate/grammar", "code"]);
        fresh.Count.ShouldBeGreaterThan(200);
        (fresh.Count(p => classifier.Score(p.Prompt) < shipped.Threshold) / (double)fresh.Count).ShouldBeLessThan(0.01);
        foreach (string prompt in new[]
                 {
                     "Translate into French: The meeting is on Monday.", "How do you say 'thank you very much' in Spanish?", "What is the past tense of 'to bring'?",
                     "Correct the grammar: She don't like apples.", "Write a Python function that returns the largest of three numbers.",
                     "Which SQL query counts the rows of the table orders?", "What does this program print? for i in range(3): print(i)",
                 })
            classifier.Score(prompt).ShouldBeGreaterThanOrEqualTo(shipped.Threshold!.Value, prompt);
    }
}
