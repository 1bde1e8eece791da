using HybridAi;
using HybridAi.Models.SmolLM2;
using HybridAi.OnnxRuntimeGenAI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the built-in model as a target.</summary>
public static class SmolLM2HybridChatClientBuilderExtensions
{
    /// <summary>Adds SmolLM2-135M-Instruct, the model that comes with the package.</summary>
    /// <param name="builder">What <c>AddHybridChatClient</c> returned.</param>
    /// <param name="name">The target's name. Default "local".</param>
    /// <param name="configure">Changes the client's options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static IHybridChatClientBuilder AddSmolLM2(
        this IHybridChatClientBuilder builder,
        string name = "local",
        Func<GenAIChatClientOptions, GenAIChatClientOptions>? configure = null) =>
        builder.AddOnnxModel(name, SmolLM2Model.Default, configure).AddProbeHeads(static _ => SmolLM2Model.Heads);
}
