using System.Collections.Concurrent;

namespace HybridAi;

/// <summary>Remembers which target issued a provider's conversation id. Bounded: the oldest are forgotten first. Thread-safe.</summary>
internal sealed class ConversationOwners(int capacity = 10_000)
{
    private readonly ConcurrentDictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _age = new();

    public string? Find(string conversationId) => _owners.GetValueOrDefault(conversationId);

    public void Remember(string conversationId, string target)
    {
        if (_owners.TryAdd(conversationId, target))
        {
            _age.Enqueue(conversationId);
            while (_owners.Count > capacity && _age.TryDequeue(out var oldest))
            {
                _owners.TryRemove(oldest, out _);
            }
        }
    }
}
