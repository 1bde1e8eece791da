using HybridAi;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the built-in model as a target.</summary>
public static class SmolLM2HybridChatClientBuilderExtensions
{
    /// <summary>
    /// Adds SmolLM2-135M-Instruct, the model that comes with the package, and what its own graded answers say of it: scores become the chance that
    /// its answer is wrong, with a threshold of their own, and doubtful drafts are handed on.
    /// </summary>
    /// <param name="builder">What <c>AddHybridChatClient</c> returned.</param>
    /// <param name="name">The target's name. Default "local".</param>
    /// <param name="configure">Changes the client's options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static IHybridChatClientBuilder AddSmolLM2(
        this IHybridChatClientBuilder builder,
        string name = "local",
        Func<GenAIChatClientOptions, GenAIChatClientOptions>? configure = null) =>
        builder.AddOnnxModel(name, SmolLM2Model.Default, configure).AddSmolLM2Heads();

    /// <summary>
    /// Adds what is known about SmolLM2-135M-Instruct without the target: for an application that adds the model itself, with a cache folder of its own for example.
    /// </summary>
    /// <param name="builder">What <c>AddHybridChatClient</c> returned.</param>
    /// <returns>The same builder.</returns>
    public static IHybridChatClientBuilder AddSmolLM2Heads(this IHybridChatClientBuilder builder) =>
        builder.AddProbeHeads(static _ => SmolLM2Model.Heads)
            .AddCalibration(static _ => SmolLM2Model.Calibration)
            .AddDraftHeads(static _ => SmolLM2Model.DraftHeads);
}
