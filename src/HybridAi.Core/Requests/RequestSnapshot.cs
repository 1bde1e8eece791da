using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>One call as it was when it arrived: the messages enumerated once, the options cloned.</summary>
/// <remarks>The clone is shallow: contents are shared with the caller, so whatever leaves the device is rebuilt and labelled again.</remarks>
internal sealed class RequestSnapshot
{
    public RequestSnapshot(IEnumerable<ChatMessage> messages, ChatOptions? options, HybridPolicy policy, TimeProvider time)
    {
        Messages = messages.ToArray();
        if (Array.Exists(Messages, m => m is null))
        {
            throw new ArgumentException("A message is null.", nameof(messages));
        }

        Options = options?.Clone();
        ForcedTarget = options.ReadString(HybridKeys.Target);
        ConversationKey = options.ReadString(HybridKeys.ConversationKey);
        Tenant = options.ReadString(HybridKeys.Tenant);
        Tags = options.ReadTags();
        Policy = policy;
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            if (policy.Rules[i] is { } rule && rule.Matches(this, time))
            {
                Rule = rule;
                Policy = policy with { Mode = rule.Mode ?? policy.Mode, Threshold = rule.Threshold ?? policy.Threshold };
                break;
            }
        }
    }

    public ChatMessage[] Messages { get; }

    public ChatOptions? Options { get; }

    /// <summary>The policy in force, changed by the rule that matches.</summary>
    public HybridPolicy Policy { get; }

    /// <summary>The rule that matches, if one does.</summary>
    public RoutingRule? Rule { get; }

    /// <summary>Options for one attempt: a clone of its own, so that no target sees what another one changed.</summary>
    public ChatOptions? OptionsFor(TargetState target)
    {
        var options = Options?.Clone();
        if (options is not null && target.IsOnDevice)
        {
            // A model id names a model of some provider; the device has its own.
            options.ModelId = null;
        }

        // A reservation covers so much and no more.
        if (Policy.Budgets.Count > 0 && !target.IsOnDevice)
        {
            (options ??= new()).MaxOutputTokens = BudgetBook.MaxOutput(this, target);
        }

        return options;
    }

    public string? ForcedTarget { get; }

    public string? ConversationKey { get; }

    public string? Tenant { get; }

    public IReadOnlyList<string> Tags { get; }
}
