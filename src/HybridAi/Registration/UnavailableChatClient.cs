using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Stands in for a local model that does not work on this machine, so that the application starts and says why.</summary>
internal sealed class UnavailableChatClient(LocalModelException cause) : IChatClient, IModelAvailability
{
    public ModelAvailability Availability => new(ModelState.Unavailable, cause.Message);

    public bool IsBusy => false;

    public Task PrepareAsync(CancellationToken cancellationToken = default) => Task.FromException(Again());

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromException<ChatResponse>(Again());

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw Again();

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
    }

    private LocalModelException Again() => new(cause.Kind, cause.Message, cause);
}
