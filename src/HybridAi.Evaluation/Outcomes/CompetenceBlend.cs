namespace HybridAi.Evaluation;

/// <summary>How the tiers become the chance of a wrong answer, before the draft, after 8 tokens and at the end.</summary>
/// <remarks>
/// Fitted as if half of the traffic were of kinds that the outcomes know and half of kinds they do not. Fitted to known kinds alone it trusts tier 0
/// too much on others; fitted to unknown kinds alone it forgets what it knows.
/// </remarks>
internal sealed record CompetenceBlend(ProbeBlend Before, DraftPrior Early, DraftPrior End)
{
    // Pulls the weights a little towards a half each: matters for a hundred outcomes, not for a thousand.
    private const double Ridge = 5;

    /// <param name="rows">The outcomes.</param>
    /// <param name="parts">What the tiers say of them, once for each kind of traffic.</param>
    /// <param name="use">Which rows to fit to; null for all.</param>
    public static CompetenceBlend Fit(SuiteOutcome[] rows, OutcomeParts[] parts, Func<int, bool>? use = null)
    {
        double[] x = Logistic(parts.SelectMany(p => Some(i => (p.Prompt[i], p.State[i], rows[i].Need))), [0.5, 0.5, 0]);
        var before = new ProbeBlend(x[2], Math.Max(0, x[0]), 0, Math.Max(0, x[1]));
        return new(before, Prior(p => p.Early), Prior(p => p.End));

        DraftPrior Prior(Func<OutcomeParts, double[]> draft)
        {
            double[] y = Logistic(
                parts.SelectMany(p => Some(i => (Mix(before, p.Prompt[i], p.State[i]), draft(p)[i], rows[i].Need)).Where(r => !double.IsNaN(r.Item2))), [1, 0.5, 0]);
            return new(y[2], Math.Max(0, y[0]), Math.Max(0, y[1]));
        }

        IEnumerable<(double, double, double)> Some(Func<int, (double, double, double)> row) => Enumerable.Range(0, rows.Length).Where(i => use?.Invoke(i) ?? true).Select(row);
    }

    public CompetenceScore Score(OutcomeParts parts, int row)
    {
        double score = Mix(Before, parts.Prompt[row], parts.State[row]), early = parts.Early[row], end = parts.End[row];
        return new()
        {
            Prompt = parts.Prompt[row],
            State = parts.State[row],
            Score = score,
            Early = After(Early, score, early),
            End = After(End, score, end),
            EarlyUnread = After(Early, parts.Prompt[row], early),
            EarlyAlone = early,
            EndAlone = end,
        };
    }

    private static double Mix(ProbeBlend blend, double prompt, double state) => blend.Offset + (blend.Lexical * prompt) + (blend.Competence * state);

    private static double After(DraftPrior prior, double score, double draft) => double.IsNaN(draft) ? score : prior.Offset + (prior.Score * score) + (prior.Draft * draft);

    private static double[] Logistic(IEnumerable<(double A, double B, double Target)> rows, double[] prior)
    {
        var set = new TrainingSet { Buckets = 0, Dense = 2, Groups = 1 };
        foreach (var (a, b, target) in rows) set.Rows.Add(new TrainingRow([], 0, [(float)a, (float)b], target, 1, 0));
        return set.Rows.Count == 0 ? prior : LogisticRegression.Fit(set, 0, Ridge, prior: prior);
    }
}

/// <summary>What the tiers and their blends say of one outcome, as log-odds of a wrong answer.</summary>
internal readonly record struct CompetenceScore
{
    /// <summary>Tier 0 alone: what decides where the state is not read.</summary>
    public double Prompt { get; init; }

    /// <summary>The head on the hidden state alone.</summary>
    public double State { get; init; }

    /// <summary>Tiers 0 and 1.</summary>
    public double Score { get; init; }

    /// <summary>Tiers 0, 1 and the draft after 8 tokens.</summary>
    public double Early { get; init; }

    /// <summary>Tiers 0, 1 and the whole draft.</summary>
    public double End { get; init; }

    /// <summary>Tier 0 and the draft after 8 tokens: where the state was not read.</summary>
    public double EarlyUnread { get; init; }

    /// <summary>What decides: the state is read only where tier 0 is near enough to the threshold. Below the threshold the answer stays.</summary>
    /// <param name="bound">The threshold, in log-odds.</param>
    /// <param name="margin">How near, in log-odds.</param>
    /// <returns>The score before the draft and the worse of it and that after 8 tokens.</returns>
    public (double Before, double After) Routed(double bound, double margin) =>
        Math.Abs(Prompt - bound) <= margin ? (Score, Math.Max(Score, Early)) : (Prompt, Math.Max(Prompt, EarlyUnread));

    /// <summary>The draft alone, after 8 tokens.</summary>
    public double EarlyAlone { get; init; }

    /// <summary>The whole draft alone.</summary>
    public double EndAlone { get; init; }
}
