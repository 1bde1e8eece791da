using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Models.SmolLM2;

/// <summary>The embedded heads with the real model: what they say, and that a read is not lost when the request stays.</summary>
public sealed class HeadsTests
{
    private static readonly string Root = Directory.GetParent(TestCache.Folder)!.Parent!.Parent!.FullName;

    [Fact]
    public void Embedded_Heads_AreThoseOfTheCardAndTheReport()
    {
        var hash = Convert.ToHexString(SHA256.HashData(SmolLM2Model.Heads.Write())).ToLowerInvariant();

        File.ReadAllText(Path.Combine(Root, "src", "HybridAi.Models.SmolLM2", "Heads", "MODEL-CARD.md")).ShouldContain(hash);
        File.ReadAllText(Path.Combine(Root, "docs", "reference", "routing-evaluation", "tier1.md")).ShouldContain(SmolLM2Model.Heads.Revision);
    }

    // The scores of this table were made by 'hybridai route score --tier model' with the shipped heads. The tolerance is for processors
    // whose kernels round otherwise.
    [Fact]
    public async Task Scores_OfFixedPrompts_AreThoseThatWereMeasured()
    {
        using var client = (SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).CreateClient();
        await client.GetRequiredService<IModelAvailability>().PrepareAsync();
        var probe = client.GetRequiredService<IPromptProbe>();
        probe.ModelFingerprint.ShouldBe(SmolLM2Model.Heads.ModelFingerprint);
        probe.Dimensions.ShouldBe(SmolLM2Model.Heads.Dimensions);

        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "head-scores.tsv")))
        {
            var (prompt, expected) = (line.Split('\t')[1], double.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture));
            var state = (await probe.ProbeAsync([new(ChatRole.User, prompt)], null, default)).ShouldNotBeNull();
            SmolLM2Model.Heads.Score(ProbeHeads.Need, state.Values.Span).ShouldBe(expected, 0.02, prompt);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Request_ThatIsReadAndStays_ReusesWhatWasRead(bool streaming)
    {
        await using var services = Services(out var client);
        await services.GetRequiredKeyedService<GenAIChatClient>("local").GetRequiredService<IModelAvailability>().PrepareAsync();
        var options = new ChatOptions { MaxOutputTokens = 2 }.SetConversationKey($"reuse-{streaming}");
        List<ChatMessage> turns = [new(ChatRole.User, "Name three colours of the rainbow, one after the other.")];

        var first = await AskAsync(client, streaming, turns, options);
        turns.AddRange(first.Messages);
        turns.Add(new(ChatRole.User, "And two more, please."));
        var second = await AskAsync(client, streaming, turns, options);

        foreach (var response in new[] { first, second })
        {
            var decision = response.GetRouteDecision()!;
            (decision.Tier, decision.HiddenState, decision.Target).ShouldBe((1, HiddenStateResults.Read, "local"));
            var (cost, attempt) = (response.GetRouteOutcome()!.HiddenState!, response.GetRouteOutcome()!.Attempts.Single());
            // The whole prompt ran for the read; the answer ran none of it again.
            attempt.InputTokens.ShouldBe(cost.Tokens);
            attempt.CachedTokens.ShouldBe(cost.Tokens);
        }

        // And the second read ran only what the conversation had gained.
        second.GetRouteOutcome()!.HiddenState!.CachedTokens.ShouldBeGreaterThanOrEqualTo(first.GetRouteOutcome()!.HiddenState!.Tokens);
    }

    [Fact]
    public async Task Preview_WithTheProbe_EqualsTheRealDecision()
    {
        await using var services = Services(out var client);
        await services.GetRequiredKeyedService<GenAIChatClient>("local").GetRequiredService<IModelAvailability>().PrepareAsync();
        ChatMessage[] prompt = [new(ChatRole.User, "Explain why the sky is blue.")];

        var preview = await client.PreviewAsync(prompt, allowProbe: true);
        var real = (await client.GetResponseAsync(prompt, new() { MaxOutputTokens = 1 })).GetRouteDecision()!;

        preview.Tier.ShouldBe(1);
        RouteJson.Write(preview).ShouldBe(RouteJson.Write(real with { Id = "", At = default }));
    }

    [Fact]
    public async Task AddSmolLM2_ByDefault_KnowsTheModelItRoutesFor()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient()
            .AddOnnxModel("local", SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).AddSmolLM2Heads()
            .AddTarget("cloud", new NeverAsked(), TargetProfile.Cloud(1, 1))
            .ConfigurePolicy(p => p with { HiddenState = new() { Deadline = TimeSpan.FromMinutes(5) } });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<HybridChatClient>();
        var local = provider.GetRequiredKeyedService<GenAIChatClient>("local");
        await local.GetRequiredService<IModelAvailability>().PrepareAsync();
        string fingerprint = local.GetRequiredService<IPromptProbe>().ModelFingerprint;

        SmolLM2Model.Calibration.StaleReason(PromptClassifier.Default, fingerprint).ShouldBeNull();
        SmolLM2Model.DraftHeads.ModelFingerprint.ShouldBe(fingerprint);
        var answer = await client.GetResponseAsync("What is the capital of Spain? Answer with the city only.", new() { MaxOutputTokens = 16, Temperature = 0 });
        var easy = answer.GetRouteDecision()!;
        (easy.Target, easy.Threshold, easy.DraftHeads).ShouldBe(("local", SmolLM2Model.Calibration.Threshold!.Value, DraftHeadsResults.Used));
        answer.GetRouteOutcome()!.Target.ShouldBe("local");
        // A word-for-word easy prompt of a kind that this model fails at, and a hard one.
        foreach (string prompt in new[] { "Write the word \"garden\" backwards.", "Prove that there are infinitely many primes congruent to 3 modulo 4." })
            (await client.PreviewAsync([new(ChatRole.User, prompt)], allowProbe: true)).Target.ShouldBe("cloud", prompt);
    }

    [Fact]
    public async Task AddSmolLM2_NothingElseMayAnswer_NeitherReadsNorJudges()
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient().AddOnnxModel("local", SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).AddSmolLM2Heads();
        await using var provider = services.BuildServiceProvider();

        var answer = await provider.GetRequiredService<HybridChatClient>().GetResponseAsync("Write the word \"garden\" backwards.", new() { MaxOutputTokens = 12 });

        (answer.GetRouteDecision()!.HiddenState, answer.GetRouteOutcome()!.HiddenState, answer.GetRouteDecision()!.DraftHeads).ShouldBe((null, null, null));
        (answer.GetRouteOutcome()!.Target, answer.Text.Length > 0).ShouldBe(("local", true));
    }

    // What the heads were fitted to is what this model does: a few of the checked-in outcomes again.
    [Theory, InlineData("capitals-01"), InlineData("capitals-16"), InlineData("weekday-01")]
    public async Task Outcomes_CheckedIn_AreWhatTheModelDoes(string id)
    {
        using var row = Outcome(id);
        using var client = (SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).CreateClient();

        var answer = await client.GetResponseAsync(row.RootElement.GetProperty("prompt").GetString()!, new()
        {
            Temperature = 0, MaxOutputTokens = 128, AdditionalProperties = new() { [IDraftConfidence.RequestKey] = true },
        });

        var confidence = answer.AdditionalProperties![IDraftConfidence.Key].ShouldBeOfType<DraftConfidence>();
        double[] there = [.. row.RootElement.GetProperty("confidence").EnumerateArray().Select(v => v.GetDouble())];
        (confidence.Tokens, confidence.PromptTokens).ShouldBe(((int)there[0], (int)there[10]));
        confidence.MeanLogProbability.ShouldBe(there[1], 0.02);
        confidence.MeanEntropy.ShouldBe(there[4], 0.03);

        // The state of the draft is kept in five binary digits: what counts is what the head makes of it.
        float[] state = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(row.RootElement.GetProperty("draft_state").GetBytesFromBase64()).ToArray().Select(v => (float)v)];
        var head = SmolLM2Model.DraftHeads.End;
        double score = head.Score(confidence);
        score.ShouldBe(head.Score(confidence with { State = state }), 0.02);
        Math.Abs(score - head.Score(confidence with { State = default })).ShouldBeGreaterThan(0.001, "the state counts");
    }

    private static JsonDocument Outcome(string id)
    {
        using var file = File.OpenRead(Path.Combine(Root, "docs", "reference", "routing-evaluation", "smollm2-outcomes.jsonl.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            if (line.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal)) return JsonDocument.Parse(line);
        throw new InvalidOperationException($"No outcome {id}.");
    }

    // Everything stays and everything is read, however slow the machine that runs the tests is.
    private static ServiceProvider Services(out HybridChatClient client)
    {
        var services = new ServiceCollection();
        services.AddHybridChatClient()
            .AddOnnxModel("local", SmolLM2Model.Default with { CacheFolder = TestCache.Folder }).AddProbeHeads(_ => SmolLM2Model.Heads)
            .AddTarget("cloud", new NeverAsked(), TargetProfile.Cloud(1, 1))
            .ConfigurePolicy(p => p with { Threshold = 1, HoldBackTokens = 0, HiddenState = new() { Margin = 100, Deadline = TimeSpan.FromMinutes(5) } });
        var provider = services.BuildServiceProvider();
        client = provider.GetRequiredService<HybridChatClient>();
        return provider;
    }

    private static async Task<ChatResponse> AskAsync(HybridChatClient client, bool streaming, List<ChatMessage> turns, ChatOptions options) =>
        streaming ? await client.GetStreamingResponseAsync(turns, options).ToChatResponseAsync() : await client.GetResponseAsync(turns, options);

    private sealed class NeverAsked : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The request should have stayed.");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The request should have stayed.");

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
