using System.Security.Cryptography;
using HybridAi.Privacy;

namespace HybridAi;

/// <summary>What a <see cref="HybridChatClient"/> uses beside targets and policy. Everything has a default.</summary>
public sealed class HybridChatClientParts
{
    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes ids of decisions and answers; unique and without meaning. Default 16 random hexadecimal digits.</summary>
    public Func<string> NextId { get; init; } = () => Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant();

    /// <summary>Draws the nonce of each vault of masks, at random: see <see cref="MaskVault.CreateNonce"/>. Default from the system's generator.</summary>
    public Func<string> NextNonce { get; init; } = RandomNonce;

    /// <summary>What is remembered of conversations. Default a store of this client's own.</summary>
    public ConversationStore? Conversations { get; init; }

    /// <summary>What is learned from outcomes, where <see cref="HybridPolicy.Learning"/> is on. Default a learner of this client's own.</summary>
    public OutcomeLearner? Learner { get; init; }

    /// <summary>Who is asked where policy asks for consent. Default nobody: then it stays on the device.</summary>
    public IConsentProvider? Consent { get; init; }

    /// <summary>Judges of device drafts beside the built-in ones.</summary>
    public IReadOnlyList<IDraftJudge> Judges { get; init; } = [];

    /// <summary>
    /// Heads on the confidence of drafts (tier 2), found by the fingerprint of the local target's model; of two with the same one the last
    /// counts. Default none: drafts are judged by their text alone.
    /// </summary>
    public IReadOnlyList<DraftHeads> DraftHeads { get; init; } = [];

    /// <summary>Strategies beside the built-in ones; a name that exists replaces the built-in one.</summary>
    public IReadOnlyList<ISelectionStrategy> Strategies { get; init; } = [];

    /// <summary>
    /// Heads on hidden states (tier 1), found by the fingerprint of the local target's model; of two with the same one the last counts.
    /// Default none: tier 0 decides alone.
    /// </summary>
    public IReadOnlyList<ProbeHeads> ProbeHeads { get; init; } = [];

    /// <summary>Makes the pipeline of a target. Default: every target is called once, without limits.</summary>
    public Func<Target, ITargetPipeline>? Pipeline { get; init; }

    /// <summary>What finds sensitive text. Default <see cref="PrivacyScanner.Default"/>.</summary>
    public PrivacyScanner Scanner { get; init; } = PrivacyScanner.Default;

    /// <summary>Gives the policy of each new request; one request sees one policy. Default: the policy of the constructor, always.</summary>
    public Func<HybridPolicy>? CurrentPolicy { get; init; }

    /// <summary>Keeps accounts for the policy's budgets. Default one in memory, for this client alone.</summary>
    public IUsageLedger? Ledger { get; init; }

    /// <summary>Reads how the machine is doing. Default nothing is known.</summary>
    public IDeviceState? Device { get; init; }

    /// <summary>Is told what happens to requests. Default nobody.</summary>
    public IRouteObserver? Observer { get; init; }

    /// <summary>Keeps a record of every request that ended. Default none.</summary>
    public IAuditSink? Audit { get; init; }

    /// <summary>Keeps records of requests that can be replayed under another policy. Default none.</summary>
    public IRouteRecorder? Recorder { get; init; }

    /// <summary>Whether <see cref="HybridChatClient.Dispose"/> also disposes the targets' clients. Default <see langword="false"/>.</summary>
    public bool OwnsTargets { get; init; }

    internal static string RandomNonce() => MaskVault.CreateNonce(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)));
}
