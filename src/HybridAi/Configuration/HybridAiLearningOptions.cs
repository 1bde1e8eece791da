namespace HybridAi;

/// <summary>Learning from how answers of the device were received. See <see cref="LearningPolicy"/>.</summary>
public sealed class HybridAiLearningOptions
{
    /// <summary>Whether it learns at all. Default <see langword="false"/>.</summary>
    public bool Enabled { get; set; }

    /// <summary>File that keeps what was learned over restarts, counts without content; its folder exists. Read once, at start. Default none: in memory only.</summary>
    public string? Path { get; set; }

    /// <summary>By how much a score may be moved in either direction, in log-odds; 0 to 4. Default 2.</summary>
    public double MaxShift { get; set; } = 2;

    /// <summary>How many outcomes the score before learning counts for; 1 to 1000. Default 20.</summary>
    public int Pull { get; set; } = 20;

    /// <summary>Outcomes after which an earlier one counts about a third; 50 to 1000000. Default 1000.</summary>
    public int Memory { get; set; } = 1000;

    /// <summary>Weight of an answer that was not reported but asked for again; 0 to 0.5. Default 0.1.</summary>
    public double ReAskWeight { get; set; } = 0.1;

    /// <summary>How long after an answer the same question means that it was not good enough. Default 10 minutes.</summary>
    public TimeSpan ReAskWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Answers of the device that are remembered until they are reported; 1 to 1000000. Default 10000.</summary>
    public int MaxAnswers { get; set; } = 10_000;

    /// <summary>How long an answer may be reported. Default a day.</summary>
    public TimeSpan KeepAnswers { get; set; } = TimeSpan.FromDays(1);
}
