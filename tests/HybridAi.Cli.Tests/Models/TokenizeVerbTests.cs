using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Models;

public sealed class TokenizeVerbTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokenize_TheReferenceTexts_GivesTheReferenceIds(bool plain)
    {
        using var cli = new CliRun();
        var path = Path.Combine(TestCache.Root, "tests", "HybridAi.OnnxRuntimeGenAI.Tests", "Data", "smollm2", "tokenizer.json");
        var items = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsArray();
        var lines = string.Concat(items.Select(item => new JsonObject { ["text"] = item!["text"]!.DeepClone() }.ToJsonString() + "\n"));

        var code = await cli.RunAsync(["model", "tokenize", TestCache.DefaultModel, "--jsonl", .. plain ? ["--no-special"] : Array.Empty<string>()], lines);

        code.ShouldBe(0, cli.Error);
        var answers = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(77);
        for (var i = 0; i < answers.Length; i++)
        {
            var expected = (plain ? items[i]!["ids_as_plain_text"] : null) ?? items[i]!["ids"]!;
            JsonNode.DeepEquals(JsonNode.Parse(answers[i])!["ids"], expected).ShouldBeTrue(items[i]!["text"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Tokenize_AnImportedFolder_GivesWhatTheFileGives()
    {
        using var cli = new CliRun();
        await cli.RunAsync("model", "import", TestCache.TinyModel, "--output", "tiny");
        const string Input = """{"text":"Hello <|im_end|> 123 wörld"}""";

        await cli.RunAsync(["model", "tokenize", "tiny", "--jsonl"], Input);
        var folder = cli.Out;
        await cli.RunAsync(["model", "tokenize", TestCache.TinyModel, "--jsonl"], Input);

        folder.ShouldBe(cli.Out);
        JsonDocument.Parse(folder).RootElement.GetProperty("ids").GetArrayLength().ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task Tokenize_AVocabularyOnlyFile_IsEnough()
    {
        using var cli = new CliRun();
        var file = Path.Combine(TestCache.Root, "tests", "HybridAi.OnnxRuntimeGenAI.Tests", "Data", "qwen2-vocab", "ggml-vocab-qwen2.gguf");

        (await cli.RunAsync(["model", "tokenize", file, "--jsonl"], """{"text":"Hello world"}""")).ShouldBe(0, cli.Error);

        cli.Out.Trim().ShouldBe("""{"ids":[9707,1879]}""");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"text":7}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{"text":"\ud800"}""")]
    public async Task Tokenize_ALineThatIsNoText_NamesTheLine(string line)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(["model", "tokenize", TestCache.TinyModel, "--jsonl"], "{\"text\":\"\"}\n\n" + line + "\n")).ShouldBe(2);

        cli.Error.ShouldContain("line 3");
        cli.Out.Trim().ShouldBe("""{"ids":[]}""");
    }

    [Theory]
    [InlineData("missing.gguf")]
    [InlineData(".")]
    [InlineData("broken.gguf")]
    public async Task Tokenize_WithoutAModel_SaysSo(string model)
    {
        using var cli = new CliRun();
        cli.Write("broken.gguf", "no model");

        (await cli.RunAsync(["model", "tokenize", model, "--jsonl"], "{\"text\":\"a\"}")).ShouldBeOneOf(1, 2);

        cli.Error.ShouldStartWith("error: ");
        cli.ShouldTellNoPath();
    }
}
