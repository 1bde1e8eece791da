namespace HybridAi;

/// <summary>
/// Starts a second off-device target when the first has not begun to answer after a time it usually keeps; the one that begins first answers, the other is cancelled.
/// Immutable.
/// </summary>
/// <remarks>
/// Costs money twice and shows the request to a second target, so it is off by default. Never inside a tool loop, never where consent is asked, and never to a
/// target that may not see the request: both copies go through the gate.
/// </remarks>
public sealed record HedgingPolicy
{
    /// <summary>Whether it is done at all. Default <see langword="false"/>.</summary>
    public bool Enabled { get; init; }

    /// <summary>
    /// Share in 0.5..0.999 of a target's last 128 answers that had begun by the time the second target is started; streams and whole answers count apart, a whole answer
    /// begins when it is there. Default 0.95.
    /// </summary>
    public double Quantile { get; init; } = 0.95;

    /// <summary>Answers of a target that must have been seen before it is hedged, 1 to 128. Default 20.</summary>
    public int MinObservations { get; init; } = 20;

    /// <summary>Shortest wait before a second target is started, however fast the first usually is. Default 100 milliseconds.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Largest share of the requests in 0..1 that get a second target. What quiet times leave unused is kept for at most ten requests. Default 0.05.</summary>
    public double MaxShare { get; init; } = 0.05;

    /// <summary>
    /// Money that second targets may cost in a day (UTC), in the currency of the profiles' prices; all budgets count as well. Default <see langword="null"/>: those alone.
    /// </summary>
    public decimal? MoneyPerDay { get; init; }
}
