using System.Diagnostics;
using HybridAi.OpenAI.Http;
using HybridAi.OpenAI.Tests.Server;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.OpenAI.Tests.Http;

public sealed class PrivacyOfRequestsTests
{
    private static readonly string[] Expected = ["Accept", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"];

    /// <summary>Also under a listener to every span of the process, as telemetry is.</summary>
    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    public async Task Request_UnderAnActivityWithBaggage_CarriesNothingAmbient(bool stream, bool ownHandler, bool traceParent)
    {
        await using var server = stream ? LoopbackServer.Events(Wires.Text("x"), "[DONE]") : LoopbackServer.Json(Wires.Answer);
        using var client = server.Client(o => o.SendTraceParent = traceParent, ownHandler ? null : new SocketsHttpHandler());
        using var listener = ListenToAll();
        using var activity = Caller();

        await client.AskAsync(stream, "Hi");

        // A transport of somebody else's may start a trace of its own, which nothing leads to.
        var headers = server.Request.Headers;
        headers.Keys.Except(["traceparent"]).Order().ShouldBe(Expected);
        headers.GetValueOrDefault("traceparent").ShouldBe(traceParent ? activity.Id : ownHandler ? null : headers.GetValueOrDefault("traceparent"));
        string.Join(' ', headers.Values).Contains(activity.TraceId.ToString(), StringComparison.Ordinal).ShouldBe(traceParent);
        headers["User-Agent"].ShouldBe("HybridAi");
        Activity.Current.ShouldBe(activity, "the caller's own trace goes on");
    }

    /// <summary>Handlers that an application adds to all its clients, as tracing and correlation packages tell it to.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_OfATargetWithHandlersForAllClients_CarriesNoTraceOfTheCaller(bool traceParent)
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddOpenAI("cloud", o =>
        {
            (o.Endpoint, o.ApiKey, o.SendTraceParent) = (server.Endpoint.AbsoluteUri, "sk-test-key", traceParent);
        });
        services.ConfigureHttpClientDefaults(b => b.AddHttpMessageHandler(() => new CorrelationHandler()));
        services.AddHttpClient("HybridAi.OpenAI:cloud").AddHttpMessageHandler(() => new CorrelationHandler());
        await using var provider = services.BuildServiceProvider();
        using var listener = ListenToAll();
        using var activity = Caller();

        await provider.GetRequiredService<IChatClient>().GetResponseAsync("Hi");

        var headers = server.Request.Headers;
        string.Join(' ', headers.Values).ShouldNotContain("4711");
        headers.Keys.ShouldNotContain("tracestate");
        headers.Keys.ShouldNotContain("baggage");
        headers.ContainsKey("traceparent").ShouldBe(traceParent);
        headers["x-gateway"].ShouldBe("yes", "what it was told to send deliberately");
        if (traceParent)
        {
            headers["traceparent"].ShouldContain(activity.TraceId.ToString());
        }
    }

    private static ActivityListener ListenToAll()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static Activity Caller()
    {
        var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "vendor=user-4711";
        activity.AddBaggage("user", "4711");
        return activity.Start();
    }

    private sealed class CorrelationHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var (name, value) in new[] { ("Request-Id", "|4711."), ("baggage", "user=4711"), ("tracestate", "vendor=4711"), ("x-gateway", "yes") })
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }

            if (!request.Headers.Contains("traceparent"))
            {
                request.Headers.TryAddWithoutValidation("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4711-00f067aa0ba902b7-01");
            }

            return base.SendAsync(request, cancellationToken);
        }
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
