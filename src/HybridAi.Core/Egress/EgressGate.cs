using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// The only way to an off-device target. Rebuilds everything, labels what it rebuilt, masks what policy wants masked, labels that again, asks for consent
/// where policy says so, and sends exactly that. In answers it puts the values back.
/// </summary>
internal sealed class EgressGate : IChatClient
{
    private readonly Target _target;
    private readonly GateParts _parts;

    private EgressGate(Target target, GateParts parts)
    {
        _target = target;
        _parts = parts;
    }

    /// <summary>The client through which a target may be called.</summary>
    public static IChatClient Around(Target target, GateParts parts) =>
        target.Profile.Location == Location.Device ? new DeviceGate(target, parts) : new EgressGate(target, parts);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var cleared = await ClearAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Pass(options, cleared);
        var response = await _target.Client.GetResponseAsync(cleared.Messages, cleared.Options, cancellationToken).ConfigureAwait(false);
        return cleared.Restorer is null ? response : cleared.Restorer.Restore(response);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var cleared = await ClearAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Pass(options, cleared);
        var updates = _target.Client.GetStreamingResponseAsync(cleared.Messages, cleared.Options, cancellationToken);
        await foreach (var update in (cleared.Restorer is { } r ? r.RestoreAsync(updates, cancellationToken) : updates).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <summary>Asks for consent to what would be sent now. The ticket lets exactly that pass, once or on a retry.</summary>
    /// <exception cref="ConsentRequiredException">Consent was refused.</exception>
    public async ValueTask<ConsentTicket?> AskAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, ConsentReach reach, IConsentProvider? provider, CancellationToken cancellationToken) =>
        (await ClearAsync(messages, options, cancellationToken, reach, provider).ConfigureAwait(false)).Ticket;

    // Metadata only: anything else could lead around the gate.
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(ChatClientMetadata) ? _target.Client.GetService(serviceType)
            : null;
    }

    public void Dispose() => _target.Client.Dispose();

    private async ValueTask<Cleared> ClearAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        CancellationToken cancellationToken,
        ConsentReach? reach = null,
        IConsentProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var given = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var policy = _parts.Policy().For(options.ReadString(HybridKeys.Tenant));
        if (policy.Require?.Missing(_target.Profile) is { } missing)
        {
            throw Refusal.None([new(_target.Name, _target.Profile.Location, false, IneligibleReasons.Requirement, missing)], RouteDecision.NoLabels);
        }

        provider ??= options.ReadObject<IConsentProvider>(HybridKeys.Consent) ?? _parts.Consent;
        var ticket = options.ReadObject<ConsentTicket>(HybridKeys.ConsentTicket);
        var kept = given.Any(m => m.IsKeptOnDevice());
        var rebuilt = Rebuild.Messages(given);
        var rebuiltOptions = Rebuild.Options(options);

        // The copies are labelled, not the originals: what was looked at is what is sent. Tags and tenant are read from the originals.
        var labels = await _parts.Labeller.LabelAsync(rebuilt, rebuiltOptions, policy, cancellationToken).ConfigureAwait(false) with
        {
            Kept = kept,
            Released = policy.IsReleased(options),
            Inherited = _parts.Conversations.Inherited(given, options),
            Reach = ticket?.Reach ?? reach ?? (provider is null || _parts.Conversations.HasRefused(options) ? ConsentReach.None : ConsentReach.Asked),
        };
        var location = _target.Profile.Location;
        if (labels.Blocked(location) is { } blocked)
        {
            throw Refused(labels, blocked);
        }

        var asks = labels.AsksAt(location);
        if (!asks && !labels.NeedsMask(location) && !_parts.Conversations.Knows(options, rebuilt, rebuiltOptions))
        {
            return new(rebuilt, rebuiltOptions, null, null);
        }

        var before = asks ? ConsentTexts.Of(rebuilt, rebuiltOptions) : null;
        var treated = asks ? policy with { Privacy = policy.Privacy.WithConsent(labels.Reach == ConsentReach.Forbidden), MaskNote = "" } : policy;
        var masking = new RequestMasking(_parts.Labeller, treated, location, _parts.Conversations.Vault(options, policy.Vaults));
        if (!await masking.TryMaskAsync(rebuilt, rebuiltOptions, labels, labels.Released, cancellationToken).ConfigureAwait(false))
        {
            throw Refused(labels with { Reach = ConsentReach.None }, "cannot be masked");
        }

        _parts.Conversations.Weigh(options, policy.Vaults);
        if (before is not null)
        {
            ticket = await new ConsentQuestion(_target, _parts.Conversations, options, labels)
                .AskAsync(provider, ticket, before, ConsentTexts.Of(rebuilt, rebuiltOptions), cancellationToken).ConfigureAwait(false);
            masking.AddNote(rebuilt, policy.MaskNote);
        }

        return new(rebuilt, rebuiltOptions, new(masking.Vault, rebuiltOptions?.ResponseFormat is ChatResponseFormatJson)
        {
            MayRestoreFor = name => ToolLocations.IsOnDevice(name, options, policy),
        }, ticket);
    }

    // From here on it counts as sent.
    private static void Pass(ChatOptions? options, Cleared cleared)
    {
        if (options.ReadObject<GateCall>(HybridKeys.GateCall) is { } call)
        {
            (call.Sent, call.Consent) = (true, cleared.Ticket?.Answer);
        }
    }

    private NoEligibleTargetException Refused(RequestLabels labels, string why) => Refusal.None(
        [new(_target.Name, _target.Profile.Location, false, IneligibleReasons.Privacy, labels.Blocked(_target.Profile.Location) ?? why)], labels.Counts());

    private sealed record Cleared(List<ChatMessage> Messages, ChatOptions? Options, AnswerRestorer? Restorer, ConsentTicket? Ticket);
}

/// <summary>What every gate of a client uses.</summary>
internal sealed record GateParts(Labeller Labeller, ConversationStore Conversations, Func<HybridPolicy> Policy, IConsentProvider? Consent);
