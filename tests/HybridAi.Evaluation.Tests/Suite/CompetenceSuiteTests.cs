namespace HybridAi.Evaluation.Suite;

public class CompetenceSuiteTests
{
    private static readonly IReadOnlyList<SuitePrompt> Suite = CompetenceSuite.Generate();

    [Fact]
    public void Generate_DefaultSeed_HasBreadth()
    {
        Suite.Count.ShouldBeGreaterThanOrEqualTo(600);
        Suite.Select(p => p.Family).Distinct().Count().ShouldBeGreaterThanOrEqualTo(25);
        Suite.Select(p => p.Prompt).Distinct().Count().ShouldBe(Suite.Count);
        Suite.Select(p => p.Id).Distinct().Count().ShouldBe(Suite.Count);
        Suite.Select(p => p.Language).Distinct().ShouldBe(["en", "de", "fr", "es", "it"], ignoreOrder: true);
        Suite.Select(p => p.Grader.GetType()).Distinct().Count().ShouldBeGreaterThanOrEqualTo(8);
        foreach (var family in Suite.GroupBy(p => p.Family)) family.Select(p => p.Difficulty).Distinct().Count().ShouldBe(3, family.Key);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void Generate_AnySeed_EveryReferenceGetsFullMarksAndOtherAnswersDoNot(int seed)
    {
        foreach (var prompt in CompetenceSuite.Generate(seed))
        {
            prompt.Grade(prompt.Reference).ShouldBe(1, $"{prompt.Id}: {prompt.Prompt} -> {prompt.Reference}");
            prompt.Grade("").ShouldBe(0, prompt.Id);
            prompt.Grade("I am not sure, sorry.").ShouldBe(0, prompt.Id);
            prompt.Grade(prompt.Prompt + "\n").ShouldBe(0, $"{prompt.Id}: repeating the prompt is no answer");
            prompt.Grade(prompt.Prompt + "\n" + prompt.Reference).ShouldBe(1, prompt.Id);
        }
    }

    [Fact]
    public void Generate_SameSeed_GivesTheSamePrompts()
    {
        CompetenceSuite.Generate(5).Select(p => p.Prompt).ShouldBe(CompetenceSuite.Generate(5).Select(p => p.Prompt));
        CompetenceSuite.Generate(5).Select(p => p.Prompt).ShouldNotBe(CompetenceSuite.Generate(6).Select(p => p.Prompt));
    }
}
