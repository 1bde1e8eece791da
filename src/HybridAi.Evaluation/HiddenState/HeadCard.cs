using System.Globalization;
using System.Security.Cryptography;

namespace HybridAi.Evaluation;

/// <summary>Writes the card of trained heads: what they are, what they learned from, how good they are, what they are not for.</summary>
public static class HeadCard
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Writes the card as Markdown.</summary>
    /// <param name="trained">The heads.</param>
    /// <param name="figures">Their figures on rows they have not seen.</param>
    /// <param name="cost">What a read costs on the machine that trained.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(TrainedHeads trained, HeadFigures figures, ReadCost cost, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(writer);
        var heads = trained.Heads;
        writer.WriteLine("# Model card: tier-1 heads");
        writer.WriteLine();
        writer.WriteLine(string.Create(Invariant, 
            $"Linear heads on the hidden state of one local model at the last prompt token: {heads.Dimensions} dimensions, standardised and clipped " +
            $"to ±{heads.Clip}. They predict how much a prompt needs a strong model. For the model and precision `{heads.ModelFingerprint}` only; " +
            $"{trained.Data.Length:N0} bytes; revision `{heads.Revision}`, SHA-256 `{Convert.ToHexString(SHA256.HashData(trained.Data.Span)).ToLowerInvariant()}`."));
        writer.WriteLine();
        writer.WriteLine("Read: one user message in the layout in which it is served (the template's own system turn first), cut to its first 128 tokens.");
        writer.WriteLine();
        ModelCard.WriteSources(trained.Sources, writer);
        writer.WriteLine();
        writer.WriteLine(string.Create(Invariant, 
            $"Target: what the strong model gains over the weak one, clipped to 0..1. L2-regularised logistic regression, C = {trained.Strength} " +
            $"(tried on dev: {string.Join(", ", trained.Tried.Select(t => string.Create(Invariant, $"{t.Strength}: {t.Area:F4}")))}); probability calibrated out of fold on the pairs, " +
            $"each source counting the same. Together with tier 0: log-odds = {heads.Blend.Offset:F3} + {heads.Blend.Lexical:F3} · logit(tier 0) + " +
            $"{heads.Blend.Need:F3} · logit(need); the weight of tier 0 ({trained.LexicalWeight} standard deviations) was chosen on dev, and the scale fitted " +
            $"on its rows of the sources above."));
        writer.WriteLine();
        WriteFigures(figures, cost, writer);
        writer.WriteLine();
        writer.WriteLine("## Limits");
        writer.WriteLine();
        writer.WriteLine("- The labels are about other models (7–9B and Phi-3 against frontier models): the head *need* says which prompts need a strong model in general, not what this model can do. Its own competence is another head.");
        writer.WriteLine("- Settings were chosen on the same dev rows, so their figures are slightly optimistic.");
        writer.WriteLine("- English. The file holds numbers only, no text of its training data.");
    }

    /// <summary>Writes the two tables of figures alone, for a report.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="cost">What a read costs.</param>
    /// <param name="writer">Where to.</param>
    public static void WriteFigures(HeadFigures figures, ReadCost cost, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine("## Figures on dev");
        writer.WriteLine();
        writer.WriteLine("Exact APGR (95 % interval by bootstrap over rows) by source; 0.5 is chance.");
        writer.WriteLine();
        writer.WriteLine("| source | rows | word count | tier 0 | head *need* | tier 0 + 1 |");
        writer.WriteLine("|---|---|---|---|---|---|");
        for (int i = 0; i < figures.Need.Groups.Count; i++)
        {
            var (zero, need, both) = (figures.TierZero.Groups[i], figures.Need.Groups[i], figures.Both.Groups[i]);
            writer.WriteLine(string.Create(Invariant, 
                $"| {need.Name} | {need.Metrics.Count} | {need.WordCount.ExactApgr:F3} | {Of(zero.Metrics.ExactApgr, zero.ApgrInterval)} " +
                $"| {Of(need.Metrics.ExactApgr, need.ApgrInterval)} | {Of(both.Metrics.ExactApgr, both.ApgrInterval)} |"));
        }

        writer.WriteLine(string.Create(Invariant, 
            $"| **mean** | {figures.Need.Groups.Sum(g => g.Metrics.Count)} | {figures.Need.MeanWordCountApgr:F3} " +
            $"| {Of(figures.TierZero.MeanApgr, figures.TierZero.MeanApgrInterval)} | {Of(figures.Need.MeanApgr, figures.Need.MeanApgrInterval)} " +
            $"| **{Of(figures.Both.MeanApgr, figures.Both.MeanApgrInterval)}** |"));
        writer.WriteLine();
        writer.WriteLine("Tier 1 asked only for the requests nearest to the threshold, by tier 0:");
        writer.WriteLine();
        writer.WriteLine("| asked | exact APGR | gain over tier 0 | added to a request that leaves, mean ms | distance from the threshold, log-odds |");
        writer.WriteLine("|---|---|---|---|---|");
        foreach (var asked in figures.Asked)
            writer.WriteLine(string.Create(Invariant, $"| {100 * asked.Share:F0} % | {asked.Area:F4} | {asked.Area - figures.Asked[0].Area:+0.0000;-0.0000} | {asked.Share * cost.Mean:F0} | {asked.Margin:F2} |"));
        writer.WriteLine();
        writer.WriteLine(string.Create(Invariant,
            $"A read took {cost.Mean:F0} ms on average and {cost.Longest:F0} ms for 128 tokens (24 prompts, best of three rounds each, the default system turn cached, " +
            $"{Environment.ProcessorCount} processors). A request that stays does not lose it: the read is its prefill."));
    }

    private static string Of(double value, Interval? interval) =>
        interval is { } i ? string.Create(Invariant, $"{value:F3} ({i.Low:F3}–{i.High:F3})") : string.Create(Invariant, $"{value:F3}");
}
