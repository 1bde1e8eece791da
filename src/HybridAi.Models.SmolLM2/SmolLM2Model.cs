using HybridAi.Import;
using HybridAi.OnnxRuntimeGenAI;

namespace HybridAi.Models.SmolLM2;

/// <summary>The model that comes with this package: SmolLM2-135M-Instruct, 4-bit, Apache-2.0.</summary>
/// <remarks>
/// Good for extraction, classification, short facts and trying things out; for chat use a model of a billion parameters or more.
/// </remarks>
public static class SmolLM2Model
{
    /// <summary>The model's name in responses and metadata. The file states a training run's name instead.</summary>
    public const string Name = "SmolLM2-135M-Instruct";

    /// <summary>Name of the file, in the folder "models" beside the application.</summary>
    public const string FileName = "SmolLM2-135M-Instruct.Q4_1.gguf";

    /// <summary>SHA-256 of the file.</summary>
    public const string Sha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

    /// <summary>Prompt and answer together, in tokens.</summary>
    public const int ContextWindow = 8192;

    /// <summary>The model beside the application; imported into the user's cache before its first use.</summary>
    public static OnnxModel Default { get; } = new()
    {
        Path = Path.Combine(AppContext.BaseDirectory, "models", FileName),
        Name = Name,
        Sha256 = Sha256,
        ContextWindow = ContextWindow,

        // Closer to the file's own weights than int8, and a quarter smaller; docs/decisions/0004-exact-default-model.md.
        Precision = ImportPrecision.Exact,
    };
}
