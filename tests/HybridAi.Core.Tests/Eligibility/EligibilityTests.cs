using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.Eligibility;

public class EligibilityTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    private static readonly Dictionary<string, (Action<ChatOptions> Set, TargetCapabilities Needs, bool Ignorable)> Asks = new()
    {
        ["tools"] = (o => o.Tools = [AIFunctionFactory.Create(() => 1, "f")], TargetCapabilities.Tools, false),
        ["json"] = (o => o.ResponseFormat = ChatResponseFormat.Json, TargetCapabilities.Json, false),
        ["schema"] = (o => o.ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema), TargetCapabilities.JsonSchema, false),
        ["seed"] = (o => o.Seed = 1, TargetCapabilities.Seed, true),
        ["top k"] = (o => o.TopK = 1, TargetCapabilities.TopK, true),
        ["penalty"] = (o => o.PresencePenalty = 1, TargetCapabilities.Penalties, true),
        ["stop"] = (o => o.StopSequences = ["x"], TargetCapabilities.StopSequences, true),
        ["reasoning"] = (o => o.Reasoning = new() { Effort = ReasoningEffort.High }, TargetCapabilities.Reasoning, true),
    };

    public static TheoryData<string> Names() => [.. Asks.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Option_TargetCannotHonour_MakesItIneligible(string name)
    {
        var (set, needs, ignorable) = Asks[name];
        var options = new ChatOptions();
        set(options);
        HybridChatClient Client(TargetCapabilities local, bool ignore) => new(
            [
                new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192, local)),
                new Target("cloud", ScriptedChatClient.Says("cloud"), TargetProfile.Cloud() with { Capabilities = (TargetCapabilities)~0 }),
            ],
            new() { IgnoreUnsupported = ignore });

        using var without = Client(TargetCapabilities.None, false);
        using var with = Client(needs, false);
        using var ignoring = Client(TargetCapabilities.None, true);
        var refused = (await without.PreviewAsync([new(ChatRole.User, "hi")], options)).Targets.Single(t => t.Target == "local");

        refused.Eligible.ShouldBeFalse();
        refused.Reason.ShouldBe(IneligibleReasons.Capability);
        refused.Detail.ShouldBe(needs.ToString());
        (await with.PreviewAsync([new(ChatRole.User, "hi")], options)).Targets.Single(t => t.Target == "local").Eligible.ShouldBeTrue();
        (await ignoring.PreviewAsync([new(ChatRole.User, "hi")], options)).Targets.Single(t => t.Target == "local").Eligible.ShouldBe(ignorable);
    }

    [Fact]
    public async Task Context_OwnCounter_IsAskedNearTheLimitOnly()
    {
        var counter = new Counter(900);
        var local = ScriptedChatClient.Says("local");
        local.Services[typeof(ITokenCounter)] = counter;
        using var client = new HybridChatClient([new Target("local", local, TargetProfile.OnDevice(1000))]);

        await client.PreviewAsync([new(ChatRole.User, "short")], new() { MaxOutputTokens = 50 });
        counter.Calls.ShouldBe(0);

        var error = await Should.ThrowAsync<NoEligibleTargetException>(
            async () => await client.PreviewAsync([new(ChatRole.User, new string('a', 2500))], new() { MaxOutputTokens = 200 }));
        counter.Calls.ShouldBe(1);
        error.Reasons["local"].ShouldBe("context: about 900 tokens, window 1000");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Preparing_PreferMode_RoutesElsewhere(bool streaming)
    {
        var model = new Model();
        using var client = Ask.Hybrid(model.Client, ScriptedChatClient.Says("cloud"));

        var response = await client.AskAsync(streaming, Ask.Easy);
        model.State = ModelState.Available;
        var later = await client.AskAsync(streaming, Ask.Easy);

        response.Text.ShouldBe("cloud");
        response.GetRouteDecision()!.Targets.Single(t => t.Target == "local").Reason.ShouldBe(IneligibleReasons.Preparing);
        later.Text.ShouldBe("local");
        model.Waits.ShouldBe(1, "the first request starts the preparation and does not wait for it");
    }

    [Theory]
    [InlineData(true, InferenceMode.OnlyOnDevice, "hi")]
    [InlineData(false, InferenceMode.OnlyOnDevice, "hi")]
    [InlineData(true, InferenceMode.PreferOnDevice, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData(false, InferenceMode.PreferOnDevice, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    public async Task Preparing_NothingElseMayAnswer_Waits(bool streaming, InferenceMode mode, string prompt)
    {
        var model = new Model();
        using var client = Ask.Hybrid(model.Client, ScriptedChatClient.Says("cloud"), p => p with { Mode = mode });

        var pending = client.AskAsync(streaming, prompt);
        pending.IsCompleted.ShouldBeFalse();
        model.Client.Requests.ShouldBeEmpty();
        model.Ready.SetResult();

        (await pending).Text.ShouldBe("local");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Preparing_CallerGivesUp_IsACancellation(bool streaming)
    {
        var model = new Model();
        using var source = new CancellationTokenSource();
        using var client = Ask.Hybrid(model.Client, ScriptedChatClient.Says("cloud"), p => p with { Mode = InferenceMode.OnlyOnDevice });

        var pending = client.AskAsync(streaming, "hi", token: source.Token);
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => pending);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Unavailable_PinnedContent_IsRefusedAndCloudWorks(bool streaming)
    {
        var model = new Model { State = ModelState.Unavailable };
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(model.Client, cloud);

        (await client.AskAsync(streaming, Ask.Easy)).Text.ShouldBe("cloud");
        var error = await Should.ThrowAsync<PrivacyBlockedException>(() => client.AskAsync(streaming, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));

        error.Reasons["local"].ShouldBe("unavailable: no native runtime");
        cloud.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(SelectionStrategies.Cheapest, "cheap")]
    [InlineData(SelectionStrategies.Best, "frontier")]
    public async Task Strategy_ByName_OrdersTheTargets(string strategy, string expected)
    {
        using var client = Bands(new() { Strategy = strategy });

        (await client.PreviewAsync([new(ChatRole.User, Ask.Hard)])).Target.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0.9, 0.95, "local")]
    [InlineData(0.01, 0.95, "cheap")]
    [InlineData(0.01, 0.02, "frontier")]
    public async Task ThreeBands_ByScore_WorkLikeTwo(double threshold, double frontier, string expected)
    {
        using var client = Bands(new() { Threshold = threshold, FrontierThreshold = frontier });

        (await client.PreviewAsync([new(ChatRole.User, Ask.Hard)])).Target.ShouldBe(expected);
    }

    [Fact]
    public async Task Strategy_Fastest_FollowsWhatWasMeasured()
    {
        var time = new ManualTime();
        ScriptedChatClient After(double seconds, string name) => new()
        {
            Stream = (_, _, _) =>
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                return ScriptedChatClient.Words(name);
            },
        };
        using var client = new HybridChatClient(
            [
                new Target("slow", After(3, "slow"), TargetProfile.Cloud()),
                new Target("quick", After(1, "quick"), TargetProfile.Cloud()),
            ],
            new() { Strategy = SelectionStrategies.Fastest, StickyMargin = 0 },
            new() { Time = time });
        await client.AskAsync(true, "a", new ChatOptions().ForceTarget("slow"));
        await client.AskAsync(true, "b", new ChatOptions().ForceTarget("quick"));

        (await client.AskAsync(true, "c")).Text.ShouldBe("quick");
    }

    private static HybridChatClient Bands(HybridPolicy policy) => new(
        [
            new Target("local", ScriptedChatClient.Says("local"), TargetProfile.OnDevice(8192) with { InputPerMillion = 9 }),
            new Target("frontier", ScriptedChatClient.Says("frontier"), TargetProfile.Cloud(5, 25) with { QualityRank = 3 }),
            new Target("cheap", ScriptedChatClient.Says("cheap"), TargetProfile.Cloud(0.1m, 0.4m) with { QualityRank = 2 }),
        ],
        policy);

    private sealed class Counter(int tokens) : ITokenCounter
    {
        public int Calls { get; private set; }

        public int Count(ReadOnlySpan<char> text) => text.Length;

        public int Count(IEnumerable<ChatMessage> messages, ChatOptions? options)
        {
            Calls++;
            return tokens;
        }
    }

    private sealed class Model : IModelAvailability
    {
        public Model()
        {
            Client = ScriptedChatClient.Says("local");
            Client.Services[typeof(IModelAvailability)] = this;
        }

        public ScriptedChatClient Client { get; }

        public ModelState State { get; set; } = ModelState.Preparing;

        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waits { get; private set; }

        public ModelAvailability Availability => new(State, State == ModelState.Unavailable ? "no native runtime" : null);

        public bool IsBusy => false;

        public Task PrepareAsync(CancellationToken cancellationToken = default)
        {
            Waits++;
            return Ready.Task.WaitAsync(cancellationToken);
        }
    }
}
