using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>A target made of callbacks; remembers what it was asked. Without a whole-answer callback the stream is aggregated.</summary>
internal sealed class ScriptedChatClient : IChatClient
{
    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Stream { get; set; } =
        (_, _, _) => Words("ok");

    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>>? Whole { get; set; }

    public Dictionary<Type, object> Services { get; } = [];

    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public int Disposed { get; private set; }

    public CancellationToken LastToken { get; private set; }

    public static ScriptedChatClient Says(params string[] words) => new() { Stream = (_, _, _) => Words(words) };

    public static ScriptedChatClient Fails(Exception exception, params string[] after) =>
        new() { Stream = (_, _, token) => Words(after, exception, token) };

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        lock (Requests)
        {
            Requests.Add((list, options));
        }

        LastToken = cancellationToken;
        return Whole?.Invoke(list, options, cancellationToken)
            ?? Stream(list, options, cancellationToken).ToChatResponseAsync(cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        lock (Requests)
        {
            Requests.Add((list, options));
        }

        LastToken = cancellationToken;
        return Stream(list, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        Services.TryGetValue(serviceType, out var service) ? service
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => Disposed++;

    public static IAsyncEnumerable<ChatResponseUpdate> Words(params string[] words) => Words(words, null);

    public static async IAsyncEnumerable<ChatResponseUpdate> Words(
        string[] words, Exception? end, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var word in words)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(ChatRole.Assistant, word) { ResponseId = "leg-response", MessageId = "leg-message", ModelId = "leg-model" };
        }

        if (end is not null)
        {
            throw end;
        }
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> Updates(params ChatResponseUpdate[] updates)
    {
        await Task.Yield();
        foreach (var update in updates)
        {
            yield return update;
        }
    }

    /// <summary>Sends some words, then nothing until it is cancelled.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Hangs(
        string[] words, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var word in words)
        {
            yield return new(ChatRole.Assistant, word);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
