using HybridAi.Evaluation;

namespace HybridAi.Difficulty;

public class RobustnessTests
{
    public static TheoryData<string> Names => [.. Perturbations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_ChangeWithoutMeaning_FlipsFewDecisionsAndSendsNoMoreToTheCloud(string name)
    {
        var random = new Random(17);
        var classifier = PromptClassifier.Default;
        double[] before = [.. SamplePrompts.All.Select(p => classifier.Score(p))];
        double[] after = [.. SamplePrompts.All.Select(p => classifier.Score(Perturbations.All[name](p, random)))];
        double[] sorted = [.. before.Order()];

        // At thresholds that send about 20, 35, 50, 65 and 80 % to the cloud. A share over 400 prompts is only known to half a percent.
        double flips = 0, added = 0, worst = 0;
        double[] shares = [0.2, 0.35, 0.5, 0.65, 0.8];
        foreach (double share in shares)
        {
            double threshold = sorted[(int)(sorted.Length * (1 - share))];
            int flipped = before.Zip(after).Count(s => (s.First >= threshold) != (s.Second >= threshold));
            double more = 100.0 * (after.Count(s => s >= threshold) - before.Count(s => s >= threshold)) / before.Length;
            flips += 100.0 * flipped / before.Length / shares.Length;
            worst = Math.Max(worst, 100.0 * flipped / before.Length);
            added = Math.Max(added, more);
        }

        flips.ShouldBeLessThanOrEqualTo(2.0, $"mean share of decisions that flip; worst threshold {worst:F2} %");
        worst.ShouldBeLessThanOrEqualTo(2.5, "share of decisions that flip at the worst threshold");
        added.ShouldBeLessThanOrEqualTo(3.0, "points of cloud share added");
    }

    [Theory]
    [InlineData("Wie heißt die Hauptstadt von Frankreich und wie viele Einwohner hat sie?")]
    [InlineData("Quelle est la capitale de la France et combien d'habitants compte-t-elle ?")]
    [InlineData("¿Cuál es la capital de Francia y cuántos habitantes tiene la ciudad?")]
    [InlineData("Qual è la capitale della Francia e quanti abitanti ha la città?")]
    [InlineData("Какая столица Франции и сколько в ней жителей?")]
    [InlineData("法国的首都是哪里？有多少居民？")]
    [InlineData("프랑스의 수도는 어디이고 인구는 얼마입니까?")]
    public void Assess_OtherLanguage_JudgesStructureOnly(string prompt)
    {
        var features = new PromptFeatures(PromptClassifier.Default.Model.Vocabulary);
        features.Read(prompt);

        PromptClassifier.Default.Model.Norm(features).ShouldBe(0, "n-grams of another language must not count");
        var assessment = PromptClassifier.Default.Assess(prompt);
        assessment.KnownShare.ShouldBe(0, 1e-9);
        assessment.TaskType.ShouldBe(TaskType.Unknown);
        assessment.Probability.ShouldBeInRange(0.02, 0.9);
    }

    [Fact]
    public void Score_NothingButCourtesy_IsStillAPrompt()
    {
        double score = PromptClassifier.Default.Score("Thank you very much!");

        score.ShouldNotBe(PromptClassifier.Default.Score(""));
    }
}
