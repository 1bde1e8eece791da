using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace HybridAi.Benchmarks.Routing;

/// <summary>The figures of the router as a page: conversations that stay, the price of a streamed update, a thousand conversations at once.</summary>
public static class RoutingReport
{
    private const int Updates = 1000;
    private const double Goal = 400;

    /// <summary>Measures everything; about a minute.</summary>
    public static async Task<string> MeasureAsync()
    {
        var turns = await new TurnSimulation().RunAsync(20_000);
        var (direct, device, cloud) = (await PerUpdateAsync(null), await PerUpdateAsync(TargetProfile.OnDevice()), await PerUpdateAsync(TargetProfile.Cloud()));
        var decided = await DecideAsync();
        var (before, after, conversations) = await ThousandAsync();
        return string.Create(CultureInfo.InvariantCulture, $"""
            | what | measured |
            |---|---|
            | turns simulated, of them inside tool loops | {turns.Turns:N0}, {turns.LoopTurns:N0} |
            | turns answered on the device | {turns.DeviceShare:P0} |
            | switches of target, every turn for itself → with the conversation | {turns.SwitchesAlone:N0} → {turns.Switches:N0} ({(1.0 * turns.Switches / turns.SwitchesAlone) - 1:P1}) |
            | switches inside tool loops, every turn for itself → voluntary with the conversation | {turns.InLoopsAlone:N0} → {turns.VoluntaryInLoops} |
            | switches inside tool loops that a pin or a limit forced | {turns.ForcedInLoops:N0} |
            | conversations refused: they held a secret and wanted what the device cannot do | {turns.Refused:N0} |
            | requests a target could not or must not have been sent | {turns.CapabilityViolations} |
            | steps 1 to 4 without tier 1, 2 KB prompt, 10 warm turns: p50 / p99 (goal: at most 100 / 400 µs) | {decided.Median:0} µs / {decided.Most:0} µs |
            | the same, processor time of the thread: p50 / p99 | {decided.OwnMedian:0} µs / {decided.OwnMost:0} µs |
            | of {decided.Count:N0} such decisions: slower than 400 µs, of these with a garbage collection, of these with more than 400 µs of processor time | {decided.Slow}, {decided.SlowByGc}, {decided.SlowByWork} |
            | a streamed update on its way through the client, device target | {(device - direct) / 1000:0.00} µs |
            | the same from an off-device target, behind the gate | {(cloud - direct) / 1000:0.00} µs |
            | memory after 1,000 / after {conversations:N0} conversations, 1,000 at once | {before / 1e6:0.0} MB / {after / 1e6:0.0} MB |
            """);
    }

    // Microseconds of single decisions: the middle one and the one that 99 of 100 keep, in the best of several rounds; and why slow ones were slow.
    private static async Task<Decided> DecideAsync()
    {
        const int Rounds = 20, Each = 1000;
        using var client = RoutingBenchmarks.Client();
        var turns = RoutingBenchmarks.Conversation();
        var (times, own) = (new double[Each], new double[Each]);
        var found = new Decided { Count = Rounds * Each };
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Each; i++)
            {
                var (collections, worked, started) = (GC.CollectionCount(0), ProcessorTime.Now(), Stopwatch.GetTimestamp());
                await client.PreviewAsync(turns); // Ends on this thread: nothing waits.
                times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
                own[i] = ProcessorTime.Now() - worked;
                found.Slow += times[i] > Goal ? 1 : 0;
                found.SlowByGc += times[i] > Goal && GC.CollectionCount(0) > collections ? 1 : 0;
                found.SlowByWork += times[i] > Goal && own[i] > Goal ? 1 : 0;
            }

            Array.Sort(times);
            Array.Sort(own);
            (found.Median, found.Most) = (Math.Min(found.Median, times[Each / 2]), Math.Min(found.Most, times[Each * 99 / 100]));
            (found.OwnMedian, found.OwnMost) = (Math.Min(found.OwnMedian, own[Each / 2]), Math.Min(found.OwnMost, own[Each * 99 / 100]));
        }

        return found;
    }

    private sealed class Decided
    {
        public int Count { get; init; }

        public double Median { get; set; } = double.MaxValue;

        public double Most { get; set; } = double.MaxValue;

        public double OwnMedian { get; set; } = double.MaxValue;

        public double OwnMost { get; set; } = double.MaxValue;

        public int Slow { get; set; }

        public int SlowByGc { get; set; }

        public int SlowByWork { get; set; }
    }

    // Nanoseconds for each update of a stream of a thousand, the best of many runs; null is the bare target.
    private static async Task<double> PerUpdateAsync(TargetProfile? profile)
    {
        IChatClient target = new RoutingBenchmarks.Stream(Updates);
        using var client = profile is null ? target : new HybridChatClient([new("only", target, profile)]);
        List<ChatMessage> messages = [new(ChatRole.User, "What is the capital of France?")];
        var best = double.MaxValue;
        for (var run = 0; run < 300; run++)
        {
            var (started, seen) = (0L, 0);
            await foreach (var update in client.GetStreamingResponseAsync(messages))
            {
                // The first one carries the price of the decision, which is another figure.
                started = seen++ == 0 ? Stopwatch.GetTimestamp() : started;
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / (seen - 1));
        }

        return best;
    }

    private static async Task<(long Before, long After, int Conversations)> ThousandAsync()
    {
        using var client = new HybridChatClient(
            [new("device", new RoutingBenchmarks.Stream(20), TargetProfile.OnDevice(8192)), new("cloud", new RoutingBenchmarks.Stream(20), TargetProfile.Cloud())]);
        long before = 0;
        const int Rounds = 40;
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => TalkAsync(client, $"{i}"))));
            before = round == 0 ? GC.GetTotalMemory(true) : before;
        }

        return (before, GC.GetTotalMemory(true), Rounds * 1000);
    }

    private static async Task TalkAsync(HybridChatClient client, string key)
    {
        List<ChatMessage> messages = [];
        for (var turn = 0; turn < 3; turn++)
        {
            messages.Add(new(ChatRole.User, turn == 1 ? "Prove step by step that there are infinitely many primes." : $"Say hello to number {key}, please."));
            var response = await client.GetStreamingResponseAsync(messages, new ChatOptions().SetConversationKey(key)).ToChatResponseAsync();
            messages.AddRange(response.Messages);
        }
    }
}
