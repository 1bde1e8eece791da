using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Docs;

/// <summary>The page's own strategy and rules, in force.</summary>
public class OwnStrategyTests
{
    private const string Hard = "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.";

    private static ServiceProvider Provider(Action<IHybridChatClientBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        configure(services.AddHybridChatClient()
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("us", _ => new EchoChatClient("us"), _ => TargetProfile.Cloud() with { Region = "us", QualityRank = 9 })
            .AddTarget("eu", _ => new EchoChatClient("eu"), _ => TargetProfile.Cloud() with { Region = "eu" }));
        return services.BuildServiceProvider();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Strategy_OfThePage_OrdersTheTargets(bool streaming)
    {
        using var provider = Provider(RoutingSnippets.Strategy);

        var (easy, hard) = (await AskAsync(provider, streaming, "Hello there"), await AskAsync(provider, streaming, Hard));

        easy.GetRouteDecision()!.Target.ShouldBe("local");
        hard.GetRouteDecision()!.Targets.Select(t => t.Target).ShouldBe(["eu", "us", "local"]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rules_OfThePage_AreInForce(bool streaming)
    {
        using var provider = Provider(RoutingSnippets.Rules);

        var decision = (await AskAsync(provider, streaming, "Was ist die Hauptstadt von Frankreich und wie heißt der Fluss?")).GetRouteDecision()!;

        decision.Rule.ShouldBe("german goes out");
        decision.Target.ShouldNotBe("local");
    }

    private static async Task<ChatResponse> AskAsync(ServiceProvider provider, bool streaming, string text)
    {
        var client = provider.GetRequiredService<IChatClient>();
        return streaming ? await client.GetStreamingResponseAsync(text).ToChatResponseAsync() : await client.GetResponseAsync(text);
    }
}
