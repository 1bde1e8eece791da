namespace HybridAi.OnnxRuntimeGenAI.Native;

public sealed class PathScrubberTests
{
    [Theory]
    [InlineData("Error opening /home/ada/models/x/genai_config.json", "Error opening genai_config.json")]
    [InlineData("Load model from '/srv/a b/model.onnx' failed:/tmp/onnx/core/graph.cc:42 File doesn't exist",
        "Load model from 'model.onnx' failed:graph.cc:42 File doesn't exist")]
    [InlineData(@"Error opening C:\Users\Ada\models\model.onnx", "Error opening model.onnx")]
    [InlineData(@"in C:/Users/Ada/models/model.onnx (3)", "in model.onnx (3)")]
    [InlineData(@"on \\server\share\model.onnx", "on model.onnx")]
    [InlineData("and/or 3/4 tokens//s", "and/or 3/4 tokens//s")]
    [InlineData("see file:///home/ada/model.onnx", "see file://model.onnx")]
    [InlineData("", "")]
    public void Scrub_ErrorText_KeepsFileNamesOnly(string text, string expected) =>
        PathScrubber.Scrub(text, "/srv/a b").ShouldBe(expected);

    [Fact]
    public void Scrub_FolderWithSpaces_IsGone()
    {
        var text = PathScrubber.Scrub("cannot read /data/my models/one", "/data/my models/one/");

        text.ShouldBe("cannot read the model folder");
    }
}
