using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Registration;

public class HybridMiddlewareTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Routing_InsideAPipeline_RoutesBetweenInnerAndContainer(bool streaming)
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192));
        using var provider = services.BuildServiceProvider();
        using var inner = new EchoChatClient("inner");

        var client = HybridMiddleware.Routing("cloud", TargetProfile.Cloud())(inner, provider);

        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("local!");
        (await client.AskAsync(streaming, Ask.Hard)).Text.ShouldBe("inner!");
        (await client.AskAsync(streaming, Ask.Hard + " ghp_abcdefghijklmnopqrstuvwxyz0123456789")).Text.ShouldBe("local!");
        inner.Requests.Count.ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task EgressGate_InsideAPipeline_RefusesWhatMustStay(bool streaming)
    {
        using var provider = new ServiceCollection().BuildServiceProvider();
        using var inner = new EchoChatClient("inner");

        using var client = HybridMiddleware.EgressGate(TargetProfile.Cloud())(inner, provider);

        (await client.AskAsync(streaming, "hi")).Text.ShouldBe("inner!");
        await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));
        inner.Requests.Count.ShouldBe(1);
    }

    /// <summary>A model for names in the container finds for this gate, too.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task EgressGate_InsideAPipeline_AsksTheRecognisersOfTheContainer(bool streaming)
    {
        using var provider = new ServiceCollection().AddSingleton<IEntityRecognizer>(new Finds("zorblax")).BuildServiceProvider();
        using var inner = new EchoChatClient("inner");
        using var client = HybridMiddleware.EgressGate(TargetProfile.Cloud())(inner, provider);

        await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, "Ask zorblax about it."));

        inner.Requests.ShouldBeEmpty();
    }

    private sealed class Finds(string word) : IEntityRecognizer
    {
        public string Name => "finds";

        public ValueTask<IReadOnlyList<Finding>> RecognizeAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken) =>
            new(text.Span.IndexOf(word) is >= 0 and var at ? [new Finding("PASSWORD", null, at, word.Length, 0.9, false)] : []);
    }
}
