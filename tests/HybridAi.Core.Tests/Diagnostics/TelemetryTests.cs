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
