using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace HybridAi.Benchmarks.Routing;

/// <summary>The figures of the router as a page: conversations that stay, the price of a streamed update, a thousand conversations at once.</summary>
public static class RoutingReport
{
    private const int Updates = 1000;

    /// <summary>Measures everything; about a minute.</summary>
    public static async Task<string> MeasureAsync()
    {
        var turns = await new TurnSimulation().RunAsync(20_000);
        var (direct, device, cloud) = (await PerUpdateAsync(null), await PerUpdateAsync(TargetProfile.OnDevice()), await PerUpdateAsync(TargetProfile.Cloud()));
        var (median, most) = await DecideAsync();
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
            | steps 1 to 4 without tier 1, 2 KB prompt, 10 warm turns: p50 / p99 (goal: at most 100 / 400 µs) | {median:0} µs / {most:0} µs |
            | a streamed update on its way through the client, device target | {(device - direct) / 1000:0.00} µs |
            | the same from an off-device target, behind the gate | {(cloud - direct) / 1000:0.00} µs |
            | memory after 1,000 / after {conversations:N0} conversations, 1,000 at once | {before / 1e6:0.0} MB / {after / 1e6:0.0} MB |
            """);
    }

    // Microseconds of single decisions: the middle one and the one that 99 of 100 keep, in the best of several rounds.
    private static async Task<(double Median, double Most)> DecideAsync()
    {
        const int Rounds = 20, Each = 1000;
        using var client = RoutingBenchmarks.Client();
        var turns = RoutingBenchmarks.Conversation();
        var times = new double[Each];
        var (median, most) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Each; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await client.PreviewAsync(turns);
                times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }

            Array.Sort(times);
            (median, most) = (Math.Min(median, times[Each / 2]), Math.Min(most, times[Each * 99 / 100]));
        }

        return (median, most);
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
