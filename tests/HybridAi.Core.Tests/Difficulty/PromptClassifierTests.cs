using System.Security.Cryptography;

namespace HybridAi.Difficulty;

public class PromptClassifierTests
{
    private const string Easy = "What is the opposite of hot?";

    private const string Hard =
        "Let $f(x) = \\frac{x^3 - 2x}{x^2 + 1}$. Find all real numbers $a$ such that the equation $f(x) = a$ has exactly two distinct " +
        "solutions in the interval $[-2, 5]$, and prove that your answer is complete.";

    [Fact]
    public void Score_EverySamplePrompt_IsAProbabilityInTheOrderOfTheRawScore()
    {
        var classifier = PromptClassifier.Default;
        var pairs = SamplePrompts.All.Select(p => (Score: classifier.Score(p), Raw: classifier.RawScore(p))).OrderBy(s => s.Raw).ToList();

        pairs.ShouldAllBe(s => s.Score > 0 && s.Score < 1);
        pairs.Zip(pairs.Skip(1)).ShouldAllBe(s => s.First.Score <= s.Second.Score);
        pairs.Select(s => s.Score).Distinct().Count().ShouldBeGreaterThan(390, "scores must not collapse into ties");
    }

    [Fact]
    public void Score_HardAgainstEasyPrompt_IsHigher() =>
        PromptClassifier.Default.Score(Hard).ShouldBeGreaterThan(PromptClassifier.Default.Score(Easy) + 0.05);

    [Fact]
    public void Score_Warm_AllocatesNothing()
    {
        var classifier = PromptClassifier.Default;
        string prompt = string.Join('\n', SamplePrompts.All).Substring(0, 2048);
        double sum = 0;
        for (int i = 0; i < 20; i++) sum += classifier.Score(prompt) + classifier.Score(Hard);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            sum += classifier.Score(prompt) + classifier.RawScore("Was ist das für ein müßiges “Beispiel”? Ａｂｃ");
            var conversation = classifier.StartConversation();
            conversation.Add(prompt);
            conversation.Add(Hard);
            sum += conversation.Result().Probability;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldNotBe(0);
    }

    [Fact]
    public void Score_ManyThreads_GivesTheSameNumbers()
    {
        var classifier = PromptClassifier.Default;
        double[] expected = [.. SamplePrompts.All.Select(p => classifier.RawScore(p))];

        var actual = SamplePrompts.All.AsParallel().AsOrdered().Select(p => classifier.RawScore(p)).ToArray();

        actual.ShouldBe(expected);
    }

    [Fact]
    public void Assess_LongPrompt_ReadsHeadAndTailAndCountsTheWholeLength()
    {
        string filler = string.Concat(Enumerable.Repeat("The committee reviewed another report about harvest yields and storage. ", 400));
        var classifier = PromptClassifier.Default;

        var headAndTail = classifier.Assess(filler);
        double question = classifier.RawScore(filler + Hard), plain = classifier.RawScore(filler), first = classifier.RawScore(Hard + filler);

        headAndTail.HeadAndTail.ShouldBeTrue();
        question.ShouldNotBe(plain, "the tail must be read");
        first.ShouldNotBe(plain, "the head must be read");
        var features = new PromptFeatures(classifier.Model.Vocabulary);
        features.Read(filler);
        double logLength = features.StructureValues[0];
        features.Read(filler + filler);
        features.StructureValues[0].ShouldBeGreaterThan((float)logLength + 0.5f, "what is not read still counts as length");
    }

    [Fact]
    public void Conversation_ShortFollowUp_InheritsWhatCameBefore()
    {
        var classifier = PromptClassifier.Default;
        double alone = classifier.RawScore("and why?"), hard = classifier.RawScore(Hard);
        var conversation = classifier.StartConversation();
        conversation.Add(Hard);
        conversation.Add("and why?");

        double together = conversation.Result().RawScore;

        Math.Abs(together - hard).ShouldBeLessThan(Math.Abs(together - alone));
        conversation.Result().TaskType.ShouldBe(TaskType.Maths);
    }

    [Fact]
    public void Conversation_LongLastMessage_SpeaksForItself()
    {
        var classifier = PromptClassifier.Default;
        var conversation = classifier.StartConversation();
        conversation.Add("hi there");
        conversation.Add(Hard);

        conversation.Result().RawScore.ShouldBe(classifier.RawScore(Hard), 0.15);
    }

    [Theory]
    [InlineData("Write a Python function that returns the n-th Fibonacci number.", TaskType.Code)]
    [InlineData("If a train travels 60 miles in 1.5 hours, what is its average speed in miles per hour?", TaskType.Maths)]
    [InlineData("Which planet in the solar system is the largest?\nA. Mars\nB. Jupiter\nC. Venus\nD. Earth\nAnswer:", TaskType.Knowledge)]
    [InlineData("Write a short story about a lighthouse keeper who finds a letter in a bottle.", TaskType.Writing)]
    public void Assess_TypicalPrompt_NamesTheTask(string prompt, TaskType expected) =>
        PromptClassifier.Default.Assess(prompt).TaskType.ShouldBe(expected);

    [Fact]
    public void Default_EmbeddedResource_IsTheTrainedFileAndSmall()
    {
        using var stream = typeof(PromptClassifier).Assembly.GetManifestResourceStream("HybridAi.Difficulty.tier0.bin")!;
        stream.Length.ShouldBeLessThanOrEqualTo(2 << 20);

        // The hash in docs/reference/routing-evaluation.md and in the model card: figures there belong to exactly these bytes.
        Convert.ToHexStringLower(SHA256.HashData(stream)).ShouldBe(TrainedHash);
    }

    internal const string TrainedHash = "72df4c3b42fd35b2028881b020725550d72a1fa4cf1d5b17aa73a1bf7f98bee8";
}
