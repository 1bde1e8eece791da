namespace HybridAi.Import;

/// <summary>How a model is imported. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>How weights are stored that have no exact symmetric form. Default <see cref="ImportPrecision.Auto"/>.</summary>
    public ImportPrecision Precision { get; init; } = ImportPrecision.Auto;
}
