using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A target that says its own name and remembers what it was sent.</summary>
internal sealed class EchoChatClient(string name) : IChatClient
{
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public Func<CancellationToken, Task>? Before { get; set; }

    public int Disposed { get; private set; }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        lock (Requests)
        {
            Requests.Add((messages.ToList(), options));
        }

        await (Before?.Invoke(cancellationToken) ?? Task.CompletedTask);
        yield return new(ChatRole.Assistant, name);
        yield return new(ChatRole.Assistant, "!");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => Disposed++;
}
