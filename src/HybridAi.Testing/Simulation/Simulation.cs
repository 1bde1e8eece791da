using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Testing;

/// <summary>A hybrid client over scripted targets on one virtual clock, with everything that happens recorded. Ids and nonces count up.</summary>
/// <remarks>Thread-safe, but for what its targets are told while requests run.</remarks>
public sealed class Simulation : IDisposable
{
    private readonly ConcurrentQueue<SimulatedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, SimulatedRequest> _byDecision = new();
    private readonly AsyncLocal<SimulatedRequest?> _current = new();
    private long _ids;
    private int _nonces;

    /// <summary>Creates a simulation.</summary>
    /// <param name="targets">At least one target, all on the same clock.</param>
    /// <param name="policy">The rules; default <see cref="HybridPolicy"/> as it is.</param>
    /// <param name="configure">Changes the client's other parts, for example to add judges. Clock, ids, nonces and observer are set already.</param>
    /// <exception cref="ArgumentException">There is no target, or two are on different clocks.</exception>
    public Simulation(
        IEnumerable<ScriptedTarget> targets, HybridPolicy? policy = null, Func<HybridChatClientParts, HybridChatClientParts>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(targets);
        Targets = [.. targets];
        if (Targets.Count == 0 || Targets.Any(t => t.Time != Targets[0].Time))
        {
            throw new ArgumentException("A simulation needs at least one target, and all on the same clock: new ScriptedTarget(name, profile, time).", nameof(targets));
        }

        Policy = policy ?? new();
        var parts = new HybridChatClientParts
        {
            Time = Time,
            NextId = NextId,
            NextNonce = () => MaskVault.CreateNonce((uint)Interlocked.Increment(ref _nonces)),
            CurrentPolicy = () => Policy,
            Observer = new Recorder(this),
        };
        Client = new(Targets.Select(t => t.ToTarget()), Policy, configure?.Invoke(parts) ?? parts);
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time => Targets[0].Time;

    /// <summary>The targets.</summary>
    public IReadOnlyList<ScriptedTarget> Targets { get; }

    /// <summary>The client under test.</summary>
    public HybridChatClient Client { get; }

    /// <summary>The rules of the next request.</summary>
    public HybridPolicy Policy { get; set; }

    /// <summary>Every request made with <see cref="AskAsync(IReadOnlyList{ChatMessage}, ChatOptions?, bool, CancellationToken)"/>, in order.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => [.. _requests];

    /// <summary>A target by its name.</summary>
    /// <param name="target">The name.</param>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    public ScriptedTarget this[string target] => Targets.FirstOrDefault(t => t.Name == target)
        ?? throw new ArgumentException($"There is no target '{target}'. There are: {string.Join(", ", Targets.Select(t => t.Name))}.", nameof(target));

    /// <summary>A device and a cloud target on a clock of their own.</summary>
    /// <param name="policy">The rules.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Disposing a scripted target only leaves a note.")]
    public static Simulation DeviceAndCloud(HybridPolicy? policy = null)
    {
        var time = new VirtualTime();
        return new([ScriptedTarget.OnDevice(time), ScriptedTarget.InCloud(time)], policy);
    }

    /// <summary>Asks one question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">The options.</param>
    /// <param name="streaming">Whether to stream the answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What happened, failures included.</returns>
    public Task<SimulatedRequest> AskAsync(
        string question, ChatOptions? options = null, bool streaming = true, CancellationToken cancellationToken = default) =>
        AskAsync([new ChatMessage(ChatRole.User, question)], options, streaming, cancellationToken);

    /// <summary>Makes one request.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="streaming">Whether to stream the answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What happened. Failures, cancellation included, are in <see cref="SimulatedRequest.Error"/>; nothing is thrown.</returns>
    public async Task<SimulatedRequest> AskAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options = null, bool streaming = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new SimulatedRequest(messages, options, streaming);
        _requests.Enqueue(request);
        await Time.RunAsync(() => RunAsync(request, cancellationToken)).ConfigureAwait(false);
        return request;
    }

    /// <summary>Disposes the client.</summary>
    public void Dispose() => Client.Dispose();

    private async Task RunAsync(SimulatedRequest request, CancellationToken cancellationToken)
    {
        var (messages, options) = (request.Messages, request.Options);
        _current.Value = request;
        try
        {
            if (request.Streaming)
            {
                await foreach (var update in Client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
                {
                    request.Add(update);
                }
            }
            else
            {
                request.Answered(await Client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is HybridAiException or OperationCanceledException or ArgumentException)
        {
            request.Error = e;
        }
    }

    private string NextId() => Interlocked.Increment(ref _ids).ToString("x16", CultureInfo.InvariantCulture);

    private sealed class Recorder(Simulation simulation) : IRouteObserver
    {
        public bool IsEnabled => true;

        public void Decided(RouteDecision decision)
        {
            if (simulation._current.Value is { } request)
            {
                request.Decision = decision;
                simulation._byDecision[decision.Id] = request;
            }
        }

        public void Refused(NoEligibleTargetException error)
        {
            // The caller gets it.
        }

        public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error)
        {
            if (simulation._byDecision.TryRemove(decision.Id, out var request))
            {
                request.Outcome = outcome;
            }
        }
    }
}
