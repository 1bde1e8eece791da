namespace HybridAi.Evaluation;

/// <summary>The result of an evaluation.</summary>
/// <param name="Title">What was scored.</param>
/// <param name="Groups">One entry a group, by name.</param>
/// <param name="MeanApgr">Mean of the groups' exact APGR: every group counts the same.</param>
/// <param name="MeanApgrInterval">Its 95 % bootstrap interval, when asked for.</param>
/// <param name="MeanWordCountApgr">The same mean for the number of words.</param>
/// <param name="Skipped">Groups without figures, and why.</param>
public sealed record EvaluationReport(
    string Title,
    IReadOnlyList<GroupEvaluation> Groups,
    double MeanApgr,
    Interval? MeanApgrInterval,
    double MeanWordCountApgr,
    IReadOnlyList<SkippedGroup> Skipped)
{
    /// <summary>Scores whose id no row has: they count nowhere.</summary>
    public int ScoresWithoutRow { get; init; }
}

/// <summary>The figures of one group.</summary>
/// <param name="Name">The group.</param>
/// <param name="Metrics">RouteLLM's figures and the exact ones.</param>
/// <param name="ApgrInterval">95 % bootstrap interval of the exact APGR, when asked for.</param>
/// <param name="Random">Ten random routers, averaged.</param>
/// <param name="WordCount">The number of words as the score.</param>
/// <param name="Auroc">AUROC for "the strong model does better"; NaN if it always or never does.</param>
/// <param name="Reliability">Predicted probability against clipped gain; empty when scores are not all within 0 and 1.</param>
/// <param name="CalibrationError">ECE over the reliability bins, or NaN.</param>
/// <param name="Brier">Brier score against clipped gain, or NaN.</param>
/// <param name="TokenShare50">Share of the estimated prompt tokens, in percent, that leaves when half of the gap is recovered.</param>
/// <param name="TokenShare80">The same for 80 %.</param>
/// <param name="Curve">Share of strong calls against share of the gap recovered, both 0 to 1; at most 201 points.</param>
public sealed record GroupEvaluation(
    string Name,
    RouterMetrics Metrics,
    Interval? ApgrInterval,
    RouterMetrics Random,
    RouterMetrics WordCount,
    double Auroc,
    IReadOnlyList<ReliabilityBin> Reliability,
    double CalibrationError,
    double Brier,
    double TokenShare50,
    double TokenShare80,
    IReadOnlyList<CurvePoint> Curve);

/// <summary>A point of a quality-cost curve.</summary>
/// <param name="StrongShare">Share of strong calls.</param>
/// <param name="Recovered">Share of the gap recovered.</param>
public readonly record struct CurvePoint(double StrongShare, double Recovered);

/// <summary>A group that has no figures.</summary>
/// <param name="Name">The group.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedGroup(string Name, string Reason);
