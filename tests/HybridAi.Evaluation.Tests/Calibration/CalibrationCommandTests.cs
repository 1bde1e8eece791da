using System.Text;

namespace HybridAi.Evaluation.Calibration;

public class CalibrationCommandTests
{
    private static readonly LabelledPrompt[] Labels =
        [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0
            ? new LabelledPrompt($"Prove theorem number {i} about the integral of the function.", i % 9 == 0 ? 0 : 1)
            : new LabelledPrompt($"Write a poem about animal number {i}.", 0))];

    [Fact]
    public void Run_BoundAskedFor_ThresholdSurvivesTheFile()
    {
        var calibration = CalibrationCommand.Run(Labels, new CalibrationOptions { MaxLoss = 0.1, ModelFingerprint = "m1" });
        using var file = new MemoryStream();
        calibration.Write(file);

        var read = RoutingCalibration.Read(file.ToArray());

        read.Threshold!.Value.ShouldBe(calibration.Threshold!.Value);
        read.Created.ShouldBe(calibration.Created);
        read.Evidence.ShouldContain("held-out");
        var classifier = read.Apply(PromptClassifier.Default);
        classifier.Score("Write a poem about animal number 7.").ShouldBeLessThan(read.Threshold!.Value);
        classifier.Score("Prove theorem number 7 about the integral of the function.").ShouldBeGreaterThan(
            classifier.Score("Write a poem about animal number 7.") + 0.2);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.6)]
    public void Run_CloudShareAskedFor_IsMetOnFreshTraffic(double share)
    {
        var random = new Random(12);
        var calibration = CalibrationCommand.Run(LabelCalibrationTests.Labels(800, random), new CalibrationOptions { CloudShare = share });
        var classifier = calibration.Apply(PromptClassifier.Default);

        var fresh = LabelCalibrationTests.Labels(2000, random);

        (fresh.Count(l => classifier.Score(l.Prompt) >= calibration.Threshold) / 2000.0).ShouldBe(share, 0.03);
    }

    [Fact]
    public void Run_NoLabels_IsTheShippedBehaviour()
    {
        var calibration = CalibrationCommand.Run([]);

        calibration.Adjustment.ShouldBeNull();
        calibration.Threshold.ShouldBeNull();
        calibration.Apply(PromptClassifier.Default).ShouldBeSameAs(PromptClassifier.Default);
    }

    [Fact]
    public void Run_TooFewPromptsForTheWish_IsSaidInsteadOfDroppingTheWish()
    {
        Should.Throw<InvalidDataException>(() => CalibrationCommand.Run([], new() { CloudShare = 0.3 })).Message.ShouldContain("there are none");
        Should.Throw<InvalidDataException>(() => CalibrationCommand.Run([], new() { MaxLoss = 0.1 })).Message.ShouldContain("a third of the labels");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LabelCalibration.MinLabels - 1)]
    public void Run_TooFewLabelsToLearnFrom_TheShareIsMetByWhatIsInForce(int labels)
    {
        // As the model's package brings one: other scores than tier 0 as shipped.
        var inForce = CalibrationCommand.Run(Labels, new() { ModelFingerprint = "m1" });
        var prompts = LabelCalibrationTests.Labels(600, new Random(7)).ConvertAll(l => l.Prompt);

        var calibration = CalibrationCommand.Run(Labels[..labels], new() { CloudShare = 0.3, Prompts = prompts, InForce = inForce });

        calibration.Adjustment.ShouldBeNull();
        calibration.ModelFingerprint.ShouldBe("m1");
        var classifier = inForce.Apply(PromptClassifier.Default);
        (prompts.Count(p => classifier.Score(p) >= calibration.Threshold) / 600.0).ShouldBe(0.3, 0.02);
    }

    [Fact]
    public void StaleReason_OtherModelOrClassifier_IsSaid()
    {
        var calibration = CalibrationCommand.Run(Labels, new CalibrationOptions { ModelFingerprint = "m1" });

        calibration.StaleReason(PromptClassifier.Default, "m1").ShouldBeNull();
        calibration.StaleReason(PromptClassifier.Default, "m2")!.ShouldContain("another local model");
        calibration.StaleReason(calibration.Apply(PromptClassifier.Default), "m1")!.ShouldContain("another revision");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"calibration_format\":9}")]
    [InlineData("x")]
    public void Read_AnythingElse_IsRefused(string json) =>
        Should.Throw<InvalidDataException>(() => RoutingCalibration.Read(Encoding.UTF8.GetBytes(json)));
}
