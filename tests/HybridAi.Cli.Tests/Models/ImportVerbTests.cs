using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;
using HybridAi.Import;

namespace HybridAi.Cli.Tests.Models;

public sealed class ImportVerbTests
{
    [Theory]
    [InlineData(null, ImportPrecision.Int8)]
    [InlineData("exact", ImportPrecision.Exact)]
    [InlineData("int8", ImportPrecision.Int8)]
    public async Task Import_AGguf_WritesAFolder(string? precision, ImportPrecision expected)
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync(["model", "import", TestCache.TinyModel, "--output", "out/tiny", .. precision is null ? Array.Empty<string>() : ["--precision", precision]]);

        code.ShouldBe(0, cli.Error);
        ImportManifest.TryRead(Path.Combine(cli.Folder, "out", "tiny"))!.Precision.ShouldBe(expected);
        cli.Out.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain("M weights");
        cli.Error.ShouldBeEmpty();
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Import_OverAForeignFolder_IsRefused()
    {
        using var cli = new CliRun();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "mine"));
        cli.Write("mine/diary.txt", "dear diary");

        (await cli.RunAsync("model", "import", TestCache.TinyModel, "--output", "mine")).ShouldBe(1);

        cli.Error.ShouldContain("not an imported model");
        File.Exists(Path.Combine(cli.Folder, "mine", "diary.txt")).ShouldBeTrue();
        cli.ShouldTellNoPath();
    }

    [Theory]
    [InlineData("missing.gguf", "", 2)]
    [InlineData("broken.gguf", "", 1)]
    [InlineData("broken.gguf", "GGUFGGUFGGUFGGUFGGUFGGUFGGUF", 1)]
    public async Task Import_WhatIsNoModel_SaysSo(string file, string content, int expected)
    {
        using var cli = new CliRun();
        cli.Write("broken.gguf", content);

        (await cli.RunAsync("model", "import", file, "--output", "out")).ShouldBe(expected);

        cli.Out.ShouldBeEmpty();
        Directory.GetFileSystemEntries(cli.Folder).ShouldBe([Path.Combine(cli.Folder, "broken.gguf")]);
        cli.ShouldTellNoPath();
    }

    [Theory]
    [InlineData("--precision", "float8")]
    [InlineData("--ouput", "x")]
    public async Task Import_WithAWrongOption_IsAUsageError(string option, string value)
    {
        using var cli = new CliRun();

        (await cli.RunAsync("model", "import", TestCache.TinyModel, "--output", "out", option, value)).ShouldBe(2);
    }

    [Fact]
    public async Task Logits_OfAnImportedFolder_CoverTheVocabulary()
    {
        using var cli = new CliRun();
        await cli.RunAsync("model", "import", TestCache.TinyModel, "--output", "tiny");

        (await cli.RunAsync("model", "logits", "tiny", "--ids", "1, 2,3", "--json")).ShouldBe(0, cli.Error);
        var logits = JsonDocument.Parse(cli.Out).RootElement.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        (await cli.RunAsync("model", "logits", "tiny", "--ids", "1,2,3")).ShouldBe(0, cli.Error);

        logits.Length.ShouldBe(ImportManifest.TryRead(Path.Combine(cli.Folder, "tiny"))!.VocabularySize);
        cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(10);
        cli.Out.ShouldStartWith($"{Array.IndexOf(logits, logits.Max())}\t");
    }

    [Theory]
    [InlineData(",", 4)]
    [InlineData("one", 2)]
    [InlineData("-1", 2)]
    [InlineData("1,999999", 4)]
    [InlineData("99999999999", 2)]
    public async Task Logits_OfImpossibleIds_AreRefused(string ids, int expected)
    {
        using var cli = new CliRun();
        await cli.RunAsync("model", "import", TestCache.TinyModel, "--output", "tiny");

        (await cli.RunAsync("model", "logits", "tiny", "--ids=" + ids, "--json")).ShouldBe(expected, cli.Error);

        cli.Out.ShouldBeEmpty();
        cli.ShouldTellNoPath();
    }

    [Fact]
    public async Task Logits_WithoutAFolder_AreRefused()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("model", "logits", "missing", "--ids", "1")).ShouldBe(4);

        cli.ShouldTellNoPath();
    }
}
