namespace HybridAi;

/// <summary>Learning from how answers of the device were received, see <see cref="IOutcomeFeedback"/>. Immutable.</summary>
/// <remarks>
/// What is learned moves the score of a request before it is held against the threshold, where it could go either way and privacy has taken no target from
/// it, and nothing else: which targets may answer, pins, rules, conversations and budgets are as without it. Kept in memory: scores, kinds of task and verdicts; of a conversation's last question a hash.
/// </remarks>
public sealed record LearningPolicy
{
    /// <summary>Whether it learns at all. Default <see langword="false"/>: then nothing is kept.</summary>
    public bool Enabled { get; init; }

    /// <summary>By how much a score may be moved in either direction, in log-odds, 0 to 4. Default 2: from 0.30 to at most 0.76 and at least 0.05.</summary>
    public double MaxShift { get; init; } = 2;

    /// <summary>How many outcomes the score before learning counts for, 1 to 1,000. Default 20. More learns slower and is misled less.</summary>
    public int Pull { get; init; } = 20;

    /// <summary>Outcomes after which an earlier one counts about a third, 50 to 1,000,000. Default 1,000.</summary>
    public int Memory { get; init; } = 1000;

    /// <summary>
    /// Weight in 0..0.5 of an answer that was not reported but asked for again in the same conversation: it counts as bad. One after which the
    /// conversation went on has the same weight and confirms the score. Default 0.1; 0 looks at reports alone.
    /// </summary>
    public double ReAskWeight { get; init; } = 0.1;

    /// <summary>How long after an answer the same question means that it was not good enough. Default 10 minutes.</summary>
    public TimeSpan ReAskWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Answers of the device that are remembered until they are reported, 1 to 1,000,000; the oldest are forgotten. Default 10,000.</summary>
    public int MaxAnswers { get; init; } = 10_000;

    /// <summary>How long an answer may be reported. Default a day.</summary>
    public TimeSpan KeepAnswers { get; init; } = TimeSpan.FromDays(1);
}
