namespace HybridAi.Import;

/// <summary>How a model is imported. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>How weights are stored that have no exact symmetric form. Default <see cref="ImportPrecision.Auto"/>.</summary>
    public ImportPrecision Precision { get; init; } = ImportPrecision.Auto;

    /// <summary>
    /// Leaves out everything behind the extra output with the hidden state: about twice as fast to read states with, and without answers.
    /// Default <see langword="false"/>.
    /// </summary>
    public bool ProbeOnly { get; init; }

    /// <summary>The kernels' accuracy level: 4 computes with 8-bit inputs, 0 in floats (slow; tests prove exactness with it).</summary>
    internal int AccuracyLevel { get; init; } = 4;
}
