using HybridAi.Privacy;

namespace HybridAi;

/// <summary>Asks the person, or whoever decides for them, whether content may leave the device that policy lets leave only with consent.</summary>
/// <remarks>Asked only after an off-device target was chosen, before anything is sent, and within the policy's deadline. Must be thread-safe.</remarks>
public interface IConsentProvider
{
    /// <summary>Shows what would leave and returns the answer. Throwing anything but a cancellation counts as <see cref="ConsentAnswer.Never"/>.</summary>
    /// <param name="request">What would leave, and to whom.</param>
    /// <param name="cancellationToken">Ends with the caller's token or the deadline.</param>
    ValueTask<ConsentAnswer> AskAsync(ConsentRequest request, CancellationToken cancellationToken);
}

/// <summary>What was answered to a question for consent.</summary>
public enum ConsentAnswer
{
    /// <summary>No. Within a named conversation nobody is asked again.</summary>
    Never = 0,

    /// <summary>Exactly this content, to this target, now.</summary>
    Once = 1,

    /// <summary>Content with these labels, to this target, for the rest of the named conversation. Without a conversation key the same as <see cref="Once"/>.</summary>
    Conversation = 2,
}

/// <summary>What would leave the device with consent.</summary>
public sealed class ConsentRequest
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The facts about the target: location, region, retention, whether it trains on requests, agreement.</summary>
    public required TargetProfile Profile { get; init; }

    /// <summary>The tenant on whose behalf the request is made, if it named one.</summary>
    public string? Tenant { get; init; }

    /// <summary>The conversation, if it has a key.</summary>
    public string? ConversationKey { get; init; }

    /// <summary>The labels that need consent, in counts.</summary>
    public required IReadOnlyList<TreatedLabel> Labels { get; init; }

    /// <summary>Every text of the request as it is and as it would leave: values are masked with consent, too; statements cannot be.</summary>
    public required IReadOnlyList<ConsentPart> Parts { get; init; }
}

/// <summary>One text that would leave the device. Not a record: nothing prints it by accident.</summary>
/// <param name="where">Where it stands: a role, "instructions", "tool".</param>
/// <param name="text">The text as it is.</param>
/// <param name="masked">The text as it would leave.</param>
public sealed class ConsentPart(string where, string text, string masked)
{
    /// <summary>Where it stands: a role, "instructions", "tool".</summary>
    public string Where => where;

    /// <summary>The text as it is. Sensitive.</summary>
    public string Text => text;

    /// <summary>The text as it would leave.</summary>
    public string Masked => masked;
}
