using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Stands for a target in decisions that nobody answers: replays and estimates. Asking it is a mistake of the caller.</summary>
internal sealed class NoClient : IChatClient
{
    public static readonly NoClient Instance = new();

    private NoClient()
    {
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nobody is asked here.");

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nobody is asked here.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
