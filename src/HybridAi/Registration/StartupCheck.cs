using Microsoft.Extensions.Hosting;

namespace HybridAi;

/// <summary>Builds the client when the host starts, so that wrong options stop the application and not its first request.</summary>
internal sealed class StartupCheck : IHostedService
{
    public StartupCheck(HybridChatClient client) => _ = client;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
