using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A target while it is in use: its client behind the gate, what it offers, and how it has been doing.</summary>
internal sealed class TargetState(Target target, IChatClient client, ITargetPipeline pipeline, TimeProvider time)
{
    private long _restUntil;
    private long _firstTokenTicks;

    public string Name { get; } = target.Name;

    public TargetProfile Profile { get; } = target.Profile;

    /// <summary>The only way to the target: for off-device targets the egress gate.</summary>
    public IChatClient Client { get; } = client;

    public ITargetPipeline Pipeline { get; } = pipeline;

    public IModelAvailability? Availability { get; } = target.Client.GetService<IModelAvailability>();

    public ITokenCounter? Counter { get; } = target.Client.GetService<ITokenCounter>();

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

    /// <summary>Leaves the target alone for a while; bounded, so that a wrong header cannot switch it off for good.</summary>
    public void Rest(TimeSpan duration)
    {
        var bounded = duration < TimeSpan.FromMinutes(10) ? duration : TimeSpan.FromMinutes(10);
        Volatile.Write(ref _restUntil, time.GetUtcNow().UtcTicks + bounded.Ticks);
    }

    /// <summary>Cost of an answer by the profile's prices.</summary>
    public decimal Cost(long input, long cached, long output) =>
        (((input - cached) * Profile.InputPerMillion)
            + (cached * (Profile.CachedInputPerMillion ?? Profile.InputPerMillion))
            + (output * Profile.OutputPerMillion)) / 1_000_000m;
}
