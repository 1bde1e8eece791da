using HybridAi.Models.SmolLM2;
using HybridAi.OpenAI;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Cli.Infrastructure;

/// <summary>The same client that an application registers: the built-in model as "local", and "cloud" when one is configured.</summary>
internal sealed class CliHost : IAsyncDisposable
{
    public const string Local = "local";

    public const string Cloud = "cloud";

    private readonly ServiceProvider _services;

    private CliHost(ServiceProvider services, bool hasCloud)
    {
        _services = services;
        HasCloud = hasCloud;
    }

    /// <summary>Whether an off-device target is configured.</summary>
    public bool HasCloud { get; }

    public HybridChatClient Client => _services.GetRequiredService<HybridChatClient>();

    public GenAIChatClient LocalClient => _services.GetRequiredKeyedService<GenAIChatClient>(Local);

    /// <summary>The heads on hidden states that were added.</summary>
    public IEnumerable<ProbeHeads> Heads => _services.GetServices<ProbeHeads>();

    /// <summary>What came with the built-in model; null with another one.</summary>
    public RoutingCalibration? BuiltIn => _services.GetServices<RoutingCalibration>().LastOrDefault();

    /// <summary>One target alone; off-device ones are behind the gate.</summary>
    public IChatClient Target(string name) => _services.GetRequiredKeyedService<IChatClient>(name);

    /// <summary>Puts the client together; other targets than the configured cloud may be handed in.</summary>
    public static CliHost Create(
        CliContext context, IConfigurationRoot configuration, Action<IHybridChatClientBuilder>? more = null)
    {
        var section = configuration.GetSection(CliConfiguration.SectionName);
        if (section["Calibration"] is { Length: > 0 } calibration)
        {
            section["Calibration"] = context.PathOf(calibration);
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<ILogger<HybridChatClient>>(new LoadWarnings(context));
        if (!context.IsInputRedirected)
        {
            services.AddSingleton<IConsentProvider>(new ConsentPrompt(context));
        }

        var builder = services.AddHybridChatClient(section);
        var cache = Models.StoreVerbs.StoreOf(context).Root;
        if (section[$"Targets:{Local}:Path"] is { Length: > 0 } model)
        {
            builder.AddOnnxModel(Local, new OnnxModel { Path = PathOf(context, model), CacheFolder = cache }, o => WithProviders(o, section));
        }
        else
        {
            // What AddSmolLM2 adds, with the cache of this context.
            builder.AddOnnxModel(Local, SmolLM2Model.Default with { CacheFolder = cache }, o => WithProviders(o, section)).AddSmolLM2Heads();
        }

        var hasCloud = more is null && HasCloudTarget(configuration, section);
        if (hasCloud)
        {
            builder.AddOpenAI(Cloud);
        }

        more?.Invoke(builder);
        return new(services.BuildServiceProvider(), hasCloud || more is not null);
    }

    /// <summary>Makes the local model ready, with progress on standard error.</summary>
    /// <exception cref="LocalModelException">It cannot be made ready.</exception>
    public async Task PrepareAsync(CliContext context, CancellationToken cancellationToken)
    {
        var model = LocalClient.GetRequiredService<IModelAvailability>();
        using var notice = new PreparationNotice(context, model);
        await model.PrepareAsync(cancellationToken);
    }

    /// <summary>Makes the local model ready if that can be done; where there is a cloud, a model that is not is only mentioned.</summary>
    /// <exception cref="LocalModelException">It cannot be made ready, and nothing else can answer.</exception>
    public async Task TryPrepareAsync(CliContext context, CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(context, cancellationToken);
        }
        catch (LocalModelException exception) when (HasCloud)
        {
            await context.Error.WriteLineAsync("the local model is unavailable: " + exception.Message);
        }
    }

    private static GenAIChatClientOptions WithProviders(GenAIChatClientOptions options, IConfigurationSection section) => options with
    {
        Providers = [.. section.GetSection($"Targets:{Local}:Providers").GetChildren().Select(p => p.Value).OfType<string>()],
    };

    // A path as the user means it, or a name of 'model list'.
    private static string PathOf(CliContext context, string model)
    {
        var path = context.PathOf(model);
        return File.Exists(path) || Directory.Exists(path) || !Models.StoreVerbs.StoreOf(context).List().Contains(model)
            ? path : Models.StoreVerbs.StoreOf(context).Find(model);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static bool HasCloudTarget(IConfiguration configuration, IConfigurationSection section)
    {
        var cloud = section.GetSection($"Targets:{Cloud}");
        return cloud.Exists() || configuration[new OpenAITargetOptions().ApiKeyName!] is { Length: > 0 };
    }
}
