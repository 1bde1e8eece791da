using System.Globalization;
using HybridAi.Testing;
using Microsoft.Extensions.AI;

namespace HybridAi.Storage;

/// <summary>Traffic that goes through as many branches of a decision as there are.</summary>
internal static class RecordedTraffic
{
    public static readonly HybridPolicy Policy = new()
    {
        Revision = "old",
        Ramp = 0.9,
        FrontierThreshold = 0.5,
        Device = new() { Hot = DeviceEffect.ForbidDevice },
        Rules =
        [
            new() { Name = "acme stays", Tenant = "acme", Mode = InferenceMode.OnlyOnDevice },
            new() { Name = "search", Tool = "search", Target = "frontier" },
            new() { Name = "at night", From = new(0, 0), To = new(0, 20), Tag = "batch", Target = "local" },
            new() { Name = "German", Language = "de", Mode = InferenceMode.PreferCloud },
        ],
        Budgets = [new() { Name = "calls", Calls = 150, Period = BudgetPeriod.Total }],
    };

    private static readonly string[] _questions =
    [
        "What is the capital of France?",
        "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.",
        "Wie heißt die Hauptstadt von Frankreich und warum ist sie es geworden?",
        "My card is 4111 1111 1111 1111, is that a valid number?",
        "Is password=Tr0ub4dor&3xyz a good one?",
        "Write to anna.becker@example.com that the meeting moves.",
        "commit it",
        "def f(x): return x\nWhat does this do, and which complexity does it have in the worst case?",
        "I was diagnosed with depression last year, what should I tell my employer?",
    ];

    /// <summary>Makes requests; conditions change with their number.</summary>
    public static async Task MakeAsync(Simulation simulation, Machine machine, int requests, bool streaming)
    {
        for (var i = 0; i < requests; i++)
        {
            simulation["cheap"].IsOnline = i % 50 is < 40 or > 44;
            simulation["local"].Model.Become(i % 70 is > 60 and < 66 ? ModelState.Preparing : ModelState.Available);
            machine.Current = new() { Hot = i % 90 > 84, OnBattery = i % 2 == 0, Offline = i % 110 > 107 };
            var options = new ChatOptions { MaxOutputTokens = i % 13 == 0 ? 64 : null };
            options.SetUser(string.Create(CultureInfo.InvariantCulture, $"user{i % 20}"));
            _ = i % 3 == 0 ? options.SetConversationKey(string.Create(CultureInfo.InvariantCulture, $"c{i % 7}")) : options;
            _ = i % 11 == 0 ? options.SetTenant(i % 2 == 0 ? "acme" : "other") : options;
            _ = i % 17 == 0 ? options.AddTag("batch") : options;
            _ = i % 29 == 0 ? options.ForceTarget("frontier") : options;
            options.Tools = i % 5 == 0 ? [AIFunctionFactory.Create(() => "x", i % 2 == 0 ? "search" : "clock")] : null;
            options.Seed = i % 31 == 0 ? 7 : null;
            options.ConversationId = i % 41 == 40 ? "unknown" : null;
            var message = new ChatMessage(ChatRole.User, _questions[i % _questions.Length]);
            await simulation.AskAsync([i % 37 == 0 ? message.KeepOnDevice() : message], options, streaming);
        }
    }

    public static Simulation Simulate(Machine machine, IRouteRecorder? recorder)
    {
        var time = new VirtualTime();
        var local = ScriptedTarget.OnDevice(time);
        (local.Quality, local.FirstToken, local.TokensPerSecond) = (0.8, TimeSpan.FromMilliseconds(80), 40);
        var cheap = new ScriptedTarget("cheap", TargetProfile.Cloud(0.15m, 0.60m, 16_000), time) { FirstToken = TimeSpan.FromMilliseconds(300) };
        var frontier = new ScriptedTarget("frontier", TargetProfile.Cloud(3m, 15m) with { QualityRank = 9, Languages = ["en", "de"] }, time);
        var cluster = new ScriptedTarget("cluster", TargetProfile.Private(0.1m, 0.2m, 300), time);
        return new([local, cheap, frontier, cluster], Policy, p => new()
        {
            Time = p.Time, NextId = p.NextId, NextNonce = p.NextNonce, CurrentPolicy = p.CurrentPolicy, Observer = p.Observer,
            Device = machine, Recorder = recorder,
        });
    }

    public sealed class Machine : IDeviceState
    {
        public DeviceConditions Current { get; set; }
    }
}
