using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>A target that does what a test says, on a clock the test owns, and remembers every request that reached it. Thread-safe.</summary>
/// <remarks>
/// What it does with a request is decided when the request arrives: offline, then quota, then context window, then the next queued
/// answer, then <see cref="Behaviour"/>. Nothing is random: the same requests get the same answers.
/// </remarks>
public sealed class ScriptedTarget : IChatClient
{
    private readonly ConcurrentQueue<ScriptedAnswer> _queued = new();
    private readonly ConcurrentQueue<ScriptedCall> _calls = new();
    private readonly Dictionary<Type, object> _services = [];
    private int _number;

    /// <summary>Creates a target.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="profile">The facts about it.</param>
    /// <param name="time">The clock it takes its time on. Default one of its own.</param>
    public ScriptedTarget(string name, TargetProfile profile, VirtualTime? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(profile);

        Name = name;
        Profile = profile;
        Time = time ?? new();
        Model = new(Time);
        Behaviour = AnswerByQuality;
        Offer(new ChatClientMetadata("scripted", defaultModelId: name));
        if (IsOnDevice)
        {
            Offer<IModelAvailability>(Model);
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The facts about it.</summary>
    public TargetProfile Profile { get; }

    /// <summary>The clock it takes its time on.</summary>
    public VirtualTime Time { get; }

    /// <summary>Time to the first content. Default none.</summary>
    public TimeSpan FirstToken { get; set; }

    /// <summary>Words per second after the first. Default infinite.</summary>
    public double TokensPerSecond { get; set; } = double.PositiveInfinity;

    /// <summary>By how much heat slows it down: 1 is cold, 3 takes three times as long. Default 1.</summary>
    public double Throttling { get; set; } = 1;

    /// <summary>Share of questions in 0..1 that it answers well; which ones depends on their text alone. Default 1.</summary>
    public double Quality { get; set; } = 1;

    /// <summary>What it says where it does not answer well. Default "I don't know.", which the built-in draft judges refuse.</summary>
    public string PoorAnswer { get; set; } = "I don't know.";

    /// <summary>What it does with a request when no answer is queued. Default: an answer of its own for each request, good or poor by <see cref="Quality"/>.</summary>
    public Func<ScriptedCall, ScriptedAnswer> Behaviour { get; set; }

    /// <summary>Whether it can be reached. Default <see langword="true"/>.</summary>
    public bool IsOnline { get; set; } = true;

    /// <summary>How many requests it takes. Default any number.</summary>
    public ScriptedQuota? Quota { get; set; }

    /// <summary>Characters per token of its vocabulary. Fewer than 3.6 make prompts longer than the router takes them for. Default 4.</summary>
    public double CharactersPerToken { get; set; } = 4;

    /// <summary>The model's state; a device target offers it to the router.</summary>
    public ScriptedModel Model { get; }

    /// <summary>Every request that reached it, in order.</summary>
    public IReadOnlyList<ScriptedCall> Calls => [.. _calls];

    /// <summary>Whether <see cref="Dispose"/> was called.</summary>
    public bool IsDisposed { get; private set; }

    private bool IsOnDevice => Profile.Location == Location.Device;

    /// <summary>A device target with a window of 8,192 tokens, tools and JSON.</summary>
    /// <param name="time">The clock. Default one of its own.</param>
    /// <param name="name">Its name.</param>
    public static ScriptedTarget OnDevice(VirtualTime? time = null, string name = "local") =>
        new(name, TargetProfile.OnDevice(8192, TargetCapabilities.Tools | TargetCapabilities.Json | TargetCapabilities.StopSequences), time);

    /// <summary>A cloud target with tools, JSON and prices of 0.15 and 0.60 per million tokens.</summary>
    /// <param name="time">The clock. Default one of its own.</param>
    /// <param name="name">Its name.</param>
    public static ScriptedTarget InCloud(VirtualTime? time = null, string name = "cloud") =>
        new(name, TargetProfile.Cloud(0.15m, 0.60m, 128_000), time);

    /// <summary>This target as the router takes it.</summary>
    public Target ToTarget() => new(Name, this, Profile);

    /// <summary>Queues answers: each is given once, in order, before <see cref="Behaviour"/> is asked.</summary>
    /// <param name="answers">The answers.</param>
    /// <returns>This target.</returns>
    public ScriptedTarget Then(params ScriptedAnswer[] answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        Array.ForEach(answers, _queued.Enqueue);
        return this;
    }

    /// <summary>Offers an interface to the router, as local models do with <see cref="IPromptProbe"/> and <see cref="ITokenCounter"/>.</summary>
    /// <param name="service">The implementation. Set it before the client is built.</param>
    /// <typeparam name="T">The interface.</typeparam>
    /// <returns>This target.</returns>
    public ScriptedTarget Offer<T>(T service)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(service);
        _services[typeof(T)] = service;
        return this;
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Run(messages, options, streaming: false, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(messages, options, streaming: true, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : _services.TryGetValue(serviceType, out var service) ? service
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Only notes that it was called.</summary>
    public void Dispose() => IsDisposed = true;

    /// <summary>The name and location.</summary>
    public override string ToString() => $"{Name} ({Profile.Location})";

    private IAsyncEnumerable<ChatResponseUpdate> Run(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool streaming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return PlayAsync(messages, options, streaming, cancellationToken);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> PlayAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool streaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var copies = messages.Select(m => m.Clone()).ToList();
        var call = new ScriptedCall(Name, Interlocked.Increment(ref _number), streaming, copies, options?.Clone(), Time.GetUtcNow());
        _calls.Enqueue(call);
        call.Answer = Decide(call);
        try
        {
            await foreach (var update in new Play(this, call).RunAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            call.State = call.State == ScriptedCallState.Running ? ScriptedCallState.Cancelled : call.State;
        }
    }

    private ScriptedAnswer Decide(ScriptedCall call) =>
        !IsOnline ? ScriptedAnswer.Fails(TargetErrorKind.Transient)
        : Quota?.Refuse(Time.Elapsed) is { } wait ? ScriptedAnswer.Fails(TargetErrorKind.RateLimited, wait)
        : Profile.ContextWindow is { } window && Tokens(call.Text) >= window ? ScriptedAnswer.Fails(TargetErrorKind.ContextExceeded)
        : _queued.TryDequeue(out var queued) ? queued
        : Behaviour(call);

    internal int Tokens(string text) => (int)Math.Ceiling(text.Length / CharactersPerToken);

    private ScriptedAnswer AnswerByQuality(ScriptedCall call) => StableHash.Share($"{Name}\n{call.Question}") < Quality
        ? ScriptedAnswer.Says($"{Name} answers request {call.Number} in a few words that no other answer has.")
        : ScriptedAnswer.Says(PoorAnswer) with { IsGood = false };
}
