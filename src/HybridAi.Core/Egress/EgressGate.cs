using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>The only way to an off-device target. Rebuilds everything, labels what it rebuilt, and sends exactly that.</summary>
internal sealed class EgressGate : IChatClient
{
    private readonly Target _target;
    private readonly Labeller _labeller;
    private readonly Func<HybridPolicy> _policy;

    private EgressGate(Target target, Labeller labeller, Func<HybridPolicy> policy)
    {
        _target = target;
        _labeller = labeller;
        _policy = policy;
    }

    /// <summary>The client through which a target may be called.</summary>
    public static IChatClient Around(Target target, Labeller labeller, Func<HybridPolicy> policy) =>
        target.Profile.Location == Location.Device ? target.Client : new EgressGate(target, labeller, policy);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (cleared, clearedOptions) = await ClearAsync(messages, options, cancellationToken).ConfigureAwait(false);
        return await _target.Client.GetResponseAsync(cleared, clearedOptions, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (cleared, clearedOptions) = await ClearAsync(messages, options, cancellationToken).ConfigureAwait(false);
        await foreach (var update in _target.Client
            .GetStreamingResponseAsync(cleared, clearedOptions, cancellationToken)
            .ConfigureAwait(false))
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

    private async ValueTask<(List<ChatMessage> Messages, ChatOptions? Options)> ClearAsync(
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
        labels = labels.As(kept, policy.IsReleased(options));
        if (labels.Blocked(_target.Profile.Location) is { } blocked)
        {
            throw Refusal.None(
                [new(_target.Name, _target.Profile.Location, false, IneligibleReasons.Privacy, blocked)], labels.Counts());
        }

        return (rebuilt, rebuiltOptions);
    }
}

/// <summary>Gives wiring code the only client of a target that it may hand to an application.</summary>
public static class Egress
{
    /// <summary>The client through which a target may be called: for off-device targets behind the egress gate.</summary>
    /// <param name="target">The target.</param>
    /// <param name="policy">Gives the policy of each call.</param>
    /// <param name="scanner">What finds sensitive text; default <see cref="PrivacyScanner.Default"/>.</param>
    public static IChatClient Wrap(Target target, Func<HybridPolicy> policy, PrivacyScanner? scanner = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(policy);

        return EgressGate.Around(target, new(scanner ?? PrivacyScanner.Default), policy);
    }
}
