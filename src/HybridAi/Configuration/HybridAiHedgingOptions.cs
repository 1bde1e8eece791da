namespace HybridAi;

/// <summary>Hedging: a second off-device target beside one that takes long to begin. See <see cref="HedgingPolicy"/>.</summary>
public sealed class HybridAiHedgingOptions
{
    /// <summary>Whether it is done at all. Default <see langword="false"/>.</summary>
    public bool Enabled { get; set; }

    /// <summary>Share of a target's answers that had begun by the time the second one is started; 0.5 to 0.999. Default 0.95.</summary>
    public double Quantile { get; set; } = 0.95;

    /// <summary>Answers of a target that must have been seen before; 1 to 128. Default 20.</summary>
    public int MinObservations { get; set; } = 20;

    /// <summary>Shortest wait before a second target is started. Default 100 milliseconds.</summary>
    public TimeSpan MinDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Largest share of the requests that get a second target; 0 to 1. Default 0.05.</summary>
    public double MaxShare { get; set; } = 0.05;

    /// <summary>Money that second targets may cost in a day (UTC); not negative. Default: the budgets alone count.</summary>
    public decimal? MoneyPerDay { get; set; }
}
