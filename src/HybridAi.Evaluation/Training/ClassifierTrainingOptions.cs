namespace HybridAi.Evaluation;

/// <summary>How a tier-0 classifier is trained. The defaults are what ships; they were chosen on the shared dev rows.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>log2 of the number of n-gram buckets, 6 to 18.</summary>
    public int BucketBits { get; init; } = 15;

    /// <summary>Rows that must hold an n-gram before it gets a bucket.</summary>
    public int MinRows { get; init; } = 3;

    /// <summary>log2 of the slots for misspellings, 0 to 18.</summary>
    public int TypoBits { get; init; } = 17;

    /// <summary>Rows that must hold a word before misspelt words are corrected to it.</summary>
    public int MinWordRows { get; init; } = 6;

    /// <summary>Ridge penalty of the n-gram weights.</summary>
    public double BucketRidge { get; init; } = 2;

    /// <summary>Ridge penalty of the structural weights.</summary>
    public double StructureRidge { get; init; } = 4;

    /// <summary>
    /// Weights of the maths head, in standard deviations of the pair head, the preferred first: the first one whose mean exact area on dev
    /// is within <see cref="DevTolerance"/> of the best is taken; the very first without dev rows.
    /// </summary>
    public IReadOnlyList<double> MathsWeights { get; init; } = [0.4, 0.3, 0.5, 0.2, 0];

    /// <summary>Differences on dev that are taken for noise; a tenth of the interval's width.</summary>
    public double DevTolerance { get; init; } = 0.002;

    /// <summary>n-gram sums are divided by (number + <see cref="LengthOffset"/>) to this power.</summary>
    public double LengthPower { get; init; } = 0.5;

    /// <summary>See <see cref="LengthPower"/>.</summary>
    public double LengthOffset { get; init; } = 4;

    /// <summary>Each source weighs as if it had the square root of rows times this.</summary>
    public double SourceRows { get; init; } = 3000;

    /// <summary>Whether rows whose licence forbids shipping may train too: for measurements only.</summary>
    public bool AllowUnshippable { get; init; }

    /// <summary>Folds of the calibration.</summary>
    public int Folds { get; init; } = 5;
}
