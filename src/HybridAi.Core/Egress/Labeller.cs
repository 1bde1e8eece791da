using System.Runtime.CompilerServices;
using HybridAi.Privacy;
using Microsoft.Extensions.AI;

namespace HybridAi;

/// <summary>Step 1 of a request, and the last look before anything leaves: what is in the text, part by part.</summary>
internal sealed class Labeller(PrivacyScanner scanner)
{
    // What one scanner finds another may not: each has a memory of its own.
    private readonly ConditionalWeakTable<PrivacyScanner, LabelCache> _caches = [];
    private readonly LabelCache _cache = new();

    public PrivacyScanner ScannerOf(HybridPolicy policy) => policy.Scanner ?? scanner;

    /// <summary>The findings of one part, from memory when the part was looked at before.</summary>
    public ValueTask<ScanResult> ScanAsync(string text, HybridPolicy policy, CancellationToken cancellationToken) =>
        CacheOf(policy).ScanAsync(ScannerOf(policy), text, policy.Privacy.DetectionThreshold, cancellationToken);

    public ValueTask<RequestLabels> LabelAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, HybridPolicy policy, CancellationToken cancellationToken)
    {
        var parts = RequestParts.Of(messages, options);
        var minScore = policy.Privacy.DetectionThreshold;
        var (cache, own) = (CacheOf(policy), ScannerOf(policy));
        List<ScanResult>? found = null;
        for (var i = 0; i < parts.Texts.Count; i++)
        {
            var scan = cache.ScanAsync(own, parts.Texts[i], minScore, cancellationToken);
            if (!scan.IsCompletedSuccessfully)
            {
                return WaitAsync(parts, i, scan, found, policy, options, cancellationToken);
            }

            Add(ref found, scan.Result);
        }

        return parts.Borders is null
            ? ValueTask.FromResult(Labels(parts, found, policy, options))
            : BordersAsync(parts, found, policy, options, cancellationToken);
    }

    private async ValueTask<RequestLabels> WaitAsync(
        RequestParts parts,
        int at,
        ValueTask<ScanResult> scan,
        List<ScanResult>? found,
        HybridPolicy policy,
        ChatOptions? options,
        CancellationToken cancellationToken)
    {
        Add(ref found, await scan.ConfigureAwait(false));
        for (var i = at + 1; i < parts.Texts.Count; i++)
        {
            Add(ref found, await ScanAsync(parts.Texts[i], policy, cancellationToken).ConfigureAwait(false));
        }

        return await BordersAsync(parts, found, policy, options, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RequestLabels> BordersAsync(
        RequestParts parts, List<ScanResult>? found, HybridPolicy policy, ChatOptions? options, CancellationToken cancellationToken)
    {
        for (var i = 0; i < (parts.Borders?.Count ?? 0); i++)
        {
            var border = parts.Borders![i];
            Add(ref found, border.Of(await ScanAsync(border.Text, policy, cancellationToken).ConfigureAwait(false)));
        }

        return Labels(parts, found, policy, options);
    }

    private LabelCache CacheOf(HybridPolicy policy) =>
        policy.Scanner is { } own && own != scanner ? _caches.GetValue(own, static _ => new()) : _cache;

    private static void Add(ref List<ScanResult>? found, ScanResult scan)
    {
        if (!scan.IsEmpty || !scan.IsComplete)
        {
            (found ??= []).Add(scan);
        }
    }

    // One scan for the whole request: a name in one message keeps company with a diagnosis in another.
    private static RequestLabels Labels(RequestParts parts, List<ScanResult>? found, HybridPolicy policy, ChatOptions? options)
    {
        var complete = policy.MayLeaveUnread(parts);
        var all = found is null
            ? complete ? ScanResult.Empty : ScanResult.Incomplete
            : ScanResult.Create(
                found.SelectMany(f => f.Findings),
                found.SelectMany(f => f.Statements).GroupBy(s => s.Class).Select(g => g.MaxBy(s => s.Score)),
                complete && found.TrueForAll(f => f.IsComplete));
        return new(all, policy.Privacy) { Kept = parts.KeptOnDevice, Unread = !complete, Released = policy.IsReleased(options) };
    }
}
