namespace HybridAi.Import;

/// <summary>How far an import is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">Part of the whole work that is done, 0 to 1; never falls.</param>
public readonly record struct ImportProgress(ImportStage Stage, double Fraction);

/// <summary>Steps of an import, in order.</summary>
public enum ImportStage
{
    /// <summary>The source is read and hashed.</summary>
    Reading = 0,

    /// <summary>Weights are converted and written.</summary>
    Converting = 1,

    /// <summary>The written files are hashed, and the folder is put in place.</summary>
    Finishing = 2,
}
