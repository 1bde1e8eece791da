namespace HybridAi;

/// <summary>Remembers which target answered a conversation last. Bounded, thread-safe, holds no text.</summary>
internal sealed class ConversationStore
{
    private readonly BoundedMap<ConversationKey, string> _targets = new(20_000);

    /// <summary>The target that answered the turn before, or <see langword="null"/>.</summary>
    public string? Find(RequestSnapshot request) =>
        ConversationKey.Continued(request) is { } key && _targets.TryGet(key, out var target) ? target : null;

    public void Remember(RequestSnapshot request, string target) => _targets.Set(ConversationKey.Of(request), target);
}
