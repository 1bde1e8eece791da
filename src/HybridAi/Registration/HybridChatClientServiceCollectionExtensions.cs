using HybridAi;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers HybridAi in an application.</summary>
public static class HybridChatClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="HybridChatClient"/> as the application's <see cref="IChatClient"/>, a singleton. Add targets to what it returns.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The section with HybridAi's options, for example <c>Configuration.GetSection("HybridAi")</c>.</param>
    /// <returns>A builder to which packages add targets.</returns>
    public static IHybridChatClientBuilder AddHybridChatClient(
        this IServiceCollection services, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(p => new ConversationStore(time: p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(p => new LearningHolder(p));
        services.TryAddSingleton(p => p.GetRequiredService<LearningHolder>().Learner);
        services.TryAddSingleton(p => HybridClientFactory.Policies(p, configuration));
        services.TryAddSingleton(p => new AuditHolder(p));
        services.TryAddSingleton(HybridClientFactory.Traffic);
        services.TryAddSingleton<ITrafficHealth>(p => p.GetRequiredService<TrafficWatch>());
        services.TryAddSingleton(p => new RecorderHolder(p));
        services.AddHostedService<StartupCheck>();
        services.TryAddSingleton(p => HybridClientFactory.Create(p));
        services.TryAddSingleton<IOutcomeFeedback>(p => p.GetRequiredService<HybridChatClient>());
        services.TryAddSingleton<IChatClient>(p => p.GetRequiredService<HybridChatClient>());
        return new HybridChatClientServiceBuilder(services, configuration);
    }

    private sealed record HybridChatClientServiceBuilder(IServiceCollection Services, IConfiguration? Configuration)
        : IHybridChatClientBuilder;
}
