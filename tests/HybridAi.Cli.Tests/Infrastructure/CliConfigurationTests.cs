using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Tests.Infrastructure;

public sealed class CliConfigurationTests
{
    [Fact]
    public async Task Environment_WithNamesThatDifferInCaseOnly_IsNoMistake()
    {
        using var cli = new CliRun();
        cli.Environment["http_proxy"] = "http://127.0.0.1:1";
        cli.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";

        (await cli.RunAsync("route", "Hello")).ShouldBe(0, cli.Error);
    }

    [Theory]
    [InlineData("hybridai.json", null)]
    [InlineData(".hidden.json", ".hidden.json")]
    [InlineData("other.json", "other.json")]
    public async Task File_OfTheFolderOrNamed_IsRead(string name, string? option)
    {
        using var cli = new CliRun();
        cli.Write(name, """{ "HybridAi": { "Threshold": 0.987 } }""");

        (await cli.RunAsync(["route", "Hello", .. option is null ? Array.Empty<string>() : ["--config", option]])).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("threshold 0.987");
    }

    [Fact]
    public async Task Environment_OverTheFile_Wins()
    {
        using var cli = new CliRun();
        cli.Write("hybridai.json", """{ "HybridAi": { "Threshold": 0.987 } }""");
        cli.Environment["HYBRIDAI__THRESHOLD"] = "0.25";

        await cli.RunAsync("route", "Hello");

        cli.Out.ShouldContain("threshold 0.25");
    }

    [Fact]
    public async Task File_OfTheUser_IsReadBeforeTheFolders()
    {
        using var cli = new CliRun();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "config", "hybridai"));
        cli.Write("config/hybridai/hybridai.json", """{ "HybridAi": { "Threshold": 0.11, "Mode": "OnlyOnDevice" } }""");
        cli.Write("hybridai.json", """{ "HybridAi": { "Threshold": 0.22 } }""");
        cli.Environment["XDG_CONFIG_HOME"] = Path.Combine(cli.Folder, "config");

        (await cli.RunAsync("route", "Hello", "--json")).ShouldBe(0, cli.Error);

        cli.Out.ShouldContain("\"threshold\":0.22");
        cli.Out.ShouldContain("OnlyOnDevice");
    }

    [Fact]
    public async Task File_ThatIsNoJson_IsNamedWithItsLine()
    {
        using var cli = new CliRun();
        cli.Write("hybridai.json", "{\n  \"HybridAi\": {\n    oops\n");

        (await cli.RunAsync("route", "Hello")).ShouldBe(2);

        cli.Error.ShouldContain("LineNumber: 2");
        cli.ShouldTellNoPath();
    }

    [Fact]
    public void Files_WithoutAHome_AreThoseOfTheFolder()
    {
        var context = new CliContext { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, Folder = "/work", Environment = new Dictionary<string, string>() };

        CliConfiguration.Files(context, null).ShouldBe([Path.Combine("/work", "hybridai.json")]);
    }
}
