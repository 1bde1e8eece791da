using System.Text;

namespace HybridAi.Evaluation.Calibration;

public class LabelCalibrationTests
{
    private static readonly string[] Needed = ["chemical reaction", "integral of the function", "legal contract", "proof of the theorem"];
    private static readonly string[] NotNeeded = ["poem about the sea", "capital of the country", "list of animals", "story about a dog"];

    [Fact]
    public void Fit_AppsOwnTopics_LiftsTheAreaOnRowsNotSeen()
    {
        var random = new Random(8);
        var labels = Labels(200, random);
        var rest = Labels(400, random);
        double before = Area(PromptClassifier.Default, rest);

        var adjustment = LabelCalibration.Fit(PromptClassifier.Default, labels)!;
        var adjusted = PromptClassifier.Default.With(adjustment);

        Area(adjusted, rest).ShouldBeGreaterThan(Math.Max(0.65, before + 0.05));
        double[] probabilities = [.. rest.Select(l => adjusted.Score(l.Prompt))];
        Discrimination.CalibrationError(Discrimination.Reliability(probabilities, [.. rest.Select(l => l.Gain)])).ShouldBeLessThan(0.12);
    }

    [Fact]
    public void Fit_PromptsOfTemplates_LearnsTheFrameWhateverIsFilledIn()
    {
        var random = new Random(11);
        var labels = Templates(120, random);
        var rest = Templates(300, random);

        var adjusted = PromptClassifier.Default.With(LabelCalibration.Fit(PromptClassifier.Default, labels)!);

        Area(PromptClassifier.Default, rest).ShouldBeLessThan(0.65);
        Area(adjusted, rest).ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void Fit_FewLabelsAgainstTheShippedOrder_DoNotTurnItRound()
    {
        var labels = Labels(40, new Random(5)).Select(l => l with { Gain = -PromptClassifier.Default.Score(l.Prompt) }).ToList();

        LabelCalibration.Fit(PromptClassifier.Default, labels)!.Scale.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Fit_ManyLabels_FileIsSmallAndHoldsNoWord()
    {
        var labels = Labels(300, new Random(6));
        using var stream = new MemoryStream();
        LabelCalibration.Fit(PromptClassifier.Default, labels)!.Write(stream);

        stream.Length.ShouldBeLessThan(100_000);
        string text = Encoding.UTF8.GetString(stream.ToArray());
        foreach (string word in new[] { "chemical", "legal", "poem", "lines" }) text.ShouldNotContain(word);
    }

    [Fact]
    public void Fit_LabelsOfPureNoise_HardlyMovesTheOrder()
    {
        var random = new Random(3);
        var labels = Labels(120, random).Select(l => l with { Gain = random.Next(2) }).ToList();
        var adjusted = PromptClassifier.Default.With(LabelCalibration.Fit(PromptClassifier.Default, labels)!);
        string easy = "What is the opposite of hot?", hard = "Prove that $\\sqrt{2}$ is irrational and that $\\pi^2 < 10$, using only the integral test.";

        adjusted.RawScore(hard).ShouldBeGreaterThan(adjusted.RawScore(easy));
    }

    [Fact]
    public void Fit_TooFewLabels_ChangesNothing() =>
        LabelCalibration.Fit(PromptClassifier.Default, Labels(LabelCalibration.MinLabels - 1, new Random(1))).ShouldBeNull();

    [Fact]
    public void Read_WhatWasWritten_ScoresTheSame()
    {
        var labels = Labels(80, new Random(4));
        var adjustment = LabelCalibration.Fit(PromptClassifier.Default, labels)!;
        using var stream = new MemoryStream();
        adjustment.Write(stream);

        var read = ClassifierAdjustment.Read(stream.ToArray());

        read.Labels.ShouldBe(80);
        foreach (var label in labels)
            PromptClassifier.Default.With(read).RawScore(label.Prompt)
                .ShouldBe(PromptClassifier.Default.With(adjustment).RawScore(label.Prompt), 1e-2); // weights are stored as halves
    }

    [Fact]
    public void With_AdjustmentOfAnotherRevision_IsStale()
    {
        var adjustment = LabelCalibration.Fit(PromptClassifier.Default, Labels(40, new Random(4)))!;
        var adjusted = PromptClassifier.Default.With(adjustment);

        Should.Throw<InvalidOperationException>(() => adjusted.With(adjustment)).Message.ShouldContain("calibrate again");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\":3}")]
    [InlineData("not json")]
    public void Read_AnythingElse_IsRefused(string json) =>
        Should.Throw<InvalidDataException>(() => ClassifierAdjustment.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void LabelledPrompt_BothForms_AreRead()
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(
            "{\"prompt\":\"a\",\"local_score\":0.25,\"cloud_score\":1}\n{\"prompt\":\"b\",\"need\":0.5}\n"));

        LabelledPrompt.Read(stream).ShouldBe([new LabelledPrompt("a", 0.75), new LabelledPrompt("b", 0.5)]);
    }

    [Theory]
    [InlineData("{\"prompt\":\"a\",\"local_score\":0.25}")]
    [InlineData("{\"prompt\":\"a\",\"need\":1.5}")]
    [InlineData("{\"need\":1}")]
    public void LabelledPrompt_Incomplete_NamesTheLine(string line) =>
        Should.Throw<InvalidDataException>(() => LabelledPrompt.Read(new MemoryStream(Encoding.UTF8.GetBytes(line))))
            .Message.ShouldContain("Line 1");

    internal static List<LabelledPrompt> Labels(int count, Random random)
    {
        var labels = new List<LabelledPrompt>();
        for (int i = 0; i < count; i++)
        {
            bool needed = random.Next(2) == 0;
            string topic = (needed ? Needed : NotNeeded)[random.Next(4)];
            string verb = new[] { "Write", "Explain", "Give me", "Describe" }[random.Next(4)];
            labels.Add(new LabelledPrompt($"{verb} the {topic} in {random.Next(2, 9)} lines.", random.Next(10) == 0 == needed ? 0 : 1));
        }

        return labels;
    }

    private static double Area(PromptClassifier classifier, List<LabelledPrompt> rows) => ExactCurve.Compute(
        rows.Select(r => classifier.RawScore(r.Prompt)).ToArray(), new double[rows.Count], rows.Select(r => r.Gain).ToArray()).Area;

    // The same random words in every prompt; only the first and the last words tell the kinds apart.
    private static List<LabelledPrompt> Templates(int count, Random random)
    {
        string[] words = ["river", "engine", "paper", "garden", "number", "winter", "market", "signal", "bridge", "letter", "window", "coffee"];
        var labels = new List<LabelledPrompt>();
        for (int i = 0; i < count; i++)
        {
            bool needed = random.Next(2) == 0;
            string filled = string.Join(' ', Enumerable.Range(0, 40).Select(_ => words[random.Next(words.Length)]));
            labels.Add(new LabelledPrompt(needed ? $"Ticket text: {filled} to route" : $"Mail text: {filled} to sort", needed ? 1 : 0));
        }

        return labels;
    }
}
