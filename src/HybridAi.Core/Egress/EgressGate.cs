using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>
/// The only way to an off-device target. Rebuilds everything, labels what it rebuilt, masks what policy wants masked, labels that again, and
/// sends exactly that. In answers it puts the values back.
/// </summary>
internal sealed class EgressGate : IChatClient
{
    private readonly Target _target;
    private readonly Labeller _labeller;
    private readonly ConversationStore _conversations;
    private readonly Func<HybridPolicy> _policy;

    private EgressGate(Target target, Labeller labeller, ConversationStore conversations, Func<HybridPolicy> policy)
    {
        _target = target;
        _labeller = labeller;
        _conversations = conversations;
        _policy = policy;
    }

    /// <summary>The client through which a target may be called.</summary>
    public static IChatClient Around(
        Target target, Labeller labeller, ConversationStore conversations, Func<HybridPolicy> policy) =>
        target.Profile.Location == Location.Device ? target.Client : new EgressGate(target, labeller, conversations, policy);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (cleared, clearedOptions, restorer) = await ClearAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var response = await _target.Client.GetResponseAsync(cleared, clearedOptions, cancellationToken).ConfigureAwait(false);
        return restorer is null ? response : restorer.Restore(response);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (cleared, clearedOptions, restorer) = await ClearAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var updates = _target.Client.GetStreamingResponseAsync(cleared, clearedOptions, cancellationToken);
        await foreach (var update in (restorer is null ? updates : restorer.RestoreAsync(updates, cancellationToken)).ConfigureAwait(false))
        {
            yield return update;
        }
    }

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

    private async ValueTask<(List<ChatMessage> Messages, ChatOptions? Options, AnswerRestorer? Restorer)> ClearAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var given = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var policy = _policy();
        var kept = given.Any(m => m.IsKeptOnDevice());
        var rebuilt = Rebuild.Messages(given);
        var rebuiltOptions = Rebuild.Options(options);

        // The copies are labelled, not the originals: what was looked at is what is sent. Tags and tenant are read from the originals.
        var labels = await _labeller.LabelAsync(rebuilt, rebuiltOptions, policy, cancellationToken).ConfigureAwait(false);
        var location = _target.Profile.Location;
        var released = policy.IsReleased(options);
        labels = labels with { Kept = kept, Released = released, Inherited = _conversations.Inherited(given, options) };
        if (labels.Blocked(location) is { } blocked)
        {
            throw Refused(labels, blocked);
        }

        if (!labels.NeedsMask(location))
        {
            return (rebuilt, rebuiltOptions, null);
        }

        var masking = new RequestMasking(_labeller, policy, location, _conversations.Vault(options, policy.Vaults));
        if (!await masking.TryMaskAsync(rebuilt, rebuiltOptions, labels, released, cancellationToken).ConfigureAwait(false))
        {
            throw Refused(labels, (labels with { Unmaskable = LocationSets.Of(location) }).Blocked(location)!);
        }

        _conversations.Weigh(options, policy.Vaults);
        return (rebuilt, rebuiltOptions, new(masking.Vault, rebuiltOptions?.ResponseFormat is ChatResponseFormatJson));
    }

    private NoEligibleTargetException Refused(RequestLabels labels, string why) => Refusal.None(
        [new(_target.Name, _target.Profile.Location, false, IneligibleReasons.Privacy, why)], labels.Counts());
}

/// <summary>Gives wiring code the only client of a target that it may hand to an application.</summary>
public static class Egress
{
    /// <summary>The client through which a target may be called: for off-device targets behind the egress gate.</summary>
    /// <param name="target">The target.</param>
    /// <param name="policy">Gives the policy of each call.</param>
    /// <param name="scanner">What finds sensitive text; default <see cref="PrivacyScanner.Default"/>.</param>
    /// <param name="conversations">What is remembered of conversations; default a store of this client's own.</param>
    public static IChatClient Wrap(
        Target target, Func<HybridPolicy> policy, PrivacyScanner? scanner = null, ConversationStore? conversations = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(policy);

        return EgressGate.Around(target, new(scanner ?? PrivacyScanner.Default), conversations ?? new(), policy);
    }
}
