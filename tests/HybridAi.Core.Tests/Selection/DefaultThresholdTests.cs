using HybridAi.Difficulty;

namespace HybridAi.Selection;

public class DefaultThresholdTests
{
    [Fact]
    public void DefaultThreshold_BenchmarkQuestions_MostlyLeaveAndEverydayOnesStay()
    {
        string[] everyday = ["What is the capital of France?", "hi", "What is 2+2?", "Translate 'good morning' to French.", "Who wrote Hamlet?"];

        everyday.ShouldAllBe(p => PromptClassifier.Default.Score(p) < HybridPolicy.DefaultThreshold);
        var benchmark = SamplePrompts.All;
        var share = benchmark.Count(p => PromptClassifier.Default.Score(p) >= HybridPolicy.DefaultThreshold) / (double)benchmark.Length;
        share.ShouldBe(5.0 / 6, 0.05);
    }
}
