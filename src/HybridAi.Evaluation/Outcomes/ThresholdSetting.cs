namespace HybridAi.Evaluation;

/// <summary>A named threshold: as high as it may be while the device's wrong answers stay rare among all answers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MostWrong">Most wrong answers of the device, as a share of all answers; the upper end of the 95 % interval has to be below it.</param>
public sealed record ThresholdSetting(string Name, double MostWrong)
{
    private const double Step = 0.01;

    /// <summary>Wrong answers of the device are at most 2.5 % of all answers.</summary>
    public static ThresholdSetting Quality { get; } = new("quality", 0.025);

    /// <summary>At most 5 %: 95 % of what an always right cloud does. The default.</summary>
    public static ThresholdSetting Balanced { get; } = new("balanced", 0.05);

    /// <summary>At most 10 %.</summary>
    public static ThresholdSetting Savings { get; } = new("savings", 0.1);

    /// <summary>All three.</summary>
    public static IReadOnlyList<ThresholdSetting> All { get; } = [Quality, Balanced, Savings];

    /// <summary>The threshold, in steps of 0.01; 0 when nothing may stay.</summary>
    /// <param name="outcomes">Scores by fits that know the families.</param>
    internal double Find(OutcomeScores outcomes)
    {
        var (rows, scores) = (outcomes.Rows, outcomes.Scores);
        double found = 0;
        for (int step = 1; step < 100; step++)
        {
            double threshold = step * Step, bound = ProbeHeads.LogOdds(threshold), wrong = 0;
            for (int i = 0; i < scores.Length; i++)
                if (scores[i].Routed(bound, HiddenStatePolicy.DefaultMargin).After < bound) wrong += 1 - rows[i].Mark;
            if (Interval.OfShare(wrong, scores.Length).High > MostWrong) break;
            found = threshold;
        }

        return Math.Round(found, 2);
    }
}
