using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Tier 1: decides whether the local model's hidden state is worth reading, reads it under a deadline, and scores it.</summary>
internal sealed class HiddenStateTier(IReadOnlyList<ProbeHeads> heads, TimeProvider time)
{
    /// <summary>The target to read, or why none is; both <see langword="null"/> when a state could not change anything.</summary>
    public (TargetState? Target, string? Why) Choose(
        RequestSnapshot request, List<TargetState> ranked, RequestSignals signals, double score, bool leans)
    {
        var policy = request.Policy;
        if ((heads.Count == 0 && policy.Calibration?.Heads is null) || policy.Calibration is { Adjustment: not null, Heads: null } || !policy.HiddenState.Enabled || ranked.Count < 2 || leans || signals.ToolLoop
            || policy.Mode != InferenceMode.PreferOnDevice || request.ForcedTarget is not null || IgnoresScore(policy.Strategy))
        {
            return default;
        }

        TargetState? device = null;
        var offDevice = false;
        for (var i = 0; i < ranked.Count; i++)
        {
            device ??= ranked[i] is { IsOnDevice: true, Probe: not null } ? ranked[i] : null;
            offDevice |= !ranked[i].IsOnDevice;
            if (ranked[i].Name == request.Rule?.Target)
            {
                return default;
            }
        }

        if (device is null || !offDevice)
        {
            return default;
        }

        return Math.Abs(ProbeHeads.LogOdds(score) - ProbeHeads.LogOdds(policy.Threshold)) > policy.HiddenState.Margin
                ? (null, HiddenStateResults.Certain)
            : device.Availability is { Availability.State: not ModelState.Available } or { IsBusy: true } ? (null, HiddenStateResults.Busy)
            : (device, null);
    }

    /// <summary>Reads and scores. Only the caller's own cancellation is thrown: without a state tier 0 decides.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">What <see cref="Choose"/> said.</param>
    /// <param name="signals">Facts about the request.</param>
    /// <param name="score">Tier 0's score.</param>
    /// <param name="before">The target of the conversation's last answer.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public async ValueTask<HiddenStateReading> ReadAsync(
        RequestSnapshot request, TargetState target, RequestSignals signals, double score, string? before, CancellationToken cancellationToken)
    {
        var probe = target.Probe!;
        if (probe.ModelFingerprint is not { Length: > 0 } fingerprint)
        {
            return new(HiddenStateResults.Busy);
        }

        if (Find(request.Policy.Calibration, fingerprint) is not { } found || found.Dimensions != probe.Dimensions)
        {
            return new(HiddenStateResults.NoHeads);
        }

        // Heads that came with the package know nothing of what the application's labels taught tier 0.
        if (request.Policy.Calibration is { Adjustment: not null } calibration && !ReferenceEquals(found, calibration.Heads))
        {
            return new(HiddenStateResults.Calibrated);
        }

        var policy = request.Policy.HiddenState;
        IReadOnlyList<ChatMessage> messages = request.Messages;
        var options = request.OptionsFor(target);
        if (signals.Tokens > policy.MaxTokens && before != target.Name)
        {
            if (CutCopy(request, target, signals) is not { } copy)
            {
                return new(HiddenStateResults.TooLong);
            }

            (messages, options) = (copy, TenantOnly(request));
        }

        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(policy.Deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        PromptState? state = null;
        var result = HiddenStateResults.Failed;
        try
        {
            var reading = probe.ProbeAsync(messages, options, linked.Token).AsTask();
            // A probe that does not stop in time is not waited for.
            state = await reading.WaitAsync(linked.Token).ConfigureAwait(false);
            result = state is null ? HiddenStateResults.Busy : HiddenStateResults.Failed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = deadline.IsCancellationRequested ? HiddenStateResults.Deadline : HiddenStateResults.Failed;
        }
#pragma warning disable CA1031 // The read is optional: whatever is wrong with it, tier 0 decides.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }

        cancellationToken.ThrowIfCancellationRequested();
        var cost = new HiddenStateCost(
            Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 2), state?.PromptTokens ?? 0, state?.CachedTokens ?? 0);
        Telemetry.Probed(cost, state is null ? result : HiddenStateResults.Read);
        if (state is null || state.Values.Length != found.Dimensions || found.Score(state.Values.Span, score) is var tierOne && double.IsNaN(tierOne))
        {
            return new(result, cost);
        }

        return new(HiddenStateResults.Read, cost, tierOne);
    }

    private ProbeHeads? Find(RoutingCalibration? calibration, string fingerprint)
    {
        if (calibration?.Heads is { } own && own.ModelFingerprint == fingerprint)
        {
            return own;
        }

        // The last one counts: an application's own heads come after those of a package.
        for (var i = heads.Count - 1; i >= 0; i--)
        {
            if (heads[i].ModelFingerprint == fingerprint)
            {
                return heads[i];
            }
        }

        return null;
    }

    private static bool IgnoresScore(string strategy) =>
        strategy is SelectionStrategies.Cheapest or SelectionStrategies.Fastest or SelectionStrategies.Best;

    // Of a single message the heads know the beginning, as in training; a follow-up without its history says nothing.
    private static ChatMessage[]? CutCopy(RequestSnapshot request, TargetState target, RequestSignals signals)
    {
        if (signals.Turns != 1 || target.Counter is not { } counter)
        {
            return null;
        }

        var text = Array.FindLast(request.Messages, m => m.Role == ChatRole.User)?.Text;
        return string.IsNullOrWhiteSpace(text) ? null : [new(ChatRole.User, PromptCut.Head(text, counter))];
    }

    // Not the conversation's key: the copy must not take its cache.
    private static ChatOptions? TenantOnly(RequestSnapshot request) =>
        request.Tenant is null ? null : new() { AdditionalProperties = new() { [HybridKeys.Tenant] = request.Tenant } };
}

/// <summary>What a read of the hidden state gave.</summary>
/// <param name="Result">One of <see cref="HiddenStateResults"/>.</param>
/// <param name="Cost">What it cost, if it began.</param>
/// <param name="Score">The score of tier 1.</param>
internal readonly record struct HiddenStateReading(string Result, HiddenStateCost? Cost = null, double? Score = null);
