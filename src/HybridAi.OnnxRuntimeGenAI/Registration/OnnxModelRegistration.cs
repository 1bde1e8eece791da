using HybridAi;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds local models as targets.</summary>
public static class OnnxModelHybridChatClientBuilderExtensions
{
    /// <summary>Adds a local model: a folder for ONNX Runtime GenAI, or a GGUF file that is imported before its first use.</summary>
    /// <param name="builder">What <c>AddHybridChatClient</c> returned.</param>
    /// <param name="name">The target's name, for example "local".</param>
    /// <param name="folderOrGguf">The folder or file; a relative path is looked up from the application's folder.</param>
    /// <param name="configure">Changes the client's options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A name or path is empty.</exception>
    public static IHybridChatClientBuilder AddOnnxModel(
        this IHybridChatClientBuilder builder,
        string name,
        string folderOrGguf,
        Func<GenAIChatClientOptions, GenAIChatClientOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folderOrGguf);

        return builder.AddOnnxModel(name, new OnnxModel { Path = Path.GetFullPath(folderOrGguf, AppContext.BaseDirectory) }, configure);
    }

    /// <summary>Adds a local model.</summary>
    /// <param name="builder">What <c>AddHybridChatClient</c> returned.</param>
    /// <param name="name">The target's name, for example "local".</param>
    /// <param name="model">The model.</param>
    /// <param name="configure">Changes the client's options.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// In a hosted application the model is prepared and loaded in the background from the start on; without a host, with the first
    /// request that needs it. On a machine that cannot run it the application starts, and the target says why it is unavailable.
    /// </remarks>
    /// <exception cref="ArgumentException">A name or path is empty.</exception>
    public static IHybridChatClientBuilder AddOnnxModel(
        this IHybridChatClientBuilder builder,
        string name,
        OnnxModel model,
        Func<GenAIChatClientOptions, GenAIChatClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(model.Path);

        builder.Services.AddKeyedSingleton(name, (services, _) =>
        {
            var options = new GenAIChatClientOptions { TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System };
            return model.CreateClient(configure?.Invoke(options) ?? options);
        });
        builder.Services.AddSingleton<IHostedService>(services => new ModelWarmUp(
            services.GetRequiredKeyedService<GenAIChatClient>(name), name, services.GetService<ILoggerFactory>()));
        return builder.AddTarget(
            name,
            services => services.GetRequiredKeyedService<GenAIChatClient>(name),
            _ => TargetProfile.OnDevice(model.FindContextWindow(), GenAIChatClient.Capabilities));
    }
}
