using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HybridAi.Cli.Demo;
using HybridAi.Cli.Tests.Infrastructure;

namespace HybridAi.Cli.Tests.Ask;

[Collection(RealModel.Name)]
public sealed class AskVerbTests
{
    [Fact]
    public async Task Ask_WithoutACloud_IsAnsweredByTheRealModelAndSaysSo()
    {
        using var cli = new CliRun();

        var code = await cli.RunAsync("ask", "What is the capital of France?", "--json", "--temperature", "0", "--max-tokens", "16");

        code.ShouldBe(0, cli.Error);
        var answer = JsonDocument.Parse(cli.Out).RootElement;
        answer.GetProperty("answer").GetString()!.ShouldContain("Paris");
        answer.GetProperty("decision").GetProperty("target").GetString().ShouldBe("local");
        answer.GetProperty("usage").GetProperty("outputTokens").GetInt64().ShouldBeInRange(1, 16);
        answer.GetProperty("timings").GetProperty("totalMs").GetDouble().ShouldBeGreaterThan(0);
        cli.Error.ShouldContain("no cloud is configured");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Ask_TheConfiguredCloud_PrintsItsAnswerOnly(bool fromStandardInput)
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseCloud(server.Endpoint);

        var code = fromStandardInput
            ? await cli.RunAsync(["ask", "--target", "cloud"], "Hello you\n")
            : await cli.RunAsync("ask", "Hello you", "--target", "cloud", "--max-tokens", "7", "--seed", "5", "--system", "Be brief.");

        code.ShouldBe(0, cli.Error);
        cli.Out.Trim().ShouldBe(DemoScript.CloudAnswer("Hello you"));
        var sent = JsonDocument.Parse(server.Received.ShouldHaveSingleItem()).RootElement;
        sent.GetProperty("messages").GetArrayLength().ShouldBe(fromStandardInput ? 1 : 2);
        if (!fromStandardInput)
        {
            sent.GetProperty("max_completion_tokens").GetInt32().ShouldBe(7);
            sent.GetProperty("seed").GetInt64().ShouldBe(5);
        }
    }

    [Fact]
    public async Task Ask_TheCloudForcedWithASecret_IsRefusedByPrivacyAndSendsNothing()
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseCloud(server.Endpoint);

        var code = await cli.RunAsync("ask", "Is password=Tr0ub4dor&3xyz a good one?", "--target", "cloud");

        code.ShouldBe(3, cli.Error);
        cli.Error.ShouldNotContain("Tr0ub4dor");
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ask_WithAWrongKey_SaysSo()
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseCloud(server.Endpoint, key: "sk-wrong");

        var code = await cli.RunAsync("ask", "Hello", "--target", "cloud");

        code.ShouldBe(4, cli.Error);
        cli.Error.ShouldNotContain("sk-wrong");
        cli.Out.Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ask_AnUnreachableCloud_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var cli = new CliRun();
        cli.UseCloud(new($"http://127.0.0.1:{port}/v1"));
        cli.Environment["HYBRIDAI__RESILIENCE__RETRIES"] = "0";

        var code = await cli.RunAsync("ask", "Hello", "--target", "cloud");

        code.ShouldBe(4, cli.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    public async Task Ask_Nothing_IsAUsageError(string input)
    {
        using var cli = new CliRun();

        (await cli.RunAsync(["ask"], input)).ShouldBe(2);
    }

    [Theory]
    [InlineData("--temperature", "3")]
    [InlineData("--max-tokens", "0")]
    [InlineData("--seed", "x")]
    [InlineData("--unknown", "1")]
    public async Task Ask_WithAnOptionOutOfRange_IsAUsageError(string option, string value)
    {
        using var cli = new CliRun();

        (await cli.RunAsync("ask", "Hello", option, value)).ShouldBe(2);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("""{ "HybridAi": { "Treshold": 0.5 } }""")]
    [InlineData("""{ "HybridAi": { "Threshold": 7, "Mode": "Sometimes" } }""")]
    [InlineData("""{ "HybridAi": { "Targets": { "cloud": { "Endpoint": "http://192.0.2.1/v1", "ApiKey": "k" } } } }""")]
    public async Task Ask_WithAWrongConfiguration_IsAUsageErrorThatNamesThePath(string json)
    {
        using var cli = new CliRun();
        cli.Write("hybridai.json", json);

        var code = await cli.RunAsync("ask", "Hello");

        code.ShouldBe(2, cli.Error);
        cli.Error.ShouldContain(json.StartsWith("{ not", StringComparison.Ordinal) ? "not valid JSON" : "HybridAi:");
    }

    [Fact]
    public async Task Ask_WithAModelThatIsNotThere_HasNoTarget()
    {
        using var cli = new CliRun();
        cli.Environment["HYBRIDAI__TARGETS__local__PATH"] = Path.Combine(cli.Folder, "missing.gguf");

        var code = await cli.RunAsync("ask", "Hello");

        code.ShouldBe(4, cli.Error);
        cli.Error.ShouldNotContain(cli.Folder);
    }

    [Fact]
    public async Task Ask_ABinaryText_IsAnswered()
    {
        await using var server = new StandInCloud();
        using var cli = new CliRun();
        cli.UseCloud(server.Endpoint);
        File.WriteAllBytes(Path.Combine(cli.Folder, "x.bin"), [0, 1, 2, 0xFF, 0xFE, 0x80, 65]);

        var code = await cli.RunAsync("ask", "What is this?", "--file", "x.bin", "--target", "cloud");

        code.ShouldBe(0, cli.Error);
    }

    [Fact]
    public async Task Ask_Stopped_IsCancelled()
    {
        using var cli = new CliRun();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        (await cli.RunAsync(["ask", "Hello"], stopping: stop.Token)).ShouldBe(130);
    }
}
