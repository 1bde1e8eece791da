namespace HybridAi.Evaluation.Robustness;

public class RobustnessReportTests
{
    private static readonly string[] Prompts = [.. Enumerable.Range(1, 40).Select(i => "Explain this: " + new string('x', i))];

    [Fact]
    public void Run_ScoreThatSeesNoChange_FlipsNothing()
    {
        var report = RobustnessReport.Run(Prompts, _ => 0.5);

        report.Prompts.ShouldBe(40);
        report.Lines.Select(l => l.Change).ShouldBe(Perturbations.All.Keys);
        report.Lines.ShouldAllBe(l => l.Flips == 0 && l.WorstFlips == 0 && l.Added == 0);
    }

    [Fact]
    public void Run_ScoreByLength_SeesWhatMakesPromptsLonger()
    {
        var lines = RobustnessReport.Run(Prompts, text => text.Length).Lines.ToDictionary(l => l.Change);

        lines["lower case"].Flips.ShouldBe(0);
        // Everything is above every threshold then: 80, 65, 50, 35 and 20 % flip.
        lines["thanks"].Flips.ShouldBe(0.5, 0.03);
        lines["thanks"].WorstFlips.ShouldBe(0.8, 0.03);
        lines["thanks"].Added.ShouldBe(0.8, 0.03);
        lines["claim of hardness"].Added.ShouldBe(0.8, 0.03);
    }

    [Fact]
    public void Run_Twice_IsTheSame()
    {
        static double Score(string text) => PromptClassifier.Default.RawScore(text);

        RobustnessReport.Run(Prompts, Score).ToMarkdown().ShouldBe(RobustnessReport.Run(Prompts, Score).ToMarkdown());
    }

    [Fact]
    public void Run_NoPrompts_SaysSo() =>
        Should.Throw<ArgumentException>(() => RobustnessReport.Run([], _ => 0)).Message.ShouldContain("At least one prompt");
}
