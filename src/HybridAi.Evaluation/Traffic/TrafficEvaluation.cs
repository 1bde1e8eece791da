using HybridAi.Privacy;

namespace HybridAi.Evaluation;

/// <summary>Re-prices a log of cloud requests as if the device had answered the easy ones. Asks nobody.</summary>
public static class TrafficEvaluation
{
    /// <summary>Reads a log and says what would have been saved, kept and pinned.</summary>
    /// <param name="log">One JSON object a line, see <see cref="TrafficLog"/>.</param>
    /// <param name="prices">Prices. Default the shipped table.</param>
    /// <param name="options">What the device costs and takes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of range, or <see cref="SavingsOptions.PriceOthersAs"/> has no price.</exception>
    public static SavingsReport Run(
        TextReader log, PriceTable? prices = null, SavingsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        prices ??= PriceTable.Shipped;
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.LocalPerMillion, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Draws, 1, nameof(options));
        if (options.EscalationShare is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "The share of refused drafts lies in 0..1.");
        }

        var others = options.PriceOthersAs is null ? null : prices.Find(options.PriceOthersAs)
            ?? throw new ArgumentException($"The price table has no '{options.PriceOthersAs}'.", nameof(options));
        int requests = 0, malformed = 0, unscored = 0, unpriced = 0, local = 0, pinned = 0, masked = 0;
        var pinnedBy = new Dictionary<string, int>(StringComparer.Ordinal);
        var costs = new List<(double Cloud, double Hybrid)>();
        while (log.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (TrafficLog.Read(line) is not { } request)
            {
                malformed++;
                continue;
            }

            requests++;
            unscored += request.Prompt is null ? 1 : 0;
            var verdict = options.Privacy.Evaluate(PrivacyScanner.Default.Scan(request.AllText), Location.Cloud);
            var stays = verdict.Strictest > Treatment.Mask;
            if (stays)
            {
                pinned++;
                foreach (var label in verdict.Labels.Where(l => l.Treatment > Treatment.Mask))
                {
                    pinnedBy[label.Subject] = pinnedBy.GetValueOrDefault(label.Subject) + 1;
                }
            }

            masked += verdict.Strictest == Treatment.Mask ? 1 : 0;
            var easy = request.Prompt is { } prompt && PromptClassifier.Default.Score(prompt) < options.Threshold;
            local += easy || stays ? 1 : 0;
            if ((prices.Find(request.Model) ?? others) is not { } price)
            {
                unpriced++;
                continue;
            }

            var cloud = price.Of(request.InputTokens, request.CachedTokens, request.OutputTokens);
            var here = options.LocalPerMillion * (request.InputTokens + request.OutputTokens) / 1_000_000m;
            // A refused draft costs the device and then the cloud; what is pinned is never escalated.
            var hybrid = stays ? here : easy ? here + ((decimal)options.EscalationShare * cloud) : cloud;
            costs.Add(((double)cloud, (double)hybrid));
        }

        var (low, high) = Interval(costs, options.Draws);
        return new(
            requests, malformed, unscored, unpriced, local, pinned, masked, (decimal)costs.Sum(c => c.Cloud), (decimal)costs.Sum(c => c.Hybrid),
            Share(costs.Sum(c => c.Cloud), costs.Sum(c => c.Hybrid)), low, high, prices.Date, prices.Currency, pinnedBy);
    }

    private static double Share(double cloud, double hybrid) => cloud == 0 ? 0 : 1 - (hybrid / cloud);

    // Percentiles over resampled requests; the same seed, so that the same log gives the same interval.
    private static (double Low, double High) Interval(List<(double Cloud, double Hybrid)> costs, int draws)
    {
        if (costs.Count == 0)
        {
            return (0, 0);
        }

        var random = new Random(1);
        var shares = new double[draws];
        for (var d = 0; d < draws; d++)
        {
            double cloud = 0, hybrid = 0;
            for (var i = 0; i < costs.Count; i++)
            {
                var (c, h) = costs[random.Next(costs.Count)];
                cloud += c;
                hybrid += h;
            }

            shares[d] = Share(cloud, hybrid);
        }

        Array.Sort(shares);
        return (shares[(int)(0.025 * (draws - 1))], shares[(int)Math.Ceiling(0.975 * (draws - 1))]);
    }
}
