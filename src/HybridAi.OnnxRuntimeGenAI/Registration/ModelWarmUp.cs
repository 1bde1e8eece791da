using HybridAi;
using HybridAi.OnnxRuntimeGenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Prepares and loads a model in the background when the host starts, so that a first request need not wait for all of it.</summary>
internal sealed partial class ModelWarmUp(GenAIChatClient client, string target, ILoggerFactory? loggers) : IHostedService
{
    private readonly ILogger _logger = (ILogger?)loggers?.CreateLogger("HybridAi.OnnxRuntimeGenAI") ?? NullLogger.Instance;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = WarmUpAsync();
        return Task.CompletedTask;
    }

    // The client belongs to the container, which disposes it after the host has stopped.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WarmUpAsync()
    {
        try
        {
            await client.GetRequiredService<IModelAvailability>().PrepareAsync().ConfigureAwait(false);
            LogReady(target);
        }
        catch (LocalModelException exception)
        {
            LogUnavailable(target, exception.Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The application stopped before the model was ready.
        }
#pragma warning disable CA1031 // Nobody waits for this task: what it does not tell is lost. The target says the same when it is asked.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnavailable(target, exception.GetType().Name);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "The local model of target {Target} is ready.", EventName = "LocalModelReady")]
    private partial void LogReady(string target);

    [LoggerMessage(3002, LogLevel.Warning, "The local model of target {Target} is unavailable: {Reason}", EventName = "LocalModelUnavailable")]
    private partial void LogUnavailable(string target, string reason);
}
