using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Names a conversation: by the application's key, else by what was said before.</summary>
/// <remarks>
/// The history's hash is keyed per process (that of strings) and never leaves memory. Should two histories share one, a conversation
/// stays with the wrong target for a turn; nothing else depends on it.
/// </remarks>
internal readonly record struct ConversationKey(string? Tenant, string? Key, ulong History)
{
    /// <summary>The conversation that a request continues, or <see langword="null"/> for a new one.</summary>
    public static ConversationKey? Continued(RequestSnapshot request)
    {
        if (request.ConversationKey is { } key)
        {
            return new(request.Tenant, key, 0);
        }

        var answer = Array.FindLastIndex(request.Messages, m => m.Role == ChatRole.Assistant);
        // A conversation may open with a greeting of the assistant: nobody answered anything before that.
        return answer <= 0 ? null : new(request.Tenant, null, Hash(request.Messages.AsSpan(0, answer)));
    }

    /// <summary>Under which name the next request will ask for this one.</summary>
    public static ConversationKey Of(RequestSnapshot request) => request.ConversationKey is { } key
        ? new(request.Tenant, key, 0)
        : new(request.Tenant, null, Hash(request.Messages));

    /// <summary>The conversation that options name, or <see langword="null"/>.</summary>
    public static ConversationKey? Named(ChatOptions? options) => options.ReadString(HybridKeys.ConversationKey) is { } key
        ? new(options.ReadString(HybridKeys.Tenant), key, 0)
        : null;

    private static ulong Hash(ReadOnlySpan<ChatMessage> messages)
    {
        var hash = 14695981039346656037UL;
        foreach (var message in messages)
        {
            hash = Mix(hash, (uint)message.Role.GetHashCode());
            foreach (var content in message.Contents.Each())
            {
                hash = Mix(hash, content switch
                {
                    TextContent { Text: { } text } => (uint)text.GetHashCode(StringComparison.Ordinal) | ((ulong)text.Length << 32),
                    FunctionCallContent call => (uint)call.CallId.GetHashCode(StringComparison.Ordinal),
                    FunctionResultContent result => (uint)result.CallId.GetHashCode(StringComparison.Ordinal),
                    _ => 1,
                });
            }
        }

        return hash;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }
}
