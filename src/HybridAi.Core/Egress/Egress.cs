using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Gives wiring code the only client of a target that it may hand to an application.</summary>
public static class Egress
{
    /// <summary>The client through which a target may be called: for off-device targets behind the egress gate.</summary>
    /// <param name="target">The target.</param>
    /// <param name="policy">Gives the policy of each call.</param>
    /// <param name="scanner">What finds sensitive text; default <see cref="PrivacyScanner.Default"/>.</param>
    /// <param name="conversations">What is remembered of conversations; default a store of this client's own.</param>
    /// <param name="consent">Who is asked where policy asks for consent; default nobody, so that it stays on the device.</param>
    /// <param name="audit">Keeps a record of every call, those of a device target included; default none. A router keeps its own: do not give both one.</param>
    /// <param name="time">The clock of the records; default the system's.</param>
    public static IChatClient Wrap(
        Target target,
        Func<HybridPolicy> policy,
        PrivacyScanner? scanner = null,
        ConversationStore? conversations = null,
        IConsentProvider? consent = null,
        IAuditSink? audit = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(policy);

        var parts = new GateParts(new(scanner ?? PrivacyScanner.Default), conversations ?? new(), policy, consent);
        var gate = EgressGate.Around(target, parts);
        return audit is null ? gate : new AuditedChatClient(gate, target, parts, audit, time ?? TimeProvider.System, new HybridChatClientParts().NextId);
    }
}
