using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// What is remembered of conversations: which target answered last, what masks stand for, whether something in it had to stay, what was consented to. In
/// memory, bounded, thread-safe. Clients that share one treat a conversation as the same conversation.
/// </summary>
public sealed class ConversationStore
{
    private readonly BoundedMap<ConversationKey, Conversation> _conversations = new(20_000);

    // Apart from the rest: a conversation that is forgotten because others are busy must not be free because of it.
    private readonly BoundedMap<ConversationKey, PinState> _pins = new(100_000);
    private readonly InheritedLabels _inherited = new();
    private readonly ConsentBook _consents = new();

    /// <summary>Creates an empty store.</summary>
    /// <param name="nextNonce">Draws the nonce of each vault, see <see cref="MaskVault.CreateNonce"/>. Default from the system's generator.</param>
    /// <param name="time">The clock. Default the system's.</param>
    public ConversationStore(Func<string>? nextNonce = null, TimeProvider? time = null) =>
        Vaults = new(nextNonce ?? HybridChatClientParts.RandomNonce, time ?? TimeProvider.System);

    internal VaultShelf Vaults { get; }

    /// <summary>The target that answered the turn before, or <see langword="null"/>.</summary>
    internal string? Find(RequestSnapshot request) =>
        ConversationKey.Continued(request) is { } key && _conversations.TryGet(key, out var conversation) ? conversation.Target : null;

    /// <summary>The target that the conversation is held to, or <see langword="null"/>.</summary>
    internal string? Forced(RequestSnapshot request) =>
        ConversationKey.Continued(request) is { } key && _conversations.TryGet(key, out var conversation) ? conversation.Forced : null;

    /// <summary>Remembers a turn.</summary>
    /// <param name="request">The request that was answered.</param>
    /// <param name="target">Who answered; <see langword="null"/> leaves who did before.</param>
    internal void Remember(RequestSnapshot request, string? target)
    {
        var conversation = _conversations.GetOrAdd(ConversationKey.Of(request), static () => new());
        conversation.Target = target ?? conversation.Target;
        conversation.Forced = request.ForcedForConversation;
    }

    /// <summary>
    /// Takes what is remembered of the last answer that this request follows, and whether it asks for that answer again: the same question, or the same history
    /// without the answer. Without a conversation key a first question is only the same one if the same named user asks it.
    /// </summary>
    internal (LastAnswer? Answer, bool Again) TakeLast(RequestSnapshot request, ulong question, ulong user)
    {
        if (_conversations.TryGet(ConversationKey.Of(request), out var same) && same.LastAnswer is { } last && last.User == user
            && (request.ConversationKey is not null || user != 0 || ConversationKey.Continued(request) is not null))
        {
            return same.Take() is { } taken ? (taken, taken.Question == question) : default;
        }

        return ConversationKey.Continued(request) is { } key && _conversations.TryGet(key, out var before) && before.Take() is { } followed
            ? (followed, followed.Question == question) : default;
    }

    /// <summary>Remembers the answer to a request, in a conversation that is known already.</summary>
    internal void NoteLast(RequestSnapshot request, LastAnswer answer)
    {
        if (_conversations.TryGet(ConversationKey.Of(request), out var conversation))
        {
            conversation.LastAnswer = answer;
        }
    }

    /// <summary>The conversation's vault; one for this request alone when it names none.</summary>
    internal MaskVault Vault(ChatOptions? options, VaultLimits limits) =>
        ConversationKey.Named(options) is { } name ? Vaults.Take(name, limits) : Vaults.New(limits);

    /// <summary>Whether a value that was masked in the conversation stands in a request, however little the request says about it.</summary>
    internal bool Knows(ChatOptions? original, IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        ConversationKey.Named(original) is { } name && Vaults.Find(name) is { HasKnown: true } vault
        && RequestParts.Of(messages, options).Texts.Exists(vault.Holds);

    /// <summary>Whether a named conversation has values that must be masked wherever they turn up.</summary>
    internal bool HasValues(ChatOptions? options) => ConversationKey.Named(options) is { } name && Vaults.Find(name) is { HasKnown: true };

    /// <summary>Counts what the conversation's vault holds after masking.</summary>
    internal void Weigh(ChatOptions? options, VaultLimits limits)
    {
        if (ConversationKey.Named(options) is { } name)
        {
            Vaults.Weigh(name, limits);
        }
    }

    /// <summary>A vault in which a mask is only tried.</summary>
    internal static MaskVault Trial(VaultLimits limits) => new(MaskVault.CreateNonce(0), limits.MaxValues);

    /// <summary>What a request inherits from the conversation it belongs to and from the answers it brings along.</summary>
    internal Ceiling Inherited(RequestSnapshot request)
    {
        var ceiling = _inherited.Of(request.Tenant, request.Messages);
        return !request.ReleasesConversation && ConversationKey.Continued(request) is { } key ? ceiling.And(PinOf(key)) : ceiling;
    }

    /// <inheritdoc cref="Inherited(RequestSnapshot)"/>
    internal Ceiling Inherited(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var ceiling = _inherited.Of(options.ReadString(HybridKeys.Tenant), messages);
        return !options.ReadFlag(HybridKeys.Release) && ConversationKey.Named(options) is { } key ? ceiling.And(PinOf(key)) : ceiling;
    }

    /// <summary>The conversation carried what must stay: so does what follows, until it is released.</summary>
    internal void Pin(RequestSnapshot request, Ceiling ceiling)
    {
        var key = ConversationKey.Of(request);
        if (request.ReleasesConversation && _pins.TryGet(key, out var released))
        {
            released.Reset();
        }

        if (ceiling.IsNone)
        {
            return;
        }

        _pins.GetOrAdd(key, static () => new()).Add(ceiling);
        foreach (var result in NewResults(request))
        {
            RememberAnswer(request, InheritedLabels.TextOf(result), ceiling);
        }
    }

    /// <summary>The results of tools in a request of which nothing has to stay.</summary>
    internal void MetResults(RequestSnapshot request)
    {
        foreach (var result in NewResults(request))
        {
            if (InheritedLabels.TextOf(result) is { } text)
            {
                _inherited.Met(request.Tenant, text, given: null);
            }
        }
    }

    /// <summary>A text that was made from a request of which nothing has to stay.</summary>
    internal void MetAnswer(RequestSnapshot request, string? text)
    {
        if (text is not null)
        {
            _inherited.Met(request.Tenant, text, request.Messages);
        }
    }

    private static IEnumerable<FunctionResultContent> NewResults(RequestSnapshot request) =>
        request.Messages.Skip(Array.FindLastIndex(request.Messages, m => m.Role == ChatRole.Assistant) + 1)
            .SelectMany(m => m.Contents).OfType<FunctionResultContent>();

    /// <summary>A text that was made from what must stay.</summary>
    internal void RememberAnswer(RequestSnapshot request, string? text, Ceiling ceiling)
    {
        if (text is not null && !ceiling.IsNone)
        {
            _inherited.Remember(request.Tenant, text, ceiling);
        }
    }

    /// <summary>Whether a named conversation has answered a question for consent with never.</summary>
    internal bool HasRefused(ChatOptions? options) => ConversationKey.Named(options) is { } key && _consents.HasRefused(key);

    /// <summary>Whether a named conversation has consented to labels towards a target.</summary>
    internal bool HasConsented(ChatOptions? options, string target, IReadOnlyList<TreatedLabel> labels) =>
        ConversationKey.Named(options) is { } key && _consents.Covers(key, target, labels);

    /// <summary>Notes an answer that holds for a named conversation.</summary>
    internal void Note(ChatOptions? options, string target, IReadOnlyList<TreatedLabel> labels, ConsentAnswer answer)
    {
        if (ConversationKey.Named(options) is { } key)
        {
            _consents.Note(key, target, labels, answer);
        }
    }

    private Ceiling PinOf(ConversationKey key) => _pins.TryGet(key, out var pin) ? pin.Value : Ceiling.None;

    private sealed class Conversation
    {
        private volatile string? _target;
        private volatile string? _forced;
        private LastAnswer? _lastAnswer;

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

        public LastAnswer? LastAnswer
        {
            get => Volatile.Read(ref _lastAnswer);
            set => Volatile.Write(ref _lastAnswer, value);
        }

        public LastAnswer? Take() => Interlocked.Exchange(ref _lastAnswer, null);
    }
}
