namespace HybridAi;

/// <summary>Remembers which target issued a provider's conversation id. Bounded and thread-safe.</summary>
internal sealed class ConversationOwners
{
    private readonly BoundedMap<string, string> _owners = new(10_000);

    public string? Find(string conversationId) => _owners.TryGet(conversationId, out var target) ? target : null;

    public void Remember(string conversationId, string target) => _owners.Set(conversationId, target);
}
