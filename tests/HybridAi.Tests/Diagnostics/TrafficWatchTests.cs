using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Diagnostics;

public class TrafficWatchTests
{
    private static readonly string[] Usual =
        ["Name a colour.", "Translate 'good morning' into French.", "Summarise this note in one line: we meet at noon.", "Fix the grammar: he go home."];

    private static readonly string[] Changed =
        ["Prove that $\\sum 1/n^2$ converges.", "Solve $x^2 - 5x + 6 = 0$ and show each step of the derivation.", "Integrate $e^{-x^2}$ over the real line."];

    [Fact]
    public async Task Traffic_ChangesKind_AlarmInHealthAndMetricWithin300Requests()
    {
        var alarms = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "hybridai.traffic.changes") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref alarms, (int)value));
        listener.Start();
        using var provider = Provider(watch: true);
        var health = provider.GetRequiredService<ITrafficHealth>();

        await SendAsync(provider, Usual, TrafficWatch.Learned + 200);
        health.GetTraffic().ShouldSatisfyAllConditions(
            t => t.Watching.ShouldBeTrue(), t => t.Alarms.ShouldBe(0), t => t.Seen.ShouldBe(200), t => t.LastAlarm.ShouldBeNull());
        await SendAsync(provider, Changed, 300);

        health.GetTraffic().Alarms.ShouldBe(1);
        health.GetTraffic().LastAlarm.ShouldNotBeNull();
        alarms.ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Traffic_WatchSwitchedOff_IsNotWatched()
    {
        using var provider = Provider(watch: false);

        await SendAsync(provider, Usual, TrafficWatch.Learned);
        await SendAsync(provider, Changed, 300);

        var traffic = provider.GetRequiredService<ITrafficHealth>().GetTraffic();
        traffic.Watching.ShouldBeFalse();
        traffic.Seen.ShouldBe(0);
        traffic.Alarms.ShouldBe(0);
    }

    private static ServiceProvider Provider(bool watch)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["HybridAi:WatchDrift"] = watch.ToString() }).Build();
        var services = new ServiceCollection();
        services.AddHybridChatClient(configuration.GetSection("HybridAi"))
            .AddTarget("local", _ => new EchoChatClient("local"), _ => TargetProfile.OnDevice(8192))
            .AddTarget("cloud", _ => new EchoChatClient("cloud"), _ => TargetProfile.Cloud());
        return services.BuildServiceProvider();
    }

    private static async Task SendAsync(ServiceProvider provider, string[] prompts, int count)
    {
        var random = new Random(3);
        var client = provider.GetRequiredService<HybridChatClient>();
        for (var i = 0; i < count; i++)
        {
            await client.GetResponseAsync(prompts[random.Next(prompts.Length)]);
        }
    }
}
