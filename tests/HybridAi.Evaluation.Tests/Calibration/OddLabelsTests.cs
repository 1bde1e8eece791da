using System.Text;

namespace HybridAi.Evaluation.Calibration;

/// <summary>Labels as they should not be: whatever they are, scores stay probabilities and the order stays sane.</summary>
public class OddLabelsTests
{
    private const string Easy = "What is the opposite of hot?";
    private const string Hard = "Prove that $\\sqrt{2}$ is irrational and that $\\pi^2 < 10$, using only the integral test.";

    public static TheoryData<string> Kinds => ["all needed", "none needed", "one prompt", "empty prompts", "five", "huge prompts", "no words"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_OddLabels_LeaveScoresSane(string kind)
    {
        var labels = Labels(kind);
        var states = new LabelStates("m1", [.. labels.Select(_ => (ReadOnlyMemory<float>)new float[] { 1, 2, 3 })]);

        var calibration = CalibrationCommand.Run(labels, new() { CloudShare = 0.5, States = states });
        using var file = new MemoryStream();
        calibration.Write(file);
        var read = RoutingCalibration.Read(file.ToArray());

        var classifier = read.Apply(PromptClassifier.Default);
        foreach (string prompt in new[] { Easy, Hard, "", labels[0].Prompt })
        {
            double score = classifier.Score(prompt);
            score.ShouldBeInRange(0, 1);
            (read.Heads?.Score([1, 2, 3], score) ?? score).ShouldBeInRange(0, 1);
        }

        classifier.RawScore(Hard).ShouldBeGreaterThan(classifier.RawScore(Easy), "they say nothing about these");
        double.IsNaN(read.Threshold!.Value).ShouldBeFalse();
        if (kind is "five" or "one prompt" or "empty prompts") read.Adjustment.ShouldBeNull("there is nothing to learn from one prompt");
        if (kind is "all needed" or "none needed") classifier.Score(labels[0].Prompt).ShouldBeInRange(0.001, 0.999, "120 labels make nothing certain");
    }

    [Fact]
    public void Read_ByteOrderMarkWindowsLineEndsAndBytesThatAreNoText_AreRead()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "{\"prompt\":\"a"u8, 0xFF, .. "\",\"need\":1}\r\n\r\n{\"prompt\":\"b\",\"need\":0}"u8];

        LabelledPrompt.Read(new MemoryStream(bytes)).ShouldBe([new LabelledPrompt("a\uFFFD", 1), new LabelledPrompt("b", 0)]);
    }

    [Fact]
    public void ReadRows_LabelsWithAnId_AreOutcomesToo()
    {
        var row = RoutingData.ReadRows(new MemoryStream("{\"id\":\"a\",\"prompt\":\"p\",\"local_score\":0.25,\"cloud_score\":1}"u8.ToArray()))[0];

        (row.WeakScore, row.StrongScore, row.Gain).ShouldBe((0.25, 1, 0.75));
        RoutingRow[] rows = [row, row with { Id = "b", WeakScore = 1 }];
        RouterEvaluation.Run(rows, rows.ToDictionary(r => r.Id, r => r.Gain!.Value)).Groups.ShouldHaveSingleItem().Name.ShouldBe("all");
    }

    [Fact]
    public void Read_LabelThatNamesItsModel_KeepsIt() =>
        LabelledPrompt.Read(new MemoryStream(Encoding.UTF8.GetBytes("{\"prompt\":\"a\",\"need\":1,\"model\":\"m1\"}")))[0].Model.ShouldBe("m1");

    private static List<LabelledPrompt> Labels(string kind)
    {
        var random = new Random(3);
        var plain = LabelCalibrationTests.Labels(120, random);
        return kind switch
        {
            "all needed" => plain.ConvertAll(l => l with { Gain = 1 }),
            "none needed" => plain.ConvertAll(l => l with { Gain = 0 }),
            "one prompt" => plain.ConvertAll(l => l with { Prompt = "Is it open today?" }),
            "empty prompts" => plain.ConvertAll(l => l with { Prompt = "" }),
            "five" => plain[..5],
            "huge prompts" => plain[..100].ConvertAll(l => l with { Prompt = string.Concat(Enumerable.Repeat(l.Prompt + " ", 2000)) }),
            _ => plain.ConvertAll(l => l with { Prompt = new string('\u2603', random.Next(1, 40)) }),
        };
    }
}
