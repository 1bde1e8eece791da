namespace HybridAi.Evaluation;

/// <summary>How heads are trained. The defaults are what ships; they were chosen on the shared dev rows.</summary>
public sealed record HeadTrainingOptions
{
    /// <summary>
    /// Inverse strengths of the ridge (the usual C, for features scaled by 0.1), the preferred first: the first one whose mean exact area on
    /// dev is within <see cref="DevTolerance"/> of the best is taken.
    /// </summary>
    public IReadOnlyList<double> Strengths { get; init; } = [0.03, 0.1, 0.3, 1];

    /// <summary>Weights of tier 0, in standard deviations of the head's log-odds, the preferred first; chosen like <see cref="Strengths"/>.</summary>
    public IReadOnlyList<double> LexicalWeights { get; init; } = [0.5, 0.3, 0.75, 0.15, 1, 0];

    /// <summary>Differences on dev that are taken for noise; a tenth of the interval's width.</summary>
    public double DevTolerance { get; init; } = 0.002;

    /// <summary>Each source weighs as if it had the square root of rows times this.</summary>
    public double SourceRows { get; init; } = 3000;

    /// <summary>Folds of the calibration.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Most steps of the optimiser.</summary>
    public int Iterations { get; init; } = 150;
}
