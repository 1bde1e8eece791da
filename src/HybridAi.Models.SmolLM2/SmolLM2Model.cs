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

    private static readonly Lazy<ProbeHeads> LazyHeads = new(static () => ProbeHeads.Read(Resource("tier1.bin")));
    private static readonly Lazy<RoutingCalibration> LazyCalibration = new(static () => RoutingCalibration.Read(Resource("calibration.json")));
    private static readonly Lazy<DraftHeads> LazyDraftHeads = new(static () => DraftHeads.Read(Resource("draft.json")));

    /// <summary>
    /// The head for need in general on this model's hidden state (tier 1), for the precision of <see cref="Default"/>; embedded, read on first use.
    /// What it learned from and how good it is: MODEL-CARD.md beside it in the repository.
    /// </summary>
    public static ProbeHeads Heads => LazyHeads.Value;

    /// <summary>
    /// What this model's own graded answers taught (tiers 0 and 1), and the default threshold "balanced": a score is the chance that this model's
    /// answer is wrong. Embedded, read on first use; how good it is: docs/reference/routing-evaluation.md.
    /// </summary>
    public static RoutingCalibration Calibration => LazyCalibration.Value;

    /// <summary>How doubtful drafts of this model look (tier 2). Embedded, read on first use.</summary>
    public static DraftHeads DraftHeads => LazyDraftHeads.Value;

    /// <summary>The model beside the application; imported into the user's cache before its first use.</summary>
    public static OnnxModel Default { get; } = new()
    {
        Path = Path.Combine(AppContext.BaseDirectory, "models", FileName),
        Name = Name,
        Sha256 = Sha256,
        ContextWindow = ContextWindow,

        // Closer to the file's own weights than int8, and a quarter smaller; docs/decisions/0004-exact-default-model.md.
        Precision = ImportPrecision.Exact,

        // "Summarize: The meeting was moved ...": clear margins (2.15 logits at least), so that no right provider flips one.
        Golden = new(
            [1, 9690, 198, 2683, 359, 253, 5356, 5646, 11173, 3365, 3511, 308, 34519, 28, 7018, 411, 407, 19712,
                8182, 2, 198, 1, 4093, 198, 13764, 3298, 836, 42, 378, 4751, 436, 4935, 429, 14801, 288, 14963, 975,
                260, 5688, 856, 441, 6143, 30, 14607, 6454, 288, 2635, 8044, 5090, 30, 2, 198, 1, 520, 9531, 198],
            [504, 4751, 436, 4935]),
    };

    private static byte[] Resource(string name)
    {
        using var stream = typeof(SmolLM2Model).Assembly.GetManifestResourceStream("HybridAi.Models.SmolLM2." + name)
            ?? throw new InvalidDataException($"The embedded file {name} is missing from the assembly.");
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
