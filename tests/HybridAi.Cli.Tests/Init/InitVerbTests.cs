using System.Text.Json;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Init;

public sealed class InitVerbTests
{
    private static readonly JsonDocumentOptions Commented = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Fact]
    public async Task Init_InAnEmptyFolder_WritesAConfigurationThatIsValid()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("init")).ShouldBe(0, cli.Error);

        Directory.GetFiles(cli.Folder).ShouldBe([Path.Combine(cli.Folder, "hybridai.json")]);
        var text = File.ReadAllText(Path.Combine(cli.Folder, "hybridai.json"));
        text.ShouldContain("// ");
        JsonDocument.Parse(text, Commented).RootElement.GetProperty("HybridAi").GetProperty("Targets").TryGetProperty("cloud", out _).ShouldBeTrue();
        cli.Environment["OPENAI_API_KEY"] = "k";
        (await cli.RunAsync("route", "Hello")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("cloud");
        cli.ShouldTellNoPath();
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("")]
    public async Task Init_WithAFileThere_LeavesItAndSaysSo(string mine)
    {
        using var cli = new CliRun();
        cli.Write("hybridai.json", mine);

        (await cli.RunAsync("init")).ShouldBe(1);

        File.ReadAllText(Path.Combine(cli.Folder, "hybridai.json")).ShouldBe(mine);
        Directory.GetFiles(cli.Folder).Length.ShouldBe(1);
        cli.Out.ShouldBeEmpty();
        cli.Error.ShouldContain("was not changed");
    }

    [Fact]
    public async Task Init_ByManyAtOnce_SucceedsOnce()
    {
        using var cli = new CliRun();
        var others = Enumerable.Range(0, 8).Select(_ => new CliRun(cli.Folder)).ToArray();

        var codes = await Task.WhenAll(others.Select(other => Task.Run(() => other.RunAsync("init"))));

        codes.Order().ShouldBe([0, 1, 1, 1, 1, 1, 1, 1]);
        Directory.GetFiles(cli.Folder).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Init_WhereNothingCanBeWritten_FailsWithoutAPath()
    {
        using var cli = new CliRun();
        using var gone = new CliRun(Path.Combine(cli.Folder, "gone"));
        Directory.Delete(gone.Folder);

        (await gone.RunAsync("init")).ShouldBe(1);

        gone.Error.ShouldStartWith("error: ");
        gone.Error.ShouldNotContain(cli.Folder);
        Directory.CreateDirectory(gone.Folder);
    }
}
