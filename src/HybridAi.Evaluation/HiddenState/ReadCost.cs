using Microsoft.Extensions.AI;

namespace HybridAi.Evaluation;

/// <summary>What reading a state costs on this machine, with the model as it serves.</summary>
/// <param name="Mean">Mean milliseconds over prompts of all lengths, cut as in training.</param>
/// <param name="Longest">Mean milliseconds over prompts of 128 tokens or more, cut to 128; NaN without any.</param>
public sealed record ReadCost(double Mean, double Longest)
{
    private const int Prompts = 24;
    private const int Rounds = 3;

    /// <summary>Measures: of each prompt the best of three rounds counts, so that what else the machine does counts little.</summary>
    /// <param name="probe">Reads; the whole model, loaded, that keeps one conversation, so that only the system turn is in the cache.</param>
    /// <param name="counter">Counts its tokens.</param>
    /// <param name="rows">Rows to take 24 prompts from, evenly.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The cost.</returns>
    public static async Task<ReadCost> MeasureAsync(
        IPromptProbe probe, ITokenCounter counter, IReadOnlyList<RoutingRow> rows, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        string[] prompts = [.. rows.Where((_, i) => i % Math.Max(1, rows.Count / Prompts) == 0).Take(Prompts).Select(r => PromptCut.Head(r.Prompt, counter))];
        double[] best = new double[prompts.Length];
        Array.Fill(best, double.PositiveInfinity);
        for (int round = 0; round <= Rounds; round++)
        {
            for (int i = 0; i < prompts.Length; i++)
            {
                long started = time.GetTimestamp();
                await probe.ProbeAsync([new ChatMessage(ChatRole.User, prompts[i])], null, cancellationToken).ConfigureAwait(false);
                // The first round warms up.
                if (round > 0) best[i] = Math.Min(best[i], time.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        double[] longest = [.. best.Where((_, i) => counter.Count(prompts[i]) >= PromptCut.Tokens - 3)];
        return new ReadCost(best.Average(), longest.Length == 0 ? double.NaN : longest.Average());
    }
}
