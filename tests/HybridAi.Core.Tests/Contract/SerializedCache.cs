using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace HybridAi.Contract;

/// <summary>
/// Does what upstream's distributed-caching middleware does: a key made of the serialised messages and options, the answer stored as
/// JSON; a stream is put together, stored as one response and played back as updates. Not used when a conversation id is set.
/// </summary>
internal sealed class SerializedCache(IChatClient inner, Dictionary<string, byte[]>? store = null) : DelegatingChatClient(inner)
{
    private readonly Dictionary<string, byte[]> _stored = store ?? [];

    public int Hits { get; private set; }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var key = Key(messages, options);
        if (Read(key) is { } cached)
        {
            return cached;
        }

        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        Write(key, response);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var key = Key(messages, options);
        if (Read(key) is { } cached)
        {
            foreach (var update in cached.ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        List<ChatResponseUpdate> updates = [];
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            yield return update;
        }

        Write(key, updates.ToChatResponse());
    }

    private static string Key(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions) + JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions);

    private ChatResponse? Read(string key)
    {
        if (!_stored.TryGetValue(key, out var bytes))
        {
            return null;
        }

        Hits++;
        return JsonSerializer.Deserialize<ChatResponse>(bytes, AIJsonUtilities.DefaultOptions);
    }

    private void Write(string key, ChatResponse response) =>
        _stored[key] = JsonSerializer.SerializeToUtf8Bytes(response, AIJsonUtilities.DefaultOptions);
}
