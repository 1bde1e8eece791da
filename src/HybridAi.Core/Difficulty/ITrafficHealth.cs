namespace HybridAi;

/// <summary>Tells whether the traffic is still of the kind it was; registered in the container.</summary>
public interface ITrafficHealth
{
    /// <summary>A snapshot. Cheap.</summary>
    /// <returns>How the traffic compares.</returns>
    TrafficHealth GetTraffic();
}

/// <summary>How the traffic compares with what it was. Data without content.</summary>
public sealed record TrafficHealth
{
    /// <summary>Whether it is watched: not while it is switched off, nor while the usual traffic is being learned.</summary>
    public required bool Watching { get; init; }

    /// <summary>Requests that were learned from or compared since the start or the last alarm.</summary>
    public required long Seen { get; init; }

    /// <summary>Evidence that the kind of traffic has changed, 0 to 1; 1 raises the alarm.</summary>
    public required double Evidence { get; init; }

    /// <summary>Alarms since the start.</summary>
    public required int Alarms { get; init; }

    /// <summary>When the last alarm was raised; <see langword="null"/> when there was none.</summary>
    public DateTimeOffset? LastAlarm { get; init; }
}
