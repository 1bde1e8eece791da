using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Remembers of a conversation which target answered last and what its masks stand for. Bounded and thread-safe.</summary>
internal sealed class ConversationStore(Func<string> nextNonce)
{
    // Surface forms per conversation: far more than a context window holds.
    private const int VaultCapacity = 10_000;

    private readonly BoundedMap<ConversationKey, Conversation> _conversations = new(20_000);

    /// <summary>The target that answered the turn before, or <see langword="null"/>.</summary>
    public string? Find(RequestSnapshot request) =>
        ConversationKey.Continued(request) is { } key && _conversations.TryGet(key, out var conversation) ? conversation.Target : null;

    /// <summary>The target that the conversation is held to, or <see langword="null"/>.</summary>
    public string? Forced(RequestSnapshot request) =>
        ConversationKey.Continued(request) is { } key && _conversations.TryGet(key, out var conversation) ? conversation.Forced : null;

    /// <param name="request">The request that was answered.</param>
    /// <param name="target">Who answered; <see langword="null"/> leaves who did before.</param>
    public void Remember(RequestSnapshot request, string? target)
    {
        var conversation = _conversations.GetOrAdd(ConversationKey.Of(request), static () => new());
        conversation.Target = target ?? conversation.Target;
        conversation.Forced = request.ForcedForConversation;
    }

    /// <summary>The conversation's vault, which is forgotten with the conversation; one for this request alone when it names none.</summary>
    public MaskVault Vault(ChatOptions? options)
    {
        if (options.ReadString(HybridKeys.ConversationKey) is not { } key)
        {
            return NewVault();
        }

        var name = new ConversationKey(options.ReadString(HybridKeys.Tenant), key, 0);
        return _conversations.GetOrAdd(name, static () => new()).Vault(NewVault);
    }

    /// <summary>A vault in which a mask is only tried.</summary>
    public static MaskVault Trial() => new(MaskVault.CreateNonce(0), VaultCapacity);

    private MaskVault NewVault() => new(nextNonce(), VaultCapacity);

    private sealed class Conversation
    {
        private volatile string? _target;
        private volatile string? _forced;
        private MaskVault? _vault;

        public string? Target
        {
            get => _target;
            set => _target = value;
        }

        public string? Forced
        {
            get => _forced;
            set => _forced = value;
        }

        public MaskVault Vault(Func<MaskVault> make) =>
            Volatile.Read(ref _vault) ?? Interlocked.CompareExchange(ref _vault, make(), null) ?? _vault!;
    }
}
