using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HybridAi.Configuration;

public class PriceTests
{
    private static HybridChatClient Client(TargetProfile profile, string model, params (string Key, string Value)[] settings)
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"HybridAi:{s.Key}", s => (string?)s.Value)).Build().GetSection("HybridAi");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHybridChatClient(section).AddTarget("cloud", _ => new Modelled(model), _ => profile);
        return services.BuildServiceProvider().GetRequiredService<HybridChatClient>();
    }

    private static (decimal Input, decimal Cached, decimal Output) Prices(HybridChatClient client) =>
        client.GetProfile() is var p ? (p.InputPerMillion, p.CachedInputPerMillion ?? -1, p.OutputPerMillion) : default;

    [Theory, InlineData(true), InlineData(false)]
    public async Task Target_WithoutPrices_IsBilledByTheTable(bool streaming)
    {
        using var client = Client(TargetProfile.Cloud(), "gpt-5-mini-2025-08-07", ("Budgets:0:Name", "all"), ("Budgets:0:Period", "Total"), ("Budgets:0:Money", "0.0022"));

        var response = streaming ? await client.GetStreamingResponseAsync("hi").ToChatResponseAsync() : await client.GetResponseAsync("hi");

        response.GetRouteOutcome()!.Cost.ShouldBe(((100 * 0.25m) + (200 * 2m)) / 1_000_000m);
        await Should.ThrowAsync<HybridAiException>(async () =>
        {
            // What is left is less than the worst case: a thousand output tokens at 2 per million.
            await client.GetResponseAsync(new string('x', 4000), new() { MaxOutputTokens = 1000 });
        });
    }

    [Fact]
    public void Configuration_OverridesSinglePrices()
    {
        using var client = Client(TargetProfile.Cloud(), "gpt-5-mini", ("Prices:PerMillion:GPT-5-mini:Input", "7"), ("Prices:PerMillion:GPT-5-mini:Output", "8"));

        Prices(client).ShouldBe((7, 7, 8));
    }

    [Fact]
    public void Configuration_InAnotherCurrency_KnowsOnlyItsOwnPrices()
    {
        using var client = Client(TargetProfile.Cloud(), "gpt-5-mini", ("Prices:Currency", "EUR"), ("Prices:PerMillion:mine:Input", "7"), ("Prices:PerMillion:mine:Output", "8"));

        Prices(client).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Table_NeverReplacesPricesThatWereGiven_AndNeverPricesOtherPlaces()
    {
        using var code = Client(TargetProfile.Cloud(1, 2), "gpt-5-mini");
        using var configured = Client(TargetProfile.Cloud(), "gpt-5-mini", ("Targets:cloud:InputPerMillion", "0"));
        using var own = Client(TargetProfile.Private(), "gpt-5-mini");
        using var unknown = Client(TargetProfile.Cloud(), "nobody-knows");

        Prices(code).ShouldBe((1, 1, 2));
        Prices(configured).ShouldBe((0, 0, 0));
        Prices(own).ShouldBe((0, 0, 0));
        Prices(unknown).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData("Prices:PerMillion:m:Input", "1", "HybridAi:Prices:PerMillion:m has only one of Input and Output")]
    [InlineData("Prices:PerMillion:m:Input", "-1", "HybridAi:Prices:PerMillion:m:Input")]
    [InlineData("Prices:PerMillion:m:Outptu", "1", "is not an option")]
    [InlineData("Prices:Date", "yesterday", "HybridAi:Prices:Date")]
    [InlineData("Prices:Currency", "$", "HybridAi:Prices:Currency")]
    public void Configuration_Wrong_SaysWhereAndWhatToDo(string key, string value, string message) =>
        Should.Throw<OptionsValidationException>(() => Client(TargetProfile.Cloud(), "m", (key, value))).Message.ShouldContain(message);

    private sealed class Modelled(string model) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")) { Usage = new() { InputTokenCount = 100, OutputTokenCount = 200 } });

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test", null, model) : null;

        public void Dispose()
        {
        }
    }
}
