using HybridAi.OpenAI;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>One target alone; off-device ones are behind the gate.</summary>
    public IChatClient Target(string name) => _services.GetRequiredKeyedService<IChatClient>(name);

    /// <summary>Puts the client together; other targets than the configured cloud may be handed in.</summary>
    public static CliHost Create(
        CliContext context, IConfigurationRoot configuration, Action<IHybridChatClientBuilder>? more = null)
    {
        var section = configuration.GetSection(CliConfiguration.SectionName);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        var builder = services.AddHybridChatClient(section);
        if (section[$"Targets:{Local}:Path"] is { Length: > 0 } model)
        {
            builder.AddOnnxModel(Local, PathOf(context, model));
        }
        else
        {
            builder.AddSmolLM2(Local);
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
    public async Task PrepareAsync(CliContext context, CancellationToken cancellationToken, bool refuseUnavailable = false)
    {
        var model = LocalClient.GetRequiredService<IModelAvailability>();
        if (model.Availability.State == ModelState.Unavailable && !refuseUnavailable)
        {
            // The router says so with the reason, and may have a cloud.
            return;
        }

        using var notice = new PreparationNotice(context, model);
        await model.PrepareAsync(cancellationToken);
    }

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
