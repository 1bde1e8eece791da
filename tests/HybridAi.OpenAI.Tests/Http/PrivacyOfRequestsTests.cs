using System.Diagnostics;
using HybridAi.OpenAI.Http;
using HybridAi.OpenAI.Tests.Server;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Tests.Http;

// The plumbing test listens to every span of the process, and a request under a listener carries a trace id.
[Collection("Spans of the process")]
public sealed class PrivacyOfRequestsTests
{
    private static readonly string[] Expected = ["Accept", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"];

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task Request_UnderAnActivityWithBaggage_CarriesNothingAmbient(bool stream, bool ownHandler)
    {
        await using var server = stream ? LoopbackServer.Events(Wires.Text("x"), "[DONE]") : LoopbackServer.Json(Wires.Answer);
        using var client = server.Client(handler: ownHandler ? null : new SocketsHttpHandler());
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "vendor=user-4711";
        activity.AddBaggage("user", "4711");
        activity.Start();

        await client.AskAsync(stream, "Hi");

        server.Request.Headers.Keys.Order().ShouldBe(Expected);
        server.Request.Headers["User-Agent"].ShouldBe("HybridAi");
        Activity.Current.ShouldBe(activity, "the caller's own trace goes on");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Request_WithoutAKey_HasNoAuthorization(string? key)
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        using var client = server.Client(options => options.ApiKey = key);

        await client.AskAsync(false, "Hi");

        server.Request.Headers.ShouldNotContainKey("Authorization");
    }

    [Fact]
    public async Task Request_WithAKey_SendsItAsBearerToTheChatCompletionsAddress()
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        using var client = server.Client();

        await client.AskAsync(false, "Hi");

        server.Request.Line.ShouldBe("POST /v1/chat/completions HTTP/1.1");
        server.Request.Headers["Authorization"].ShouldBe("Bearer sk-test-key");
    }

    [Theory]
    [InlineData("http://example.com/v1")]
    [InlineData("http://10.0.0.7/v1")]
    [InlineData("ftp://localhost/v1")]
    [InlineData("https://user:secret@example.com/v1")]
    [InlineData("https://example.com/v1?key=secret")]
    public void Endpoint_ThatIsUnsafe_IsRefusedWithoutShowingIt(string endpoint)
    {
        using var http = new HttpClient();

        var exception = Should.Throw<ArgumentException>(
            () => new OpenAIChatClient(new() { Endpoint = new(endpoint), Model = "m" }, http));

        exception.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("http://localhost:11434/v1", false)]
    [InlineData("http://127.0.0.1/v1", false)]
    [InlineData("http://[::1]:8080/v1", false)]
    [InlineData("http://10.0.0.7/v1", true)]
    [InlineData("https://example.com/v1", false)]
    public void Endpoint_ThatIsSafeOrAllowed_IsAccepted(string endpoint, bool allow)
    {
        using var http = new HttpClient();

        using var client = new OpenAIChatClient(
            new() { Endpoint = new(endpoint), Model = "m", AllowInsecureHttp = allow }, http);

        var metadata = (ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!;
        metadata.ProviderUri.ShouldBe(new Uri(endpoint));
        metadata.DefaultModelId.ShouldBe("m");
    }

    [Fact]
    public void Options_WithSeveralMistakes_AreReportedAllAtOnceAndWithoutTheKey()
    {
        using var http = new HttpClient();

        var exception = Should.Throw<ArgumentException>(() => new OpenAIChatClient(
            new() { Model = " ", Endpoint = new("http://example.com"), ApiKey = "sk line\nbreak" }, http));

        exception.Message.ShouldContain("Model is missing");
        exception.Message.ShouldContain("plain http");
        exception.Message.ShouldContain("ApiKey holds");
        exception.Message.ShouldNotContain("sk line");
    }

    [Fact]
    public async Task DeviceHandler_ConnectsToLoopbackOnly()
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        using var near = server.Client(handler: OpenAIHttpHandler.Create(Location.Device));
        using var far = server.Client(
            options => options.Endpoint = new("https://192.0.2.1/v1"), OpenAIHttpHandler.Create(Location.Device));

        (await near.AskAsync(false, "Hi")).Text.ShouldBe("Hello there");
        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => far.AskAsync(false, "Hi"));

        failure.Kind.ShouldBe(TargetErrorKind.Transient);
        OpenAIHttpHandler.Create(Location.Device).UseProxy.ShouldBeFalse();
    }

    [Fact]
    public async Task Client_WithoutWhatItNeeds_SaysSoAndSendsNothing()
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        using var client = server.Client(options => options.UnavailableReason = "No key.");

        var availability = ((IModelAvailability)client.GetService(typeof(IModelAvailability))!).Availability;
        var failure = await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(true, "Hi"));

        availability.ShouldBe(new ModelAvailability(ModelState.Unavailable, "No key."));
        failure.Kind.ShouldBe(TargetErrorKind.Authentication);
        server.Requests.ShouldBeEmpty();
    }
}
