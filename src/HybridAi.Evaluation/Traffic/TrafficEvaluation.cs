namespace HybridAi.Evaluation;

/// <summary>Re-prices a log of cloud requests as if the device had answered the easy ones. Asks nobody.</summary>
/// <remarks>
/// Every request is decided by the router itself, as a preview: tier 0, without reading the device model's hidden state, and each as the first of its
/// conversation here.
/// </remarks>
public static class TrafficEvaluation
{
    /// <summary>Reads a log and says what would have been saved, kept and pinned.</summary>
    /// <param name="log">One JSON object a line, see <see cref="TrafficLog"/>.</param>
    /// <param name="prices">Prices. Default the shipped table.</param>
    /// <param name="options">What the device costs and takes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of range, or <see cref="SavingsOptions.PriceOthersAs"/> has no price.</exception>
    public static async Task<SavingsReport> RunAsync(
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
        int requests = 0, malformed = 0, unscored = 0, unpriced = 0, local = 0, refused = 0, pinned = 0, masked = 0;
        double wrong = 0;
        var pinnedBy = new Dictionary<string, int>(StringComparer.Ordinal);
        var costs = new List<(double Cloud, double Hybrid)>();
        using var router = new TrafficRouter(options);
        while (await log.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
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
            var route = await router.DecideAsync(request, cancellationToken).ConfigureAwait(false);
            pinned += route.IsPinned ? 1 : 0;
            foreach (var label in route.PinnedBy)
            {
                pinnedBy[label] = pinnedBy.GetValueOrDefault(label) + 1;
            }

            masked += route.IsMasked ? 1 : 0;
            refused += route.IsRefused ? 1 : 0;
            local += route.IsLocal ? 1 : 0;
            wrong += route.IsLocal ? route.Score : 0;
            if ((prices.Find(request.Model) ?? others) is not { } price)
            {
                unpriced++;
                continue;
            }

            var cloud = price.Of(request.InputTokens, request.CachedTokens, request.OutputTokens);
            var here = options.LocalPerMillion * (request.InputTokens + request.OutputTokens) / 1_000_000m;
            // A refused draft costs the device and then the cloud; what is pinned is never escalated.
            var hybrid = route.IsRefused ? 0 : !route.IsLocal ? cloud : route.IsPinned ? here : here + ((decimal)options.EscalationShare * cloud);
            costs.Add(((double)cloud, (double)hybrid));
        }

        var (low, high) = Interval(costs, options.Draws);
        return new(
            requests, malformed, unscored, unpriced, local, refused, pinned, masked, (decimal)costs.Sum(c => c.Cloud), (decimal)costs.Sum(c => c.Hybrid),
            Share(costs.Sum(c => c.Cloud), costs.Sum(c => c.Hybrid)), low, high, prices.Date, prices.Currency, pinnedBy)
        {
            ExpectedWrong = router.ScoresAreChances ? wrong : null,
            Evidence = router.ScoresAreChances ? options.Policy.Calibration!.Evidence : null,
            Threshold = options.Policy.Threshold,
        };
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
