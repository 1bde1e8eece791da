using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A target while it is in use: its client behind the gate, what it offers, and how it has been doing.</summary>
internal sealed class TargetState(Target target, IChatClient client, ITargetPipeline pipeline, TimeProvider time)
{
    private long _restUntil;
    private int _preparing;
    private long _firstTokenTicks;
    private int _running;
    private double _tokenScale = 1;
    private int _overflow = int.MaxValue;
    private readonly StartTimes _streams = new();
    private readonly StartTimes _answers = new();

    public string Name { get; } = target.Name;

    public TargetProfile Profile { get; } = target.Profile;

    /// <summary>The only way to the target: for off-device targets the egress gate.</summary>
    public IChatClient Client { get; } = client;

    public ITargetPipeline Pipeline { get; } = pipeline;

    /// <summary>Holds the target to its profile's limits, if it has some.</summary>
    public TargetLimiter? Limiter { get; } = target.Profile.Limits is { } limits ? new(target.Name, limits, time) : null;

    /// <summary>The last attempts.</summary>
    public RecentAttempts Recent { get; } = new();

    /// <summary>How long its streams, or its whole answers, took to begin.</summary>
    public StartTimes Starts(bool streaming) => streaming ? _streams : _answers;

    public IModelAvailability? Availability { get; } = target.Client.GetService<IModelAvailability>();

    public ITokenCounter? Counter { get; } = target.Client.GetService<ITokenCounter>();

    /// <summary>Reads its model's hidden state, if that can be done.</summary>
    public IPromptProbe? Probe { get; } = target.Profile.Location == Location.Device ? target.Client.GetService<IPromptProbe>() : null;

    /// <summary>Whether its model, if it has one to prepare, is there.</summary>
    public bool IsReady => Availability is null or { Availability.State: ModelState.Available };

    public bool IsOnDevice => Profile.Location == Location.Device;

    public SelectionCandidate Candidate => new(Name, Profile, FirstToken);

    /// <summary>Usual time to the first content: a moving average over about the last ten answers.</summary>
    public TimeSpan? FirstToken =>
        Volatile.Read(ref _firstTokenTicks) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>How long the target asked to be left alone, or its breaker says so.</summary>
    public TimeSpan? CoolingDown
    {
        get
        {
            var rest = Volatile.Read(ref _restUntil) - time.GetUtcNow().UtcTicks;
            return rest > 0 ? TimeSpan.FromTicks(rest) : Pipeline.CoolingDown;
        }
    }

    /// <summary>Notes how long the target took to its first content. Lost updates between threads do no harm.</summary>
    public void Note(TimeSpan firstToken)
    {
        var old = Volatile.Read(ref _firstTokenTicks);
        Volatile.Write(ref _firstTokenTicks, old == 0 ? Math.Max(1, firstToken.Ticks) : old + ((firstToken.Ticks - old) / 10));
    }

    /// <summary>Sets its usual time to the first content, for a replay.</summary>
    public void Recall(TimeSpan? firstToken) => Volatile.Write(ref _firstTokenTicks, firstToken?.Ticks ?? 0);

    /// <summary>Leaves the target alone for a while; bounded, so that a wrong header cannot switch it off for good.</summary>
    public void Rest(TimeSpan duration)
    {
        var bounded = duration < TimeSpan.FromMinutes(10) ? duration : TimeSpan.FromMinutes(10);
        Volatile.Write(ref _restUntil, time.GetUtcNow().UtcTicks + bounded.Ticks);
        Limiter?.Pause(bounded);
    }

    /// <summary>How many of the target's own tokens one estimated token is: learned from the usage it reports.</summary>
    public double TokenScale => Volatile.Read(ref _tokenScale);

    /// <summary>Estimated tokens that the target refused as too many although its profile did not say so.</summary>
    public int Overflow => Volatile.Read(ref _overflow);

    /// <summary>Learns from a usage report. Lost updates between threads do no harm.</summary>
    public void NoteTokens(int estimated, long counted)
    {
        // A few tokens of layout say nothing about text.
        if (estimated >= 64 && counted > 0)
        {
            var scale = Math.Clamp((double)counted / estimated, 0.25, 4);
            Volatile.Write(ref _tokenScale, TokenScale + ((scale - TokenScale) / 5));
            if (estimated >= Overflow)
            {
                Volatile.Write(ref _overflow, int.MaxValue);
            }
        }
    }

    /// <summary>The target refused a prompt as too long: neither it nor a longer one is sent again.</summary>
    public void NoteOverflow(int estimated) => Volatile.Write(ref _overflow, Math.Min(Overflow, estimated));

    /// <summary>An attempt is under way.</summary>
    public void Started()
    {
        Interlocked.Increment(ref _running);
        Telemetry.Running(Name, 1);
    }

    /// <summary>An attempt is over.</summary>
    public void Ended(AttemptResult result, TimeSpan? first)
    {
        Interlocked.Decrement(ref _running);
        Telemetry.Running(Name, -1);
        if (result is not (AttemptResult.Cancelled or AttemptResult.Outrun))
        {
            Recent.Add(result is AttemptResult.Failed or AttemptResult.Broken, first);
        }
    }

    public TargetHealth Health()
    {
        var model = Availability?.Availability.State;
        var (count, errors, median, most) = Recent.Read();
        var rest = CoolingDown;
        var window = Limiter?.Window;
        return new()
        {
            Target = Name,
            Location = Profile.Location,
            Available = rest is null && model is null or ModelState.Available,
            Model = model,
            CoolingDown = rest,
            Breaker = Pipeline.Breaker,
            Recent = count,
            ErrorRate = errors,
            FirstTokenMedian = median,
            FirstToken95 = most,
            Running = Volatile.Read(ref _running),
            Queued = Limiter?.Queued ?? 0,
            RequestsInMinute = window?.Requests,
            TokensInMinute = window?.Tokens,
            LimitFill = Limiter?.Fill,
        };
    }

    /// <summary>Lets a model be prepared while other targets answer; once at a time. How it ends is its availability's to tell.</summary>
    public void PrepareInBackground()
    {
        if (Availability is { Availability.State: ModelState.Preparing } model && Interlocked.Exchange(ref _preparing, 1) == 0)
        {
            _ = PrepareAsync(model);
        }
    }

    private async Task PrepareAsync(IModelAvailability model)
    {
        try
        {
            await model.PrepareAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HybridAiException or OperationCanceledException or ObjectDisposedException)
        {
            // The next request finds the model unavailable and says why.
        }
        finally
        {
            Volatile.Write(ref _preparing, 0);
        }
    }

    /// <summary>Cost of an answer by the profile's prices.</summary>
    public decimal Cost(long input, long cached, long output) =>
        (((input - cached) * Profile.InputPerMillion)
            + (cached * (Profile.CachedInputPerMillion ?? Profile.InputPerMillion))
            + (output * Profile.OutputPerMillion)) / 1_000_000m;
}
