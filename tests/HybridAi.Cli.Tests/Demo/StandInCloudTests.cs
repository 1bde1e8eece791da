using HybridAi.Cli.Demo;
using HybridAi.OpenAI;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Tests.Demo;

public sealed class StandInCloudTests
{
    [Fact]
    public async Task Server_Asked_AnswersTheSameWholeAndStreamedAndKeepsWhatItReceived()
    {
        await using var server = new StandInCloud();
        using var http = new HttpClient();
        using var client = new OpenAIChatClient(new() { Endpoint = server.Endpoint, Model = "m", ApiKey = StandInCloud.Key }, http);

        var whole = await client.GetResponseAsync("Hello you");
        var streamed = await client.GetStreamingResponseAsync("Hello you").ToChatResponseAsync();

        whole.Text.ShouldBe(streamed.Text);
        whole.Text.ShouldContain("9 characters");
        whole.Usage!.OutputTokenCount.ShouldBe(streamed.Usage!.OutputTokenCount);
        server.Received.Count.ShouldBe(2);
        server.Received.ShouldAllBe(body => body.Contains("Hello you"));
    }

    [Fact]
    public async Task Server_WithAnotherKey_Refuses()
    {
        await using var server = new StandInCloud();
        using var http = new HttpClient();
        using var client = new OpenAIChatClient(new() { Endpoint = server.Endpoint, Model = "m", ApiKey = "other" }, http);

        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.GetResponseAsync("Hello"));

        failure.Kind.ShouldBe(TargetErrorKind.Authentication);
    }
}
