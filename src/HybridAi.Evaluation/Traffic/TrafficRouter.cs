using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>Decides logged requests as the client would: the same router, over two targets that are never asked.</summary>
internal sealed class TrafficRouter : IDisposable
{
    private const string Local = "local";
    private const string Cloud = "cloud";

    private readonly HybridChatClient _client;
    private readonly HybridPolicy _policy;
    private readonly PrivacyScanner _scanner;

    public TrafficRouter(SavingsOptions options)
    {
        // What money allows is not the question here.
        _policy = options.Policy with { Budgets = [], MaxCost = null, HiddenState = options.Policy.HiddenState with { Enabled = false } };
        _scanner = options.Policy.Scanner ?? PrivacyScanner.Default;
        var able = TargetProfile.Cloud() with { Capabilities = (TargetCapabilities)~0 };
        _client = new(
            [new(Local, NoClient.Instance, options.Device with { Location = Location.Device }), new(Cloud, NoClient.Instance, able)], _policy, new() { Scanner = _scanner });
        ScoresAreChances = _policy.Calibration is { } own && own.StaleReason(PromptClassifier.Default, own.ModelFingerprint) is null && own is not { Adjustment: null, Heads: null };
    }

    /// <summary>Whether scores are the chance that the device's answer is wrong.</summary>
    public bool ScoresAreChances { get; }

    public async ValueTask<TrafficRoute> DecideAsync(TrafficRequest request, CancellationToken cancellationToken)
    {
        // What privacy keeps is asked of the text alone: a log without content has none, and one with images was answered by the cloud.
        var verdict = _policy.Privacy.Evaluate(_scanner.Scan(request.AllText), Location.Cloud);
        var route = new TrafficRoute
        {
            IsPinned = verdict.Strictest > Treatment.Mask,
            IsMasked = verdict.Strictest == Treatment.Mask,
            PinnedBy = [.. verdict.Labels.Where(l => l.Treatment > Treatment.Mask).Select(l => l.Subject)],
        };
        if (request.Prompt is null || request.HasAttachments)
        {
            return route with { IsLocal = route.IsPinned };
        }

        var options = new ChatOptions
        {
            MaxOutputTokens = request.MaxOutputTokens,
            Tools = request.Tools.Count == 0 ? null : [.. request.Tools.Select(name => (AITool)AIFunctionFactory.CreateDeclaration(name, null, default))],
        };
        try
        {
            var decision = await _client.PreviewAsync(request.Messages, options, allowProbe: false, cancellationToken).ConfigureAwait(false);
            var cloud = decision.Targets.First(t => t.Target == Cloud);
            return route with
            {
                IsPinned = route.IsPinned || cloud is { Eligible: false, Reason: IneligibleReasons.Privacy },
                IsLocal = route.IsPinned || decision.Location == Location.Device,
                Score = decision.Score ?? 0,
            };
        }
        catch (NoEligibleTargetException e)
        {
            return route with { IsPinned = route.IsPinned || e is PrivacyBlockedException, IsRefused = true };
        }
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>Where a logged request would go.</summary>
internal readonly record struct TrafficRoute()
{
    public bool IsLocal { get; init; }

    public bool IsRefused { get; init; }

    public bool IsPinned { get; init; }

    public bool IsMasked { get; init; }

    public double Score { get; init; }

    public IReadOnlyList<string> PinnedBy { get; init; } = [];
}
