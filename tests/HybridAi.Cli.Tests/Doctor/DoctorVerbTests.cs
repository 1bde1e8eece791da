using HybridAi.Cli.Demo;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Doctor;

[Collection(RealModel.Name)]
public sealed class DoctorVerbTests
{
    [Fact]
    public async Task Doctor_WithACloud_TriesStreamToolsUsageAndAWrongKey()
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseCloud(server.Endpoint);

        var code = await cli.RunAsync("doctor", "--cloud");

        code.ShouldBe(0, cli.Out + cli.Error);
        foreach (var finding in new[] { "cloud stream", "cloud usage", "cloud tools", "cloud key", "local model", "cloud (Cloud): available" })
        {
            cli.Out.Split('\n').ShouldContain(line => line.StartsWith("ok ", StringComparison.Ordinal) && line.Contains(finding));
        }

        server.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Doctor_WithAProviderThatIsNotThere_SaysWhyItIsPassedOver()
    {
        using var cli = new CliRun();

        cli.Environment["HYBRIDAI__TARGETS__LOCAL__PROVIDERS__0"] = "cuda";

        var code = await cli.RunAsync("doctor");

        code.ShouldBe(0, cli.Out + cli.Error);
        cli.Out.ShouldContain("cuda is passed over: ");
        cli.Out.ShouldContain("cpu runs the model");
    }

    [Fact]
    public async Task Doctor_AskedForACloudThatIsNotConfigured_SaysSo()
    {
        using var cli = new CliRun();

        (await cli.RunAsync("doctor", "--cloud")).ShouldBe(4);
    }
}
