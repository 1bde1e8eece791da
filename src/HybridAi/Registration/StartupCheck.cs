using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi;

/// <summary>
/// Builds the client when the host starts, so that wrong options stop the application and not its first request, and looks at what stands around it.
/// </summary>
internal sealed class StartupCheck : IHostedService
{
    public StartupCheck(HybridChatClient client, IServiceProvider services)
    {
        foreach (var own in services.GetServices<KeyedClient>())
        {
            _ = services.GetRequiredKeyedService<HybridChatClient>(own.Key);
        }

        if (Outer(services) is { } outer)
        {
            PipelineCheck.Around(outer, client, HybridClientFactory.Logger(services), services.GetService<ILoggerFactory>());
        }
    }

    // A pipeline that is scoped, or cannot be made yet, is looked at by nobody: a warning is not worth a start that fails.
    private static IChatClient? Outer(IServiceProvider services)
    {
        try
        {
            return services.GetService<IChatClient>();
        }
#pragma warning disable CA1031 // The application's own factory may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
