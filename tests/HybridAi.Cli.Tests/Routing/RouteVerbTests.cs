using HybridAi.Cli.Demo;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Routing;

public sealed class RouteVerbTests
{
    [Fact]
    public async Task Route_WithACloud_ShowsTheDecisionAndSendsNothing()
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseCloud(server.Endpoint);

        (await cli.RunAsync("route", "Hello", "--target", "cloud")).ShouldBe(0, cli.Error);

        cli.Out.ShouldStartWith("cloud (Cloud) because of forced");
        cli.Out.ShouldContain("not local (Device): override");
        cli.Error.ShouldBeEmpty();
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Route_WithARuleThatNeverCounts_WarnsOnStandardError()
    {
        using var cli = new CliRun();
        cli.Write("hybridai.json", """
            { "HybridAi": { "Rules": [
              { "Name": "all german", "Language": "de", "Mode": "OnlyOnDevice" },
              { "Name": "german code", "Language": "de", "Class": "Code", "Mode": "PreferCloud" } ] } }
            """);

        (await cli.RunAsync("route", "Hello", "--json")).ShouldBe(0, cli.Error);

        cli.Error.ShouldContain("warning: The rule 'german code' never counts: 'all german' comes before it");
        RouteJson.ReadDecision(cli.Out).Target.ShouldBe("local");
    }

    [Fact]
    public async Task Route_AsJson_IsADecision()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("route", "Hello", "--json")).ShouldBe(0, cli.Error);

        var decision = RouteJson.ReadDecision(cli.Out);
        decision.Targets.ShouldHaveSingleItem().Target.ShouldBe("local");
        decision.Revision.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Route_ASecret_NamesTheLabelAndNotTheSecret()
    {
        using var cli = new CliRun();

        await cli.RunAsync("route", "Is password=Tr0ub4dor&3xyz a good one?");

        cli.Out.ShouldContain("privacy\n");
        cli.Out.ShouldNotContain("nothing found");
        (cli.Out + cli.Error).ShouldNotContain("Tr0ub4dor");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task Route_Nothing_IsAUsageError(string input)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(["route"], input)).ShouldBe(2);
    }
}
