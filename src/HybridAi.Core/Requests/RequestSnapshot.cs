using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>One call as it was when it arrived: the messages enumerated once, the options cloned.</summary>
/// <remarks>The clone is shallow: contents are shared with the caller, so whatever leaves the device is rebuilt and labelled again.</remarks>
internal sealed class RequestSnapshot
{
    private readonly TimeProvider _time;
    private bool _toolsDropped;

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
        User = options.ReadString(HybridKeys.User);
        TargetScope = options.ReadString(HybridKeys.TargetScope);
        Priority = Enum.TryParse<RequestPriority>(options.ReadString(HybridKeys.Priority), out var priority) ? priority : RequestPriority.Normal;
        Tags = options.ReadTags();
        ReleasesConversation = options.ReadFlag(HybridKeys.Release);
        (Policy, BasePolicy) = (policy.For(Tenant), policy);
        Consent = options.ReadObject<IConsentProvider>(HybridKeys.Consent);
        _time = time;
    }

    public ChatMessage[] Messages { get; }

    /// <summary>The recorded request that is decided again; <see langword="null"/> for a live one.</summary>
    public RouteRecord? Replayed { get; init; }

    /// <summary>Whether an audit, if there is one, can keep a record of what leaves.</summary>
    public bool MayLeave { get; init; } = true;

    /// <summary>Who may be asked for consent.</summary>
    public IConsentProvider? Consent { get; private init; }

    /// <summary>Who is asked when the request names nobody.</summary>
    public IConsentProvider? DefaultConsent
    {
        init => Consent ??= value;
    }

    public ChatOptions? Options { get; }

    /// <summary>The policy in force, changed by the rule that matches.</summary>
    public HybridPolicy Policy { get; private set; }

    /// <summary>The policy as it was before a rule changed it.</summary>
    public HybridPolicy BasePolicy { get; }

    /// <summary>The rule that matches, if one does.</summary>
    public RoutingRule? Rule { get; private set; }

    /// <summary>Applies the first rule that matches, once the request's facts are known. Rules never touch privacy.</summary>
    public void ApplyRule(RequestSignals signals, RequestLabels labels)
    {
        for (var i = 0; i < Policy.Rules.Count; i++)
        {
            if (Policy.Rules[i] is { } rule && rule.Matches(this, signals, labels, _time))
            {
                Rule = rule;
                Policy = Policy with { Mode = rule.Mode ?? Policy.Mode, Threshold = rule.Threshold ?? Policy.Threshold };
                return;
            }
        }
    }

    /// <summary>Takes over what an earlier turn of the conversation was told, unless this one says otherwise.</summary>
    public void ApplyConversation(string? forced)
    {
        if (TargetScope is null && ForcedTarget is null && forced is not null)
        {
            ForcedTarget = forced;
            TargetScope = HybridRequestExtensions.ConversationScope;
        }
    }

    /// <summary>Whether <see cref="DropTools"/> was called.</summary>
    public bool ToolsDropped => _toolsDropped;

    /// <summary>Lets device targets without tools answer without them.</summary>
    public void DropTools() => _toolsDropped = true;

    /// <summary>Whether a target answers without the request's tools, which the request does not seem to need.</summary>
    public bool DropsTools(TargetState target) =>
        _toolsDropped && target.IsOnDevice && !target.Profile.Capabilities.HasFlag(TargetCapabilities.Tools);

    /// <summary>Options for one attempt: a clone of its own, so that no target sees what another one changed.</summary>
    public ChatOptions? OptionsFor(TargetState target)
    {
        var options = Options?.Clone();
        if (options is not null && target.IsOnDevice)
        {
            // A model id names a model of some provider; the device has its own.
            options.ModelId = null;
        }

        if (options is not null && DropsTools(target))
        {
            (options.Tools, options.ToolMode, options.AllowMultipleToolCalls) = (null, null, null);
        }

        // A reservation covers so much and no more.
        if ((Policy.Budgets.Count > 0 || Policy.MaxCost is not null) && !target.IsOnDevice)
        {
            (options ??= new()).MaxOutputTokens = BudgetBook.MaxOutput(this, target);
        }

        return options;
    }

    public string? ForcedTarget { get; private set; }

    /// <summary>How long <see cref="ForcedTarget"/> holds.</summary>
    public string? TargetScope { get; private set; }

    /// <summary>The target that the rest of the conversation is held to.</summary>
    public string? ForcedForConversation =>
        TargetScope == HybridRequestExtensions.ConversationScope ? ForcedTarget : null;

    public string? User { get; }

    public RequestPriority Priority { get; }

    public string? ConversationKey { get; }

    public string? Tenant { get; }

    /// <summary>Whether the application says that what had to stay is no longer in the conversation.</summary>
    public bool ReleasesConversation { get; }

    public IReadOnlyList<string> Tags { get; }
}
