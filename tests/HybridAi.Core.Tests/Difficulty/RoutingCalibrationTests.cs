using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Difficulty;

public class RoutingCalibrationTests
{
    private static readonly RoutingCalibration Calibration = new()
    {
        ClassifierRevision = PromptClassifier.Default.Revision,
        Created = DateTimeOffset.UnixEpoch,
        Threshold = 0.4,
        Adjustment = new ClassifierAdjustment(PromptClassifier.Default.Revision, 20, 1, 0, 1, 0, new float[Structure.Count], new Dictionary<uint, float>()),
    };

    [Theory]
    [InlineData("threshold", "77")]
    [InlineData("threshold", "-1.01")]
    [InlineData("threshold", "1e999")]
    [InlineData("threshold", "\"0.5\"")]
    [InlineData("threshold", "[]")]
    [InlineData("created", "\"yesterday\"")]
    [InlineData("heads", "\"AAAA\"")]
    [InlineData("adjustment.slope", "0")]
    [InlineData("adjustment.slope", "-1")]
    [InlineData("adjustment.scale", "1e300")]
    public void Read_FileThatWasEditedBadly_IsRefused(string field, string value)
    {
        var json = JsonNode.Parse(Written(Calibration))!;
        var parent = field.StartsWith("adjustment.", StringComparison.Ordinal) ? json["adjustment"]! : json;
        parent[field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..]] = JsonNode.Parse(value);

        Should.Throw<InvalidDataException>(() => RoutingCalibration.Read(Encoding.UTF8.GetBytes(json.ToJsonString()))).Message.ShouldContain("cannot be ");
    }

    [Fact]
    public void Read_FileThatWasCutOffAnywhere_IsRefused()
    {
        byte[] whole = Written(Calibration);
        for (int length = 0; length < whole.Length; length += 7)
        {
            Should.Throw<InvalidDataException>(() => RoutingCalibration.Read(whole.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 2)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(0.25, 0.25)]
    public void Read_ThresholdThatSendsAllOrNothing_SurvivesTheFile(double threshold, double read) =>
        RoutingCalibration.Read(Written(Calibration with { Threshold = threshold })).Threshold.ShouldBe(read);

    private static byte[] Written(RoutingCalibration calibration)
    {
        using var stream = new MemoryStream();
        calibration.Write(stream);
        return stream.ToArray();
    }
}
