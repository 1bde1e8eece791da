using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace HybridAi.Diagnostics;

// Listeners are global: what other tests emit meanwhile is told apart by the parent span or by names used only here.
public class TelemetryTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Spans_OfARequest_AreOneWithAChildPerAttempt(bool streaming)
    {
        using var own = new ActivitySource("test");
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is "Experimental.HybridAi" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                lock (spans)
                {
                    spans.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Activity? seen = null;
        var local = new ScriptedChatClient
        {
            Stream = (_, _, _) =>
            {
                seen = Activity.Current;
                return ScriptedChatClient.Words("local");
            },
        };
        var cloud = ScriptedChatClient.Fails(new TargetUnavailableException(TargetErrorKind.RateLimited, "a secret"));
        using var client = Ask.Hybrid(local, cloud);

        using var parent = own.StartActivity("parent")!;
        await client.AskAsync(streaming, Ask.Hard);

        var mine = spans.Where(s => s.TraceId == parent.TraceId).ToList();
        var request = mine.Single(s => s.OperationName == "chat hybridai");
        request.ParentSpanId.ShouldBe(parent.SpanId);
        request.GetTagItem("hybridai.target").ShouldBe("local");
        request.GetTagItem("hybridai.failed_over").ShouldBe(true);
        request.GetTagItem("gen_ai.operation.name").ShouldBe("chat");
        var attempts = mine.Where(s => s.ParentSpanId == request.SpanId).ToList();
        attempts.Select(s => s.OperationName).ShouldBe(["chat cloud", "chat local"]);
        attempts[0].GetTagItem("error.type").ShouldBe("rate-limited");
        attempts[0].Kind.ShouldBe(ActivityKind.Client);
        attempts[1].GetTagItem("gen_ai.usage.output_tokens").ShouldNotBeNull();
        seen.ShouldBe(attempts[1]);
        Activity.Current.ShouldBe(parent);
        mine.SelectMany(s => s.TagObjects).ShouldAllBe(t => !$"{t.Value}".Contains("secret") && !$"{t.Value}".Contains("primes"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Metrics_OfARequest_AreCounted(bool streaming)
    {
        var name = $"metered-{streaming}";
        var seen = new List<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (i, l) =>
        {
            if (i.Meter.Name == "Experimental.HybridAi")
            {
                l.EnableMeasurementEvents(i);
            }
        };
        void Note(Instrument i, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
            {
                seen.Add((i.Name, value, tags.ToArray().ToDictionary(t => t.Key, t => t.Value)));
            }
        }

        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Note(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Note(i, v, tags));
        listener.Start();
        using var client = new HybridChatClient([new Target(name, ScriptedChatClient.Says("ok"), TargetProfile.Cloud(1, 1))]);

        await client.AskAsync(streaming, "hi");

        var mine = seen.Where(s => s.Tags.TryGetValue("hybridai.target", out var t) && (string?)t == name).ToList();
        mine.Select(s => s.Name).Distinct().Order().ShouldBe(
        [
            "gen_ai.client.operation.duration", "gen_ai.client.operation.time_to_first_chunk", "gen_ai.client.token.usage",
            "hybridai.attempts", "hybridai.cost", "hybridai.route.decisions",
        ]);
        mine.Single(s => s.Name == "hybridai.route.decisions").Tags["hybridai.reason"].ShouldBe(RouteReasons.OnlyEligible);
    }

    [Fact]
    public async Task Metrics_OfALimitedSlowTarget_TellTimePerTokenAndTheQueue()
    {
        var (time, go, seen) = (new ManualTime(), new TaskCompletionSource(), new List<(string Name, double Value)>());
        using var listener = Listen((name, value, tags) => seen.Add((name, value)), "limited-and-slow");
        async IAsyncEnumerable<ChatResponseUpdate> Slowly()
        {
            await go.Task;
            for (var i = 0; i < 5; i++)
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                yield return new(ChatRole.Assistant, "word");
            }

            yield return new() { Contents = [new UsageContent(new() { InputTokenCount = 3, OutputTokenCount = 5 })] };
        }

        using var client = new HybridChatClient(
            [new Target("limited-and-slow", new ScriptedChatClient { Stream = (_, _, _) => Slowly() }, TargetProfile.Cloud() with { Limits = new() { MaxConcurrent = 1 } })],
            parts: new() { Time = time });
        var (first, second) = (client.AskAsync(true, "hi"), client.AskAsync(true, "hi"));
        while (client.GetHealth()[0].Queued < 1)
        {
            await Task.Yield();
        }

        go.SetResult();
        await Task.WhenAll(first, second);

        seen.Where(s => s.Name == "hybridai.attempts.time_per_token").Select(s => s.Value).ShouldBe([0.02, 0.02], 1e-9);
        seen.Where(s => s.Name == "hybridai.attempts.queued").Select(s => s.Value).ShouldBe([1, -1]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Metrics_OfPrivacy_TellWhatBecameOfLabels(bool streaming)
    {
        var seen = new List<(string Treatment, double Value)>();
        using var listener = Listen((name, value, tags) => seen.Add(((string)tags["hybridai.treatment"]!, value)), null, "hybridai.privacy.treatments");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), ScriptedChatClient.Says("cloud"), p => p with { Mode = InferenceMode.PreferCloud });

        await client.AskAsync(streaming, "Write to anna.becker@example.com, please.");
        await client.AskAsync(streaming, "My password is password=Tr0ub4dor&3xyz and it is good.");

        // Other tests may add theirs.
        var mine = seen.ToList();
        mine.ShouldContain(("masked", 1));
        mine.ShouldContain(("kept", 1));
    }

    private static MeterListener Listen(Action<string, double, Dictionary<string, object?>> note, string? target, string? instrument = null)
    {
        var gate = new object();
        void Note(Instrument i, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
            if (target is null || (all.TryGetValue("hybridai.target", out var t) && (string?)t == target))
            {
                lock (gate)
                {
                    note(i.Name, value, all);
                }
            }
        }

        var listener = new MeterListener
        {
            InstrumentPublished = (i, l) =>
            {
                if (i.Meter.Name == "Experimental.HybridAi" && (instrument is null || i.Name == instrument))
                {
                    l.EnableMeasurementEvents(i);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Note(i, v, tags));
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Note(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Note(i, v, tags));
        listener.Start();
        return listener;
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Observer_EveryEnding_IsToldOnce(bool streaming)
    {
        var observer = new Recorder();
        var cloud = ScriptedChatClient.Says("cloud");
        using var client = Ask.Hybrid(ScriptedChatClient.Says("local"), cloud, parts: new() { Observer = observer });

        await client.AskAsync(streaming, Ask.Easy);
        await Should.ThrowAsync<NoEligibleTargetException>(() => client.AskAsync(streaming, Ask.Easy, new ChatOptions().ForceTarget("moon")));
        cloud.Stream = (_, _, token) => ScriptedChatClient.Words([], new TargetUnavailableException(TargetErrorKind.InvalidRequest, "no"), token);
        await Should.ThrowAsync<TargetUnavailableException>(() => client.AskAsync(streaming, Ask.Hard));

        observer.Told.ShouldBe(["decided local", "completed local", "refused", "decided cloud", "completed nobody TargetUnavailableException"]);
    }

    [Fact]
    public async Task Observer_CallerStopsReading_IsTold()
    {
        var observer = new Recorder();
        using var client = Ask.Hybrid(ScriptedChatClient.Says("a", "b"), ScriptedChatClient.Says("c"), parts: new() { Observer = observer });

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, Ask.Easy)]))
        {
            break;
        }

        observer.Told.ShouldBe(["decided local", "completed local"]);
        observer.Last!.Attempts.Single().Result.ShouldBe(AttemptResult.Cancelled);
        observer.Last.Attempts.Single().Estimated.ShouldBeTrue();
    }

    private sealed class Recorder : IRouteObserver
    {
        public List<string> Told { get; } = [];

        public RouteOutcome? Last { get; private set; }

        public bool IsEnabled => true;

        public void Decided(RouteDecision decision) => Told.Add($"decided {decision.Target}");

        public void Refused(NoEligibleTargetException error) => Told.Add("refused");

        public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error)
        {
            Last = outcome;
            Told.Add($"completed {outcome.Target ?? "nobody"} {error?.GetType().Name}".Trim());
        }
    }
}
