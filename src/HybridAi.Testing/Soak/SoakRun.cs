using System.Globalization;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>A scenario while it runs: a device without tools, a cheap and a good cloud, a private server, and requests with a mark of their own.</summary>
internal sealed class SoakRun : IDisposable
{
    private static readonly string[] _easy =
        ["What is the capital of France?", "Say good morning in Spanish.", "How many days has a week?", "Name a colour.", "What is 2 plus 3?"];

    private static readonly string[] _hard =
    [
        "Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal.",
        "Write a concurrent lock-free queue in C++ with memory orderings, prove its linearizability and analyse its worst case.",
    ];

    private readonly Random _random;
    private int _marks;

    public SoakRun(bool streaming, int turns, int seed)
    {
        (Streaming, Turns, _random) = (streaming, turns, new(seed));
        var time = new VirtualTime();
        Local = new("local", TargetProfile.OnDevice(2048, TargetCapabilities.Json), time) { FirstToken = TimeSpan.FromMilliseconds(80), TokensPerSecond = 40 };
        Cloud = new("cloud", TargetProfile.Cloud(0.15m, 0.60m, 16_000), time) { FirstToken = TimeSpan.FromMilliseconds(350), TokensPerSecond = 90 };
        Frontier = new("frontier", TargetProfile.Cloud(3m, 15m, 128_000) with { QualityRank = 9 }, time) { FirstToken = TimeSpan.FromMilliseconds(700), TokensPerSecond = 60 };
        Server = new("server", TargetProfile.Private(0.05m, 0.1m, 8_000), time) { FirstToken = TimeSpan.FromMilliseconds(200), TokensPerSecond = 50 };
        Simulation = new([Local, Cloud, Frontier, Server], new() { BetweenTokens = TimeSpan.FromSeconds(20) }, p => new()
        {
            Time = p.Time, NextId = p.NextId, NextNonce = p.NextNonce, CurrentPolicy = p.CurrentPolicy, Observer = p.Observer, Device = Device,
        });
    }

    public bool Streaming { get; }

    public int Turns { get; }

    public Simulation Simulation { get; }

    public ScriptedDevice Device { get; } = new();

    public ScriptedTarget Local { get; }

    public ScriptedTarget Cloud { get; }

    public ScriptedTarget Frontier { get; }

    public ScriptedTarget Server { get; }

    public IEnumerable<ScriptedTarget> OffDevice => [Cloud, Frontier, Server];

    /// <summary>Marks of requests that must not leave.</summary>
    public HashSet<string> Pinned { get; } = [];

    /// <summary>The budget in force, if the scenario has one.</summary>
    public Budget? Budget { get; set; }

    public int Next(int most) => _random.Next(most);

    /// <summary>Asks every turn, one after the other; the scenario changes the world before each.</summary>
    public async Task EachAsync(Action<int> before, Action<int, ChatOptions>? options = null)
    {
        for (var i = 0; i < Turns; i++)
        {
            before(i);
            var own = new ChatOptions();
            options?.Invoke(i, own);
            await AskAsync(own).ConfigureAwait(false);
        }
    }

    public Task<SimulatedRequest> AskAsync(ChatOptions? options = null, bool pinned = false, string? more = null, CancellationToken cancellationToken = default)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"[q{Interlocked.Increment(ref _marks)}]");
        var text = _random.Next(3) == 0 ? _hard[_random.Next(_hard.Length)] : _easy[_random.Next(_easy.Length)];
        var message = new ChatMessage(ChatRole.User, $"{mark} {text}{more}");
        if (pinned)
        {
            lock (Pinned)
            {
                Pinned.Add(mark);
            }

            message.KeepOnDevice();
        }

        return Simulation.AskAsync([message], options, Streaming, cancellationToken);
    }

    public void Dispose()
    {
        Simulation.Dispose();
        foreach (var target in Simulation.Targets)
        {
            target.Dispose();
        }
    }
}
