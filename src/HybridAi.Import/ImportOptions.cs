namespace HybridAi.Import;

/// <summary>How a model is imported. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>How weights are stored that have no exact symmetric form. Default <see cref="ImportPrecision.Auto"/>.</summary>
    public ImportPrecision Precision { get; init; } = ImportPrecision.Auto;

    /// <summary>The kernels' accuracy level: 4 computes with 8-bit inputs, 0 in floats (slow; tests prove exactness with it).</summary>
    internal int AccuracyLevel { get; init; } = 4;
}
