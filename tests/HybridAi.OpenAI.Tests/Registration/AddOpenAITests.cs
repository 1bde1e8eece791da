using HybridAi.OpenAI.Tests.Server;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi.OpenAI.Tests.Registration;

public sealed class AddOpenAITests
{
    private static ServiceProvider Build(Dictionary<string, string?> values, Action<OpenAITargetOptions>? configure = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddHybridChatClient(configuration.GetSection("HybridAi")).AddOpenAI("cloud", configure);
        return services.BuildServiceProvider();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task HybridClient_WithAConfiguredTarget_AnswersThroughIt(bool stream)
    {
        await using var server = stream
            ? LoopbackServer.Events(Wires.Text("Hello there"), Wires.Delta("{}", "stop"), Wires.Usage, "[DONE]")
            : LoopbackServer.Json(Wires.Answer);
        await using var services = Build(new()
        {
            ["HybridAi:Targets:cloud:Endpoint"] = server.Endpoint.AbsoluteUri,
            ["HybridAi:Targets:cloud:Model"] = "m1",
            ["HybridAi:Targets:cloud:TokenLimitField"] = "MaxTokens",
            ["HybridAi:Targets:cloud:InputPerMillion"] = "1",
            ["HybridAi:Targets:cloud:OutputPerMillion"] = "2",
            ["HybridAi:Targets:cloud:ApiKeyName"] = "MY_KEY",
            ["MY_KEY"] = " sk-from-configuration ",
        });
        var client = services.GetRequiredService<IChatClient>();

        var response = await client.AskAsync(stream, "Hi", new() { MaxOutputTokens = 5 });

        response.Text.ShouldBe("Hello there");
        response.GetRouteDecision()!.Target.ShouldBe("cloud");
        response.GetRouteDecision()!.Location.ShouldBe(Location.Cloud);
        response.GetRouteOutcome()!.Cost.ShouldBe(((9m * 1) + (3m * 2)) / 1_000_000m);
        server.Request.Headers["Authorization"].ShouldBe("Bearer sk-from-configuration");
        server.Request.Json.GetProperty("model").GetString().ShouldBe("m1");
        server.Request.Json.GetProperty("max_tokens").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task CloudTarget_WithoutAKey_IsIneligibleAndSaysWhatToDo()
    {
        await using var services = Build([]);
        var client = services.GetRequiredService<IChatClient>();

        var exception = await Should.ThrowAsync<NoEligibleTargetException>(() => client.GetResponseAsync("Hi"));

        exception.Reasons["cloud"].ShouldContain("OPENAI_API_KEY");
    }

    [Theory]
    [InlineData("Location", "Private")]
    [InlineData("ApiKeyName", "")]
    public async Task Server_ThatWantsNoKey_IsAskedWithoutOne(string setting, string value)
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        await using var services = Build(new()
        {
            ["HybridAi:Targets:cloud:Endpoint"] = server.Endpoint.AbsoluteUri,
            [$"HybridAi:Targets:cloud:{setting}"] = value,
        });

        await services.GetRequiredService<IChatClient>().GetResponseAsync("Hi");

        server.Request.Headers.ShouldNotContainKey("Authorization");
    }

    [Fact]
    public void Configuration_WithMistakesOfEveryKind_TellsThemInOneRound()
    {
        using var services = Build(new()
        {
            ["HybridAi:Mode"] = "Sometimes",
            ["HybridAi:Threshold"] = "0.5",
            ["HybridAi:FrontierThreshold"] = "0.4",
            ["HybridAi:Targets:cloud:Location"] = "Device",
            ["HybridAi:Targets:cloud:Endpont"] = "http://127.0.0.1:1/v1",
        });

        var failures = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IChatClient>()).Failures.ToList();

        failures.ShouldContain(f => f.StartsWith("HybridAi:Mode is 'Sometimes'", StringComparison.Ordinal));
        failures.ShouldContain(f => f.StartsWith("HybridAi:FrontierThreshold (0.4) is below", StringComparison.Ordinal));
        failures.ShouldContain(f => f.StartsWith("HybridAi:Targets:cloud:Endpont is not an option: did you mean Targets:cloud:Endpoint", StringComparison.Ordinal));
        failures.ShouldContain(f => f.StartsWith("HybridAi:Targets:cloud: Location is Device, but Endpoint", StringComparison.Ordinal));
        failures.Count.ShouldBe(4);
    }

    [Fact]
    public void Options_EveryOne_IsKnownToTheCheckOfNames()
    {
        var known = typeof(HybridAiTargetOptions).GetProperties().Select(p => p.Name).Concat(OpenAITargetOptions.OwnNames).ToList();

        typeof(OpenAITargetOptions).GetProperties().Select(p => p.Name).Except(known).ShouldBeEmpty("a name that is not declared is reported as misspelt");
    }

    [Fact]
    public void Value_OfTheWrongKind_IsToldWithItsPath()
    {
        using var services = Build(new() { ["HybridAi:Targets:cloud:AllowInsecureHttp"] = "perhaps" });

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IChatClient>()).Failures
            .ShouldHaveSingleItem().ShouldStartWith("HybridAi:Targets:cloud has a value of the wrong kind: AllowInsecureHttp");
    }

    [Fact]
    public void Configuration_WithManyMistakes_IsRefusedWithAllOfThemAndTheirPath()
    {
        using var services = Build(new()
        {
            ["HybridAi:Targets:cloud:Endpoint"] = "http://192.0.2.1/v1",
            ["HybridAi:Targets:cloud:Model"] = "",
            ["HybridAi:Targets:cloud:ApiKey"] = "sk bad",
        }, options =>
        {
            options.Location = Location.Device;
            options.InputPerMillion = -1;
            options.ContextWindow = 0;
        });

        var exception = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IChatClient>());

        var failures = exception.Failures.ToList();
        failures.Count.ShouldBe(6);
        failures.ShouldAllBe(failure => failure.StartsWith("HybridAi:Targets:cloud: "));
        exception.Message.ShouldNotContain("sk bad");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task LoopbackServer_DeclaredAsDevice_SeesWhatMayNotLeave(bool inConfiguration)
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        var values = new Dictionary<string, string?> { ["HybridAi:Targets:cloud:Endpoint"] = server.Endpoint.AbsoluteUri };
        if (inConfiguration)
        {
            values["HybridAi:Targets:cloud:Location"] = "Device";
        }

        await using var services = Build(values, options => options.Location = inConfiguration ? options.Location : Location.Device);

        var response = await services.GetRequiredService<IChatClient>().GetResponseAsync(
            [new ChatMessage(ChatRole.User, "stays here").KeepOnDevice()]);

        response.GetRouteDecision()!.Location.ShouldBe(Location.Device);
        server.Request.Headers.ShouldNotContainKey("Authorization");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("/v1")]
    [InlineData("")]
    public void Endpoint_ThatIsNoAddress_IsRefused(string endpoint)
    {
        using var services = Build([], options => options.Endpoint = endpoint);

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IChatClient>())
            .Message.ShouldContain("absolute http or https address");
    }

    [Fact]
    public async Task KeyedClient_IsBehindTheGate()
    {
        await using var server = LoopbackServer.Json(Wires.Answer);
        await using var services = Build(new()
        {
            ["HybridAi:Targets:cloud:Endpoint"] = server.Endpoint.AbsoluteUri,
            ["OPENAI_API_KEY"] = "sk",
        });

        var keyed = services.GetRequiredKeyedService<IChatClient>("cloud");

        keyed.GetService<OpenAIChatClient>().ShouldBeNull();
        await Should.ThrowAsync<PrivacyBlockedException>(
            () => keyed.GetResponseAsync([new ChatMessage(ChatRole.User, "card 4111 1111 1111 1111").KeepOnDevice()]));
        server.Requests.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task KeyedClient_SendsMasksAndGivesBackValues(bool stream)
    {
        const string Card = "4111 1111 1111 1111";
        await using var server = new LoopbackServer((request, reply) =>
        {
            var at = request.Body.LastIndexOf("[[", StringComparison.Ordinal);
            var token = request.Body[at..(request.Body.IndexOf("]]", at, StringComparison.Ordinal) + 2)];
            return stream
                ? reply.EventsAsync([.. token.Select(c => Wires.Text(c.ToString())), Wires.Delta("{}", "stop"), "[DONE]"])
                : reply.JsonAsync(Wires.Answer.Replace("Hello there", token, StringComparison.Ordinal));
        });
        await using var services = Build(new()
        {
            ["HybridAi:Targets:cloud:Endpoint"] = server.Endpoint.AbsoluteUri,
            ["OPENAI_API_KEY"] = "sk",
        });

        var response = await services.GetRequiredKeyedService<IChatClient>("cloud")
            .AskAsync(stream, [new ChatMessage(ChatRole.User, $"card {Card}")]);

        response.Text.ShouldBe(Card);
        server.Request.Body.ShouldContain("-CARD-1]]");
        server.Request.Body.ShouldNotContain("4111");
        server.Request.Body.ShouldNotContain("1111");
    }
}
